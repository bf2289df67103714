import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom, type Random } from '../../test/oracle/random.ts'
import {
  plainMerge,
  statedText,
  statedTextOf,
  toDayRows,
  type PlainDelivery,
  type PlainRecord,
} from '../../test/plain-days.ts'
import { randomStated, shuffled } from '../../test/random-deliveries.ts'
import { historyOf } from './day-history.ts'
import { byRank, mergeDay, sameDay } from './merge-day.ts'
import { nextReading, UNCOMMITTED, versionsAsRecorded } from './next-reading.ts'
import type { RecordedDelivery } from './prior-deliveries.ts'

/** Slot classes with the lengths of their days of 23, 24 and 25 hours. */
const DAYS = [
  [25, 23],
  [25, 24],
  [25, 25],
  [100, 92],
  [100, 96],
  [100, 100],
] as const

const FIRST_MS = Date.UTC(2026, 2, 30)

/** Up to six deliveries of one day with registration times of their own; some repeat one before, some are late. */
function randomLog(random: Random): PlainDelivery[] {
  const [slotClass, slots] = random.pick(DAYS)
  const times = shuffled(random, [1, 2, 3, 4, 5, 6])
  const log: PlainDelivery[] = []
  for (const time of times.slice(0, random.int(1, 7))) {
    const before = log.length > 0 && random.chance(20) ? random.pick(log) : undefined
    const stated = before?.stated ?? randomStated(random, slots)
    log.push({ point: 'p', stream: '', slotClass, day: 20540, slots, registeredAtMs: FIRST_MS + time * 60_000, stated })
  }
  return log
}

/** A log that arrives in the given order, in commits of one to three deliveries. */
function arriving(random: Random, order: readonly PlainDelivery[]): PlainRecord[] {
  let seq = BigInt(random.int(1, 1000))
  let position = 0
  return order.map((delivery) => {
    if (random.chance(60)) [seq, position] = [seq + BigInt(random.int(1, 5)), 0]
    else position += 1
    return { ...delivery, seq, position }
  })
}

function toRecorded(record: PlainRecord): RecordedDelivery {
  return {
    rows: toDayRows([record]),
    row: 0,
    registeredAtMs: record.registeredAtMs,
    recordedSeq: record.seq,
    position: record.position,
    seriesId: 1,
    marketDay: record.day,
    documentId: 'd',
    transactionId: 't',
  }
}

describe('the algebra of corrections', () => {
  test('any order of arrival gives the same day and the same history by registration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const random = seededRandom(seed)
        const log = randomLog(random)
        const [{ slotClass } = { slotClass: 25 as const }] = log
        const seen = [log, shuffled(random, log), log.toReversed()].map((order) => {
          const records = arriving(random, order)
          const history = historyOf(records.map(toRecorded))
          const expected = plainMerge(records)
          expect(statedTextOf(mergeDay(records.map(toRecorded)).rows, 0)).toBe(statedText(expected.slots, slotClass))
          expect(mergeDay(records.map(toRecorded)).registeredAtMs).toBe(expected.registeredAtMs)
          return history.asRegistered.map((day) => `${day.registeredAtMs}: ${statedTextOf(day.rows, 0)}`)
        })
        expect(seen[1]).toEqual(seen[0])
        expect(seen[2]).toEqual(seen[0])
        const byTime = log.toSorted((a, b) => a.registeredAtMs - b.registeredAtMs)
        const plain = byTime.map((last, n) => {
          const sofar = byTime.slice(0, n + 1).map((delivery, position) => ({ ...delivery, seq: 1n, position }))
          return `${last.registeredAtMs}: ${statedText(plainMerge(sofar).slots, slotClass)}`
        })
        expect(seen[0]).toEqual(plain)
      }),
      { numRuns: 500 },
    )
  })

  test('of equal registration times the one that was recorded later holds, within a commit the one that stands later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const random = seededRandom(seed)
        const sameTime = randomLog(random).map((delivery) => ({
          ...delivery,
          registeredAtMs: FIRST_MS + random.int(0, 2),
        }))
        const records = arriving(random, sameTime)
        const merged = mergeDay(shuffled(random, records.map(toRecorded)))
        expect(statedTextOf(merged.rows, 0)).toBe(statedText(plainMerge(records).slots, sameTime[0]?.slotClass ?? 25))
        const last = records.filter((record) => record.registeredAtMs === merged.registeredAtMs).at(-1)
        for (const [slot, says] of last?.stated ?? []) {
          const found = statedTextOf(merged.rows, 0).split('|')[slot]
          expect(found).toBe(says.quality === 'withdrawn' ? 'withdrawn' : `${says.quality} ${says.micro}`)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('as recorded, a version appears with each commit that changed something, and is the replay up to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const random = seededRandom(seed)
        const records = arriving(random, randomLog(random))
        const versions = versionsAsRecorded(shuffled(random, records.map(toRecorded)))
        let before = ''
        for (const seq of new Set(records.map((record) => record.seq))) {
          const replay = plainMerge(records.filter((record) => record.seq <= seq))
          const text = `${replay.registeredAtMs}: ${statedText(replay.slots, records[0]?.slotClass ?? 25)}`
          const version = versions.find((candidate) => candidate.recordedSeq === seq)
          expect(version === undefined ? before : `${version.registeredAtMs}: ${statedTextOf(version.rows, 0)}`).toBe(
            text,
          )
          expect(version === undefined).toBe(text === before)
          before = text
        }
        expect(versions.every((version) => records.some((record) => record.seq === version.recordedSeq))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('what a commit adds supersedes the version before, and the steps together are the history', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const random = seededRandom(seed)
        const records = arriving(random, randomLog(random)).map(toRecorded)
        let current: bigint | null = null
        for (const seq of new Set(records.map((record) => record.recordedSeq))) {
          const recorded = records.filter((record) => record.recordedSeq < seq)
          const fresh = records
            .filter((record) => record.recordedSeq === seq)
            .map((record) => ({ ...record, recordedSeq: UNCOMMITTED }))
          const next = nextReading(recorded, fresh)
          if (next === undefined) continue
          expect(next.supersedes).toBe(current)
          current = seq
        }
        expect(versionsAsRecorded(records).at(-1)?.recordedSeq).toBe(current)
      }),
      { numRuns: 200 },
    )
  })
})

describe('merging', () => {
  const delivery = (registeredAtMs: number, seq: bigint, stated: PlainRecord['stated']): RecordedDelivery =>
    toRecorded({
      point: 'p',
      stream: '',
      slotClass: 25,
      day: 20540,
      slots: 24,
      registeredAtMs,
      seq,
      position: 0,
      stated,
    })
  const measured = (slot: number, micro: bigint): PlainRecord['stated'] =>
    new Map([[slot, { quality: 'measured', micro }]])
  const withdrawn = (slot: number): PlainRecord['stated'] => new Map([[slot, { quality: 'withdrawn' }]])

  test('a withdrawal takes the value and its quality away, and a later value brings it back', () => {
    const log = [delivery(1, 1n, measured(3, 7n)), delivery(2, 2n, withdrawn(3))]
    expect(statedTextOf(mergeDay(log).rows, 0).split('|')[3]).toBe('withdrawn')
    expect(statedTextOf(mergeDay([...log, delivery(3, 3n, measured(3, 9n))]).rows, 0).split('|')[3]).toBe('measured 9')
  })

  test('a late message of an earlier registration is history only', () => {
    const log = [delivery(5, 1n, measured(3, 7n)), delivery(2, 2n, measured(3, 1n))]
    expect(statedTextOf(mergeDay(log).rows, 0).split('|')[3]).toBe('measured 7')
    expect(nextReading([delivery(5, 1n, measured(3, 7n))], [delivery(2, UNCOMMITTED, measured(3, 1n))])).toBeUndefined()
  })

  test('a late message still fills slots that nobody else has stated', () => {
    const next = nextReading([delivery(5, 1n, measured(3, 7n))], [delivery(2, UNCOMMITTED, measured(4, 1n))])
    expect(next?.supersedes).toBe(1n)
    expect(
      statedTextOf(next?.reading.rows ?? mergeDay([]).rows, 0)
        .split('|')
        .slice(3, 5),
    ).toEqual(['measured 7', 'measured 1'])
  })

  test('the same content registered later is a new version, because its registration time counts', () => {
    expect(
      nextReading([delivery(5, 1n, measured(3, 7n))], [delivery(6, UNCOMMITTED, measured(3, 7n))])?.supersedes,
    ).toBe(1n)
    expect(nextReading([delivery(5, 1n, measured(3, 7n))], [delivery(5, UNCOMMITTED, measured(3, 7n))])).toBeUndefined()
  })

  test('leaves its deliveries as they are', () => {
    const log = [delivery(1, 1n, measured(3, 7n)), delivery(2, 2n, measured(3, 9n))]
    const before = log.map(({ rows }) => statedTextOf(rows, 0))
    mergeDay(log)
    expect(log.map(({ rows }) => statedTextOf(rows, 0))).toEqual(before)
  })

  test('refuses a day without deliveries', () => {
    expect(() => mergeDay([])).toThrow(RangeError)
  })

  test('ranks by registration, then commit, then place', () => {
    const [early, late] = [delivery(1, 9n, measured(0, 1n)), delivery(2, 1n, measured(0, 1n))]
    expect(byRank(early, late)).toBeLessThan(0)
    expect(byRank(delivery(1, 2n, measured(0, 1n)), early)).toBeLessThan(0)
    expect(byRank({ ...early, position: 2 }, { ...early, position: 1 })).toBeGreaterThan(0)
    expect(byRank(early, early)).toBe(0)
  })

  test('two rows are the same day only if value, quality and what is stated agree', () => {
    const row = delivery(1, 1n, measured(3, 7n)).rows
    const others = [
      measured(3, 8n),
      measured(4, 7n),
      withdrawn(3),
      new Map([[3, { quality: 'estimated', micro: 7n }]]) as PlainRecord['stated'],
    ]
    expect(sameDay(row, 0, delivery(2, 2n, measured(3, 7n)).rows, 0)).toBe(true)
    for (const other of others) expect(sameDay(row, 0, delivery(1, 1n, other).rows, 0)).toBe(false)
  })
})
