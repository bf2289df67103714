import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isErrorCode } from '../../kernel/index.ts'
import { mutated } from '../testing/mutations.ts'
import { bytesOf, interval } from '../testing/plain-document.ts'
import { Random } from '../testing/random.ts'
import { decodeRsm014 } from './decode.ts'
import type { AggregatePoint } from './document.ts'
import { encodeRsm014 } from './encode.ts'
import type { EncodableSeries } from './encode.ts'

const HEADER = {
  messageId: 'message-1',
  documentType: 'E31',
  processType: 'D04',
  businessSector: '23',
  createdAtMs: Date.UTC(2026, 10, 5, 7, 30, 54),
  senderId: '5790001330552',
  senderRole: 'DGL',
  receiverId: '5790000432752',
  receiverRole: 'DDQ',
}

const SERIES: EncodableSeries = {
  transactionId: 'transaction-1',
  version: 42n,
  gridArea: '804',
  energySupplierId: '5790000432752',
  meteringPointType: 'E17',
  settlementMethod: 'D01',
  product: '8716867000030',
  unit: 'KWH',
  // The 25-hour day.
  resolution: 'PT15M',
  fromMs: Date.UTC(2026, 9, 24, 22),
  toMs: Date.UTC(2026, 9, 25, 23),
  points: [
    { position: 1, quantity: 12_500_000n, quality: 'measured' },
    { position: 2, quantity: -1n, quality: 'calculated' },
    { position: 3, quantity: undefined, quality: 'missing' },
    { position: 4, quantity: 0n, quality: 'estimated' },
    { position: 100, quantity: 999_999_999_999_999_999n, quality: 'incomplete' },
  ],
}

type Change = Record<string, unknown>

function plain(changes: Change = {}, period: Change = {}, head: Change = {}): object {
  // JSON.parse keeps no more digits than a floating-point number has, so the large sum stays out.
  const text = new TextDecoder().decode(encodeRsm014(HEADER, [{ ...SERIES, points: SERIES.points.slice(0, 4) }]))
  const document = JSON.parse(text) as Record<string, { Series: { Period: object }[] }>
  const root = document['NotifyAggregatedMeasureData_MarketDocument']
  const [first] = root?.Series ?? []
  const series = { ...first, Period: { ...first?.Period, ...period }, ...changes }
  return { NotifyAggregatedMeasureData_MarketDocument: { ...root, Series: [series], ...head } }
}

/** Findings as `CODE path`, the path from the series on. */
function faultsOf(value: unknown): string[] {
  const { findings, series } = decodeRsm014(bytesOf(value))
  return [...findings, ...series.flatMap((one) => one.findings)].map(
    ({ code, path }) =>
      `${code} ${(path ?? '').replace(/^NotifyAggregatedMeasureData_MarketDocument\.?(Series\[0\]\.)?/, '')}`,
  )
}

const point = (position: unknown, changes: Change = {}): Change => ({
  position: { value: position },
  quantity: 1,
  ...changes,
})

const quality = fc.constantFrom<AggregatePoint['quality']>(
  'measured',
  'calculated',
  'estimated',
  'incomplete',
  'missing',
)
const quantity = fc.oneof(fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n), fc.bigInt(-5000n, 5000n), fc.constant(0n))
const points = fc
  .array(fc.option(fc.tuple(quality, quantity)), { minLength: 1, maxLength: 100 })
  .filter((slots) => slots.some((slot) => slot !== null))
  .map((slots) =>
    slots.flatMap((slot, n): AggregatePoint[] =>
      slot === null
        ? []
        : [{ position: n + 1, quality: slot[0], quantity: slot[0] === 'missing' ? undefined : slot[1] }],
    ),
  )
const optional = <T>(value: fc.Arbitrary<T>, key: string): fc.Arbitrary<Change> =>
  fc.option(value).map((drawn) => (drawn === null ? {} : { [key]: drawn }))

describe('RSM-014', () => {
  test('what is written is read again as it was', () => {
    const changes = fc.record({
      of: fc.constantFrom(
        { meteringPointType: 'E17', settlementMethod: 'E02' },
        { meteringPointType: 'E17', settlementMethod: 'D01' },
        { meteringPointType: 'E18' },
        { meteringPointType: 'E20' },
      ),
      version: fc.bigInt(0n, 10n ** 18n - 1n),
      supplier: optional(fc.constant('5790000701278'), 'energySupplierId'),
      responsible: optional(fc.constant('10X1001A1001A094'), 'balanceResponsibleId'),
      original: optional(fc.constant('request-1'), 'originalTransactionId'),
      correction: fc.option(fc.constantFrom('D01', 'D02', 'D03')),
      points,
    })
    const { settlementMethod: _method, energySupplierId: _supplier, ...base } = SERIES
    fc.assert(
      fc.property(changes, ({ of, version, supplier, responsible, original, correction, points: drawn }) => {
        const settlement = correction === null ? {} : { settlementVersion: correction }
        const series = {
          ...base,
          ...of,
          version,
          ...supplier,
          ...responsible,
          ...original,
          ...settlement,
          points: drawn,
        }
        const header = { ...HEADER, processType: correction === null ? 'D05' : 'D32' }
        const read = decodeRsm014(encodeRsm014(header, [series]))
        expect(read).toEqual({ header, series: [{ ...series, index: 0, findings: [], refused: false }], findings: [] })
      }),
      { numRuns: 300 },
    )
  })

  test('compact text: measured without quality, A02 without quantity, decimals as many as carry value', () => {
    const text = new TextDecoder().decode(encodeRsm014(HEADER, [SERIES]))
    expect(text.slice(text.indexOf('"Series"'))).toBe(
      '"Series":[{"mRID":"transaction-1","version":"42","meteringGridArea_Domain.mRID":{"codingScheme":"NDK","value":"804"},' +
        '"energySupplier_MarketParticipant.mRID":{"codingScheme":"A10","value":"5790000432752"},' +
        '"marketEvaluationPoint.type":{"value":"E17"},"marketEvaluationPoint.settlementMethod":{"value":"D01"},' +
        '"product":"8716867000030","quantity_Measure_Unit.name":{"value":"KWH"},"Period":{"resolution":"PT15M",' +
        '"timeInterval":{"start":{"value":"2026-10-24T22:00Z"},"end":{"value":"2026-10-25T23:00Z"}},"Point":[' +
        '{"position":{"value":1},"quantity":12.5},{"position":{"value":2},"quality":{"value":"A06"},"quantity":-0.000001},' +
        '{"position":{"value":3},"quality":{"value":"A02"}},{"position":{"value":4},"quality":{"value":"A03"},"quantity":0},' +
        '{"position":{"value":100},"quality":{"value":"A05"},"quantity":999999999999.999999}]}}]}}',
    )
  })

  test('tolerated: seconds in the interval, a byte order mark, bare values, A04, another order of keys', () => {
    const seconds = { timeInterval: interval('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z') }
    const document = plain(
      { 'marketEvaluationPoint.type': 'E17' },
      { ...seconds, Point: [point(1, { quality: 'A04' })] },
    )
    const { series, findings } = decodeRsm014(bytesOf(`\uFEFF${JSON.stringify(document, undefined, 3)}`))
    expect(findings).toEqual([])
    expect(series[0]).toMatchObject({ findings: [], fromMs: SERIES.fromMs, toMs: SERIES.toMs })
    expect(series[0]?.points).toEqual([{ position: 1, quantity: 1_000_000n, quality: 'measured' }])
  })

  test('a quantity is its digits, never a floating-point number', () => {
    const text = JSON.stringify(plain({}, { Point: [point(1)] })).replace(
      '"quantity":1',
      '"quantity":123456789012.345678',
    )
    expect(decodeRsm014(bytesOf(text)).series[0]?.points[0]?.quantity).toBe(123_456_789_012_345_678n)
  })

  test('all positions A02: the series is withdrawn, not refused', () => {
    const withdrawn = [1, 2, 3].map((n) => ({ position: { value: n }, quality: { value: 'A02' } }))
    const [series] = decodeRsm014(bytesOf(plain({}, { Point: withdrawn }))).series
    expect(series).toMatchObject({ refused: false, findings: [] })
    expect(series?.points.map((one) => one.quality)).toEqual(['missing', 'missing', 'missing'])
  })

  test.each<[string, Change, Change, string]>([
    ['no id', { mRID: '' }, {}, '00202 mRID'],
    ['an id too long', { mRID: 'x'.repeat(37) }, {}, '00205 mRID'],
    ['no version', { version: undefined }, {}, 'FIELD_MISSING version'],
    ['a version that is no number', { version: '1.5' }, {}, 'FIELD_INVALID version'],
    ['no grid area', { 'meteringGridArea_Domain.mRID': undefined }, {}, 'FIELD_MISSING meteringGridArea_Domain.mRID'],
    ['a correction outside D32', { 'settlement_Series.version': 'D01' }, {}, 'E86 settlement_Series.version'],
    [
      'another type',
      { 'marketEvaluationPoint.type': 'D14', 'marketEvaluationPoint.settlementMethod': undefined },
      {},
      'D18 marketEvaluationPoint.type',
    ],
    [
      'another method',
      { 'marketEvaluationPoint.settlementMethod': 'E01' },
      {},
      'SETTLEMENT_METHOD marketEvaluationPoint.settlementMethod',
    ],
    [
      'a method of production',
      { 'marketEvaluationPoint.type': 'E18' },
      {},
      'SETTLEMENT_METHOD marketEvaluationPoint.settlementMethod',
    ],
    ['another unit', { 'quantity_Measure_Unit.name': 'MWH' }, {}, 'E73 quantity_Measure_Unit.name'],
    ['no period', { Period: undefined }, {}, 'FIELD_MISSING Period'],
    ['a period that is none', { Period: [] }, {}, 'FIELD_INVALID Period'],
    ['another resolution', {}, { resolution: 'P1D' }, 'D23 Period.resolution'],
    ['no interval', {}, { timeInterval: undefined }, 'E50 Period.timeInterval.start'],
    ['reversed', {}, { timeInterval: interval('2026-10-25T23:00Z', '2026-10-24T22:00Z') }, 'E50 Period.timeInterval'],
    [
      'not aligned',
      {},
      { timeInterval: interval('2026-10-24T22:07Z', '2026-10-25T23:07Z') },
      'D66 Period.timeInterval',
    ],
    ['no points', {}, { Point: undefined }, 'FIELD_MISSING Period.Point'],
    ['an empty list', {}, { Point: [] }, 'FIELD_MISSING Period.Point'],
    ['points that are none', {}, { Point: {} }, 'FIELD_INVALID Period.Point'],
    ['a point that is none', {}, { Point: [point(1), 7] }, 'FIELD_INVALID Period.Point[1]'],
    ['no position', {}, { Point: [{ quantity: 1 }] }, 'FIELD_MISSING Period.Point[0].position'],
    ['position 0', {}, { Point: [point(0)] }, 'E87 Period.Point[0].position'],
    ['a position beyond the end', {}, { Point: [point(101)] }, 'E87 Period.Point[0].position'],
    ['a position twice', {}, { Point: [point(1), point(1)] }, 'E87 Period.Point[1].position'],
    ['another quality', {}, { Point: [point(1, { quality: { value: 'A01' } })] }, 'D12 Period.Point[0].quality'],
    ['a quality that is no text', {}, { Point: [point(1, { quality: [] })] }, 'FIELD_INVALID Period.Point[0].quality'],
    [
      'a quantity that is none',
      {},
      { Point: [point(1, { quantity: 'much' })] },
      'FIELD_INVALID Period.Point[0].quantity',
    ],
    ['too many digits', {}, { Point: [point(1, { quantity: '1234567890123' })] }, 'E89 Period.Point[0].quantity'],
    ['too many decimals', {}, { Point: [point(1, { quantity: '0.0000001' })] }, 'E89 Period.Point[0].quantity'],
  ])('refused: %s', (_, changes, period, expected) => {
    const document = plain(changes, period)
    expect(faultsOf(document).filter((fault) => !fault.endsWith('timeInterval.end'))).toEqual([expected])
    expect(decodeRsm014(bytesOf(document)).series[0]).toMatchObject({ refused: true, points: [] })
  })

  test.each<[string, Change, Change, string]>([
    ['a quantity beside A02', {}, { Point: [point(1, { quality: 'A02' })] }, 'FIELD_INVALID Period.Point[0].quantity'],
    ['neither of both', {}, { Point: [{ position: 1 }] }, 'FIELD_MISSING Period.Point[0].quantity'],
    [
      'a wrong check digit',
      { 'energySupplier_MarketParticipant.mRID': '5790000432753' },
      {},
      'CHECK_DIGIT energySupplier_MarketParticipant.mRID',
    ],
  ])('warned of: %s', (_, changes, period, expected) => {
    const document = plain(changes, period)
    expect(faultsOf(document)).toEqual([expected])
    expect(decodeRsm014(bytesOf(document)).series[0]).toMatchObject({
      refused: false,
      findings: [{ severity: 'warning' }],
    })
  })

  test('a correction is of D01, D02 or D03, in D32', () => {
    const d32 = { 'process.processType': { value: 'D32' } }
    expect(faultsOf(plain({ 'settlement_Series.version': { value: 'D04' } }, {}, d32))).toEqual([
      'E86 settlement_Series.version',
    ])
    const { series } = decodeRsm014(bytesOf(plain({ 'settlement_Series.version': { value: 'D03' } }, {}, d32)))
    expect(series[0]).toMatchObject({ settlementVersion: 'D03', refused: false })
  })

  test('every fault at once, of the head, of the series and of its points; nothing of it is kept', () => {
    const document = plain(
      { mRID: '', version: 'x' },
      { resolution: 'PT5M', Point: [point(-1), point(2, { quality: 'A99', quantity: true })] },
      { type: 'E66', 'process.processType': 'E23', 'sender_MarketParticipant.mRID': '1' },
    )
    expect(faultsOf(document)).toEqual([
      '00401 type',
      '00402 process.processType',
      'FIELD_INVALID sender_MarketParticipant.mRID',
      '00202 mRID',
      'FIELD_INVALID version',
      'D23 Period.resolution',
      'E87 Period.Point[0].position',
      'D12 Period.Point[1].quality',
      'FIELD_INVALID Period.Point[1].quantity',
    ])
    expect(decodeRsm014(bytesOf(document)).series[0]?.points).toEqual([])
  })

  test('a good series of a refused document is refused with it', () => {
    const { series } = decodeRsm014(bytesOf(plain({}, {}, { type: 'E66' })))
    expect(series[0]).toMatchObject({ refused: true, points: [], findings: [{ code: '00302' }] })
  })

  test('the same transaction id twice', () => {
    const { series } = decodeRsm014(encodeRsm014(HEADER, [SERIES, { ...SERIES, version: 43n }]))
    expect(series.map(({ refused, findings }) => [refused, findings.map(({ code }) => code)])).toEqual([
      [false, []],
      [true, ['00102']],
    ])
  })

  test('a hostile series of very many faults is answered with some of them and their number', () => {
    const hostile = plain({}, { Point: Array.from({ length: 150_000 }, () => ({ position: 0, quantity: 1 })) })
    const [series] = decodeRsm014(bytesOf(hostile)).series
    expect(series?.findings).toHaveLength(10_001)
    expect(series?.findings.at(-1)?.message).toBe('140000 further faults of positions are not listed')
  })

  test('what is not such a document', () => {
    expect(faultsOf('{"NotifyAggregatedMeasureData_MarketDocument":')).toEqual(['JSON_BROKEN '])
    expect(faultsOf({ NotifyAggregatedTimeSeries_MarketDocument: {} })).toEqual(['DOCUMENT_UNKNOWN '])
    expect(faultsOf({ NotifyAggregatedMeasureData_MarketDocument: [] })).toEqual(['FIELD_INVALID '])
    expect(decodeRsm014(Uint8Array.of(0xff, 0xfe)).findings.map(({ code }) => code)).toEqual(['JSON_BROKEN'])
    expect(decodeRsm014(new Uint8Array(50 * 1024 * 1024 + 1)).findings.map(({ code }) => code)).toEqual([
      'DOCUMENT_TOO_LARGE',
    ])
  })

  test('damaged documents never throw, and what is refused has no points', { timeout: 60_000 }, () => {
    const random = new Random(14)
    const original = bytesOf(plain())
    let clean = 0
    for (let n = 0; n < 4000; n += 1) {
      const { findings, series } = decodeRsm014(mutated(original, random))
      const all = [...findings, ...series.flatMap((one) => one.findings)]
      if (all.length === 0) clean += 1
      expect(all.every(({ code }) => isErrorCode(code))).toBe(true)
      for (const one of series) {
        const isFaulty = [...findings, ...one.findings].some(({ severity }) => severity === 'error')
        expect([one.refused, one.refused && one.points.length > 0]).toEqual([isFaulty, false])
      }
    }
    expect(clean).toBeGreaterThan(0)
    expect(clean).toBeLessThan(3500)
  })

  const samples = join(process.env['GRIDBOOK_SAMPLES'] ?? join('..', 'shared', 'samples'), 'cim-json')
  test.skipIf(!existsSync(samples))(
    `the public samples are other documents (skipped where ${samples} is absent)`,
    () => {
      for (const file of readdirSync(samples)) {
        expect(faultsOf(readFileSync(join(samples, file), 'utf8'))).toEqual(['DOCUMENT_UNKNOWN '])
      }
    },
  )
})
