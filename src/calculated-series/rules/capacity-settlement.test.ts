import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QUALITIES, type Quality } from '../../kernel/index.ts'
import { numberOf, plainDate, plainRound } from '../testing/plain-calendar.ts'
import { capacitySettlement, keepLargest, selectionWindow, type HourCandidate } from './capacity-settlement.ts'
import type { DaySpan } from './day-span.ts'

const span = (from: string, to: string | null): DaySpan => ({
  fromDay: numberOf(from),
  toDay: to === null ? Infinity : numberOf(to),
})
const hour = (n: number, microKwh: bigint, quality: Quality = 'measured'): HourCandidate => ({
  startMs: n * 3_600_000,
  quality,
  microKwh,
})
const kept = (hours: readonly HourCandidate[]): HourCandidate[] => {
  const peaks: HourCandidate[] = []
  for (const candidate of hours) keepLargest(peaks, candidate)
  return peaks
}
const february = span('2026-02-01', '2026-03-01')

describe('the window', () => {
  test.each([
    ['the year before the end of the month', '2020-01-01', null, '2025-03-01', '2026-03-01'],
    ['from the move-in', '2025-11-20', null, '2025-11-20', '2026-03-01'],
    ['until the move-out', '2020-01-01', '2026-02-10', '2025-03-01', '2026-02-10'],
    ['a customer of the month alone', '2026-02-05', '2026-02-10', '2026-02-05', '2026-02-10'],
  ])('%s', (_, from, to, first, end) => {
    expect(selectionWindow(february, span(from, to))).toEqual(span(first, end))
  })

  test('a leap year has its 29th of February in it', () => {
    const window = selectionWindow(span('2024-02-01', '2024-03-01'), span('2020-01-01', null))
    expect(window).toEqual(span('2023-03-01', '2024-03-01'))
    expect((window?.toDay ?? 0) - (window?.fromDay ?? 0)).toBe(366)
  })

  test('who moved out more than a year ago or moves in later has none', () => {
    expect(selectionWindow(february, span('2020-01-01', '2025-03-01'))).toBeUndefined()
    expect(selectionWindow(february, span('2026-03-01', null))).toBeUndefined()
  })
})

describe('the largest hours', () => {
  test('are the ten largest of all, in whatever order they come, ties by time and quality', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 0, max: 40 }), fc.bigInt(0n, 12n), fc.constantFrom(...QUALITIES.slice(1))),
          {
            maxLength: 60,
          },
        ),
        (given) => {
          const all = given.map(([n, micro, quality]) => hour(n, micro, quality))
          const expected = all.toSorted(
            (a, b) =>
              Number(b.microKwh - a.microKwh) ||
              a.startMs - b.startMs ||
              QUALITIES.indexOf(a.quality) - QUALITIES.indexOf(b.quality),
          )
          expect(kept(all)).toEqual(expected.slice(0, 10))
          expect(kept(all.toReversed())).toEqual(expected.slice(0, 10))
        },
      ),
    )
  })

  test('an hour of mixed quality is two candidates, each smaller than the hour', () => {
    const mixed = [hour(1, 6n, 'measured'), hour(1, 4n, 'estimated'), hour(2, 7n)]
    expect(kept(mixed).map(({ microKwh }) => microKwh)).toEqual([7n, 6n, 4n])
  })
})

describe('the value', () => {
  const window = span('2025-03-01', '2026-03-01')
  const value = (micro: readonly bigint[]): bigint | undefined =>
    capacitySettlement(february, window, kept(micro.map((m, n) => hour(n, m))), [window]).days[0]?.milliKwh

  test('is the mean of ten, or of as many as there are, rounded half away from zero', () => {
    expect(value(Array.from({ length: 12 }, (_, n) => BigInt(n) * 1_000_000n))).toBe(6_500n)
    expect(value([1_000_000n, 2_000_000n])).toBe(1_500n)
    expect(value([1_000n, 0n])).toBe(1n)
    expect(value([999n, 0n])).toBe(0n)
    expect(value([0n])).toBe(0n)
  })

  test('there is none without a reading', () => {
    expect(capacitySettlement(february, window, [], [window]).days).toEqual([])
  })

  test('stands on each day of the month in the window on which the child is coupled', () => {
    const given = { windowTo: '2026-02-20', coupled: [span('2025-01-01', '2026-02-03'), span('2026-02-18', null)] }
    const found = capacitySettlement(february, span('2025-03-01', given.windowTo), [hour(1, 1_000n)], given.coupled)
    expect(found.days.map(({ day }) => plainDate(day))).toEqual([
      '2026-02-01',
      '2026-02-02',
      '2026-02-18',
      '2026-02-19',
    ])
  })

  test('equals plain arithmetic over all hours', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 40 }), (micro) => {
        const ten = micro.toSorted((a, b) => (a > b ? -1 : 1)).slice(0, 10)
        const total = ten.reduce((sum, one) => sum + one, 0n)
        expect(value(micro)).toBe(plainRound(total, BigInt(ten.length) * 1000n))
      }),
    )
  })
})
