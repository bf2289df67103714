import { gsrnWithCheckDigit } from '../../kernel/index.ts'
import { jsonText, Raw } from './json-text.ts'
import type { Tree } from './json-text.ts'
import type { Random } from './random.ts'

const MINUTE_MS = 60_000
/** Days around both changes of the clock, and quiet ones. */
const DATES = [
  '2026-03-27',
  '2026-03-28',
  '2026-03-29',
  '2026-10-24',
  '2026-10-25',
  '2026-02-28',
  '2026-12-31',
  '2024-03-30',
]

/** A document with everything that may occur in one: all shapes, spans, gaps, corrections, and some faults. */
export function randomDocument(random: Random, faults = 0.3): string {
  const transactions = Array.from({ length: 1 + random.below(4) }, (_, n) => series(random, n, random.happens(faults)))
  const document: Tree = {
    NotifyValidatedMeasureData_MarketDocument: {
      mRID: `message-${random.below(1e9)}`,
      'businessSector.type': { value: '23' },
      createdDateTime: '2026-03-05T07:30:54Z',
      'process.processType': { value: random.one(['E23', 'E30', 'D42']) },
      'receiver_MarketParticipant.mRID': { codingScheme: 'A10', value: '5790001330552' },
      'receiver_MarketParticipant.marketRole.type': { value: 'DGL' },
      'sender_MarketParticipant.mRID': { codingScheme: 'A10', value: '5790000432752' },
      'sender_MarketParticipant.marketRole.type': { value: 'MDR' },
      type: random.happens(0.5) ? 'E66' : { value: 'E66' },
      extra: random.happens(0.2) ? [{ deep: [null, new Raw('true'), 'Ærø'] }, new Raw('-1.5E+3')] : undefined,
      Series: transactions,
    },
  }
  const style = {
    indent: random.one([0, 0, 2, 4]),
    shuffleKeys: random.happens(0.3),
    escapes: random.one([0, 0, 0.05]),
  }
  return (random.happens(0.2) ? '\uFEFF' : '') + jsonText(document, style, random)
}

function series(random: Random, n: number, isFaulty: boolean): Tree {
  const fault = (probability: number): boolean => isFaulty && random.happens(probability)
  const minutes = random.one([15, 60])
  const start = startMs(random)
  const slots = random.happens(0.7) ? wholeDays(start, 1 + random.below(3), minutes) : 240 / minutes + random.below(90)
  const from = fault(0.05) ? start + 7 * MINUTE_MS : start
  const to = fault(0.05) ? start - MINUTE_MS : start + slots * minutes * MINUTE_MS
  return {
    mRID: fault(0.1) ? random.one(['', 'x'.repeat(37), 'tx-0']) : `tx-${n}`,
    'marketEvaluationPoint.mRID': {
      codingScheme: 'A10',
      value: fault(0.05) ? '571313000000002001' : gsrnWithCheckDigit(n + 1),
    },
    'marketEvaluationPoint.type': { value: random.one(['E17', 'E18', 'E20']) },
    product: random.happens(0.8) ? '8716867000030' : undefined,
    'quantity_Measure_Unit.name': fault(0.1) ? { value: 'KWT' } : { value: random.one(['KWH', 'KWH', 'MWH', 'K3']) },
    'registration_DateAndOrTime.dateTime': fault(0.05) ? undefined : '2026-03-05T07:30:00Z',
    'in_Domain.mRID': random.happens(0.2) ? { codingScheme: 'NDK', value: '804' } : undefined,
    Period: {
      resolution: fault(0.05) ? 'PT20M' : `PT${minutes === 60 ? '1H' : '15M'}`,
      timeInterval: { start: { value: instant(from, random) }, end: { value: instant(to, random) } },
      Point: points(random, slots, fault),
    },
  }
}

function points(random: Random, slots: number, fault: (probability: number) => boolean): Tree[] {
  const share = random.one([1, 1, 0.7, 0.1])
  const stated = Array.from({ length: slots }, (_, n) => n + 1).filter(() => random.happens(share))
  if (fault(0.2)) stated.push(random.one([0, slots + 1, 1, 2_000_000_000, -1]))
  const bare = random.happens(0.2)
  const wrap = (value: Tree): Tree => (bare ? value : { value })
  const ordered = random.happens(0.1) ? random.shuffled(stated) : stated
  return ordered.map((position) => {
    const quality = fault(0.01)
      ? random.one(['A05', 'A06', 'A07', ''])
      : random.one([undefined, undefined, undefined, 'A03', 'A04', 'A02'])
    const isWithout = quality === 'A02' ? random.happens(0.9) : random.happens(0.02)
    const text = quantityText(random, fault)
    return {
      position: wrap(new Raw(random.happens(0.02) ? `${position}.0` : `${position}`)),
      quality: quality === undefined ? (random.happens(0.05) ? null : undefined) : wrap(quality),
      quantity: isWithout ? undefined : random.happens(0.02) ? text : new Raw(text),
      note: random.happens(0.02) ? { value: [new Raw('1')] } : undefined,
    }
  })
}

function quantityText(random: Random, fault: (probability: number) => boolean): string {
  if (fault(0.01)) return random.one(['-1', '-0.001', '1.0001', '12345678901', '1e10', '1e-4', '123456789012.5'])
  return random.one([
    () => `${random.below(1000)}`,
    () => `${random.below(1000)}.${random.below(10)}`,
    () => `${random.below(100)}.${String(random.below(1000)).padStart(3, '0')}`,
    () =>
      random.one([
        '0',
        '0.0',
        '-0',
        '1e2',
        '2.50e1',
        '9999999999.999',
        '9007199254.741',
        '1.23000',
        '9000000000',
        '8999999.999',
        '120E-1',
      ]),
  ])()
}

// Local midnight in Copenhagen, or some hours after it.
function startMs(random: Random): number {
  const midnight = Temporal.PlainDate.from(random.one(DATES)).toZonedDateTime('Europe/Copenhagen')
  return midnight.epochMilliseconds + (random.happens(0.8) ? 0 : random.below(20) * 60 * MINUTE_MS)
}

function wholeDays(start: number, days: number, minutes: number): number {
  const from = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('Europe/Copenhagen')
  return (from.add({ days }).epochMilliseconds - start) / (minutes * MINUTE_MS)
}

function instant(ms: number, random: Random): string {
  const text = new Date(ms).toISOString()
  return random.happens(0.8) ? text.replace(':00.000Z', 'Z') : text.replace('.000Z', 'Z')
}
