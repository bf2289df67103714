import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalculatedDay, StoredDays } from '../model.ts'
import { numberOf, plainDate, plainRound, plainYear } from '../testing/plain-calendar.ts'
import type { GridEnergy } from './coupled-energy.ts'
import { annualEstimate, estimatedDays, type EstimatedPeriod } from './net-consumption-estimate.ts'

const always = [{ fromDay: 0, toDay: Infinity }]
const day = numberOf
const period = (other: Partial<EstimatedPeriod> = {}): EstimatedPeriod => ({
  fromDay: day('2024-01-01'),
  toDay: Infinity,
  settlementMonth: 4,
  hasElectricalHeating: false,
  isMoveIn: false,
  ...other,
})
const nothing: GridEnergy = { fromGrid: [], toGrid: [] }
const grid = (taken: Record<string, bigint>, supplied: Record<string, bigint> = {}): GridEnergy => {
  const energy = (given: Record<string, bigint>): Map<number, bigint> =>
    new Map(Object.entries(given).map(([date, kwh]) => [day(date), kwh * 1_000_000n]))
  return {
    fromGrid: [{ coupled: always, energy: energy(taken) }],
    toGrid: [{ coupled: always, energy: energy(supplied) }],
  }
}

describe('the annual estimate', () => {
  const today = day('2026-04-10')

  test.each([
    ['who moved in', { isMoveIn: true }, 1_800n],
    ['who moved in with electrical heating', { isMoveIn: true, hasElectricalHeating: true }, 5_600n],
  ])('%s is estimated, whatever was read', (_, other, kwh) => {
    const estimate = annualEstimate(period(other), today, grid({ '2025-05-01': 9n }))
    expect(estimate).toMatchObject({ basis: 'move_in', annualMicroKwh: kwh * 1_000_000n })
  })

  test('heating alone changes nothing', () => {
    const estimate = annualEstimate(period({ hasElectricalHeating: true }), today, grid({ '2025-05-01': 9n }))
    expect(estimate).toMatchObject({ basis: 'readings', annualMicroKwh: 9_000_000n })
  })

  test('counts the twelve months before the settlement date and no day besides', () => {
    const readings = grid(
      { '2025-03-31': 1_000n, '2025-04-01': 10n, '2026-03-31': 20n, '2026-04-01': 2_000n },
      { '2025-04-01': 3n, '2026-04-05': 4_000n },
    )
    expect(annualEstimate(period(), today, readings).annualMicroKwh).toBe(27_000_000n)
    // A day earlier the settlement date is that of the year before.
    expect(annualEstimate(period(), day('2026-03-31'), readings).annualMicroKwh).toBe(1_000_000_000n)
  })

  test('is zero where more was supplied than taken, and absent where nothing was read', () => {
    expect(annualEstimate(period(), today, grid({ '2025-05-01': 1n }, { '2025-05-01': 2n })).annualMicroKwh).toBe(0n)
    expect(annualEstimate(period(), today, nothing).annualMicroKwh).toBeUndefined()
  })
})

describe('the days', () => {
  const annual = (today: string, other: Partial<EstimatedPeriod> = {}): ReturnType<typeof annualEstimate> =>
    annualEstimate(period({ isMoveIn: true, ...other }), day(today), nothing)
  const stored = (...spans: readonly (readonly [string, string, 'running' | 'final', bigint?])[]): StoredDays =>
    new Map(
      spans.flatMap(([from, to, type, milliKwh = 4_932n]) =>
        Array.from(
          { length: day(to) - day(from) + 1 },
          (_, n) =>
            [
              day(from) + n,
              {
                milliKwh,
                settlementType: type === 'final' ? ('end_of_period' as const) : ('up_to_end_of_period' as const),
              },
            ] as const,
        ),
      ),
    )
  const days = (today: string, before: StoredDays, from = '2024-01-01', coupled = always): string[] =>
    estimatedDays({ fromDay: day(from), toDay: Infinity }, day(today), annual(today), coupled, before).map((found) =>
      plainDate(found.day),
    )

  test.each([
    ['2026-04-10', 365, 4_932n], // 1,800 kWh in 365 days: 4.93150...
    ['2024-03-31', 366, 4_918n], // the settlement year from April 2023 has a 29th of February
  ])('on %s the year has %i days', (today, length, milliKwh) => {
    const estimate = annual(today)
    expect(estimate.settlementYear.toDay - estimate.settlementYear.fromDay).toBe(length)
    expect(estimatedDays(period(), day(today), estimate, always, new Map()).at(-1)).toEqual({
      day: day(today),
      milliKwh,
      settlementType: 'up_to_end_of_period',
    })
  })

  test('from the start of the period when nothing was estimated, up to and with today', () => {
    expect(days('2026-04-03', new Map(), '2026-04-01')).toEqual(['2026-04-01', '2026-04-02', '2026-04-03'])
  })

  test('after the latest estimate; none when today has one', () => {
    const before = stored(['2026-04-01', '2026-04-08', 'running'])
    expect(days('2026-04-10', before, '2026-04-01')).toEqual(['2026-04-09', '2026-04-10'])
    expect(days('2026-04-08', before, '2026-04-01')).toEqual([])
  })

  test('after the latest estimate when the final series ends the day before the first one', () => {
    const before = stored(['2025-04-01', '2026-03-31', 'final'], ['2026-04-01', '2026-04-08', 'running'])
    expect(days('2026-04-10', before)).toEqual(['2026-04-09', '2026-04-10'])
  })

  test('from the start again when it does not: the days between are filled, final ones and equal ones left alone', () => {
    const before = stored(['2026-03-20', '2026-03-25', 'final'], ['2026-04-01', '2026-04-08', 'running'])
    expect(days('2026-04-09', before, '2026-03-19')).toEqual([
      '2026-03-19',
      ...['26', '27', '28', '29', '30', '31'].map((date) => `2026-03-${date}`),
      '2026-04-09',
    ])
  })

  test('an estimate of an earlier period does not count', () => {
    expect(days('2026-04-02', stored(['2026-03-01', '2026-03-31', 'running']), '2026-04-01')).toHaveLength(2)
  })

  test('only while the net consumption point is coupled', () => {
    const coupled = [{ fromDay: day('2026-04-02'), toDay: day('2026-04-03') }]
    expect(days('2026-04-05', new Map(), '2026-04-01', coupled)).toEqual(['2026-04-02'])
  })

  test('none outside the period, and none without an estimate', () => {
    const ended = { fromDay: day('2026-01-01'), toDay: day('2026-04-01') }
    expect(estimatedDays(ended, day('2026-04-01'), annual('2026-04-01'), always, new Map())).toEqual([])
    const unknown = annualEstimate(period(), day('2026-04-10'), nothing)
    expect(estimatedDays(period(), day('2026-04-10'), unknown, always, new Map())).toEqual([])
  })
})

test('night by night the days join without gap or double, each with the value of its own night', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: day('2023-01-01'), max: day('2024-12-31') }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.dictionary(fc.integer({ min: 0, max: 1_000 }).map(String), fc.bigInt(0n, 10n ** 10n), { maxKeys: 30 }),
      (fromDay, steps, settlementMonth, readings) => {
        const energy = new Map(Object.entries(readings).map(([n, micro]) => [day('2022-06-01') + Number(n), micro]))
        const source: GridEnergy = { fromGrid: [{ coupled: always, energy }], toGrid: [] }
        const stored = new Map<number, Pick<CalculatedDay, 'milliKwh' | 'settlementType'>>()
        const expected = new Map<number, bigint>()
        let today = fromDay
        for (const step of steps) {
          const estimate = annualEstimate(period({ fromDay, settlementMonth }), today, source)
          for (const found of estimatedDays({ fromDay, toDay: Infinity }, today, estimate, always, stored)) {
            expect(stored.has(found.day)).toBe(false)
            stored.set(found.day, found)
          }
          plainNight(today, fromDay, settlementMonth, energy, expected)
          expect(new Map([...stored].map(([n, { milliKwh }]) => [n, milliKwh]))).toEqual(expected)
          today += step
        }
      },
    ),
    { numRuns: 60 },
  )
})

/** What one night adds, from the text: every day up to today that has no value yet. */
function plainNight(
  today: number,
  fromDay: number,
  settlementMonth: number,
  energy: ReadonlyMap<number, bigint>,
  known: Map<number, bigint>,
): void {
  const year = plainYear(today, settlementMonth)
  const before = plainYear(year.first - 1, settlementMonth)
  let total: bigint | undefined
  for (let n = before.first; n < before.end; n += 1) if (energy.has(n)) total = (total ?? 0n) + (energy.get(n) ?? 0n)
  if (total === undefined) return
  const value = plainRound(total, BigInt(year.end - year.first) * 1000n)
  const latest = Math.max(fromDay - 1, ...known.keys())
  for (let n = latest + 1; n <= today; n += 1) known.set(n, value)
}
