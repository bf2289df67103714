import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StoredDays } from '../model.ts'
import { numberOf as day, plainDate, plainRound, plainYear } from '../testing/plain-calendar.ts'
import type { GridEnergy } from './coupled-energy.ts'
import { finalDays, settledPeriods } from './net-consumption-final.ts'

const always = [{ fromDay: 0, toDay: Infinity }]
const periodsOf = (from: string, to: string | null, today: string, settlementMonth = 1): string[] =>
  settledPeriods({ fromDay: day(from), toDay: to === null ? Infinity : day(to), settlementMonth }, day(today)).map(
    (period) => `${plainDate(period.fromDay)} ${plainDate(period.toDay)}`,
  )

describe('which periods are settled', () => {
  test.each([
    ['an open one up to the latest settlement date', '2025-06-01', null, '2026-05-01', ['2025-06-01 2026-01-01']],
    [
      'one that has ended up to its end',
      '2025-06-01',
      '2026-03-01',
      '2026-05-01',
      ['2025-06-01 2026-01-01', '2026-01-01 2026-03-01'],
    ],
    ['not before the second day after the end', '2025-01-01', null, '2026-01-02', []],
    ['from the second day on', '2025-01-01', null, '2026-01-03', ['2025-01-01 2026-01-01']],
    ['one that ends later is not', '2025-01-01', '2026-06-01', '2026-05-01', ['2025-01-01 2026-01-01']],
    [
      'not older than three years',
      '2021-01-01',
      null,
      '2026-05-01',
      ['2023-01-01 2024-01-01', '2024-01-01 2025-01-01', '2025-01-01 2026-01-01'],
    ],
    ['to the day', '2022-01-01', '2023-05-01', '2026-05-01', ['2023-01-01 2023-05-01']],
    ['a day more', '2022-01-01', '2023-05-01', '2026-05-02', []],
  ])('%s', (_, from, to, today, expected) => {
    expect(periodsOf(from, to, today)).toEqual(expected)
  })

  test('by the settlement month', () => {
    expect(periodsOf('2025-01-01', null, '2026-05-01', 4)).toEqual(['2025-01-01 2025-04-01', '2025-04-01 2026-04-01'])
  })
})

describe('the days', () => {
  const [period] = settledPeriods(
    { fromDay: day('2026-01-01'), toDay: day('2026-01-11'), settlementMonth: 1 },
    day('2026-02-01'),
  )
  if (period === undefined) throw new Error('the example has no period')
  const grid = (taken: Record<string, bigint>): GridEnergy => ({
    fromGrid: [{ coupled: always, energy: new Map(Object.entries(taken).map(([date, micro]) => [day(date), micro])) }],
    toGrid: [],
  })
  const found = (today: string, readings: GridEnergy, stored: StoredDays = new Map()): ReturnType<typeof finalDays> =>
    finalDays(period, day(today), readings, always, stored)
  const tenDays = Array.from({ length: 10 }, (_, n) => ({
    day: day('2026-01-01') + n,
    milliKwh: 2_000n,
    settlementType: 'end_of_period' as const,
  }))
  const readings = grid({ '2026-01-03': 20_000_000n })

  test('have the same value, and are final', () => {
    expect(found('2026-02-01', readings)).toEqual(tenDays)
  })

  test('the readings of the end day count too; those of the next day and of the day before the first do not', () => {
    const more = grid({ '2025-12-31': 7n, '2026-01-03': 10_000_000n, '2026-01-11': 10_000_000n, '2026-01-12': 7n })
    expect(found('2026-02-01', more)).toEqual(tenDays)
  })

  test('the end day alone makes no series', () => {
    expect(found('2026-02-01', grid({ '2026-01-11': 10_000_000n }))).toEqual([])
    expect(found('2026-02-01', grid({}))).toEqual([])
  })

  test('complete on the second day after the end, whatever is stored; afterwards what is new', () => {
    const stored = new Map(tenDays.map((one) => [one.day, one]))
    expect(found('2026-01-13', readings, stored)).toEqual(tenDays)
    expect(found('2026-01-14', readings, stored)).toEqual([])
    stored.delete(tenDays[4]?.day ?? 0)
    expect(found('2026-01-14', readings, stored)).toEqual([tenDays[4]])
  })

  test('a day with another value, or one that is not final, is said again', () => {
    const stored: StoredDays = new Map(
      tenDays.map((one, n) => [
        one.day,
        { milliKwh: n === 0 ? 1n : one.milliKwh, settlementType: n === 1 ? 'up_to_end_of_period' : one.settlementType },
      ]),
    )
    expect(found('2026-01-14', readings, stored)).toEqual([tenDays[0], tenDays[1]])
  })

  test('only while the net consumption point is coupled', () => {
    const coupled = [{ fromDay: day('2026-01-09'), toDay: Infinity }]
    expect(finalDays(period, day('2026-02-01'), readings, coupled, new Map())).toEqual(tenDays.slice(8))
  })
})

test('equals plain loops over days, with settlement months, children that come and go, and leap years', () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_400 }), fc.integer({ min: 1, max: 700 })), {
    minLength: 1,
    maxLength: 2,
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 1_400 }),
      fc.tuple(spans, spans),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1_400 }), fc.boolean(), fc.bigInt(0n, 10n ** 9n)), { maxLength: 60 }),
      (start, length, settlementMonth, now, couplings, readings) => {
        const zero = day('2023-01-15')
        const [fromDay, today] = [zero + start, zero + now]
        const toDay = length === undefined ? Infinity : fromDay + length
        const children = couplings.map((list, side) => {
          // One span a child: two couplings of one child that meet are one, which is not this rule's business.
          const energy = new Map(
            readings.filter(([, isTaken]) => isTaken === (side === 0)).map(([n, , micro]) => [zero + n, micro]),
          )
          return list.map(([n, days]) => ({ coupled: [{ fromDay: zero + n, toDay: zero + n + days }], energy }))
        })
        const grid: GridEnergy = { fromGrid: children[0] ?? [], toGrid: children[1] ?? [] }
        const found = settledPeriods({ fromDay, toDay, settlementMonth }, today).flatMap((one) =>
          finalDays(one, today, grid, always, new Map()),
        )
        expect(found.map((one) => [one.day, one.milliKwh])).toEqual(
          plainFinal(fromDay, toDay, settlementMonth, today, grid),
        )
      },
    ),
    { numRuns: 60 },
  )
})

/** The rule from its text: every day is looked at on its own. */
function plainFinal(
  fromDay: number,
  toDay: number,
  settlementMonth: number,
  today: number,
  grid: GridEnergy,
): [number, bigint][] {
  const days: [number, bigint][] = []
  const latestDate = plainYear(today, settlementMonth).first
  const threeYearsAgo = `${Number(plainDate(today).slice(0, 4)) - 3}${plainDate(today).slice(4)}`
  for (let n = fromDay; n < Math.min(toDay, Number.isFinite(toDay) ? toDay : latestDate); n += 1) {
    const year = plainYear(n, settlementMonth)
    const first = Math.max(year.first, fromDay)
    const end = Math.min(year.end, toDay)
    if (end + 2 > today || plainDate(end) < threeYearsAgo) continue
    const sum = (children: GridEnergy['fromGrid'], last: number): [bigint, boolean] => {
      let [total, any] = [0n, false]
      for (const { coupled, energy } of children) {
        for (let d = first; d <= last; d += 1) {
          const until = (coupled[0]?.toDay ?? 0) + (last === end ? 0 : -1)
          if (!energy.has(d) || d < (coupled[0]?.fromDay ?? 0) || d > until) continue
          total += energy.get(d) ?? 0n
          any = true
        }
      }
      return [total, any]
    }
    if (!sum(grid.fromGrid, end - 1)[1] && !sum(grid.toGrid, end - 1)[1]) continue
    const net = sum(grid.fromGrid, end)[0] - sum(grid.toGrid, end)[0]
    days.push([n, plainRound(net > 0n ? net : 0n, BigInt(end - first) * 1000n)])
  }
  return days
}
