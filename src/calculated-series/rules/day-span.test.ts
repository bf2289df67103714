import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyCovers, commonDays, daysIn, gapFreeGroups, mergedSpans } from './day-span.ts'

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }))
    .map(([fromDay, n]) => ({ fromDay, toDay: fromDay + n })),
  { maxLength: 6 },
)

test('merged spans cover the same days, and none meets another', () => {
  fc.assert(
    fc.property(spans, (given) => {
      const merged = mergedSpans(given)
      for (let day = 0; day < 45; day += 1) expect(anyCovers(merged, day)).toBe(anyCovers(given, day))
      merged.slice(1).forEach((span, n) => expect(span.fromDay).toBeGreaterThan(merged[n]?.toDay ?? Infinity))
    }),
  )
})

test('common days are those that lie in both; an open end reaches as far as the other', () => {
  expect(commonDays({ fromDay: 1, toDay: Infinity }, { fromDay: 3, toDay: 5 })).toEqual({ fromDay: 3, toDay: 5 })
  expect(commonDays({ fromDay: 1, toDay: 3 }, { fromDay: 3, toDay: 5 })).toBeUndefined()
  expect(() => daysIn({ fromDay: 1, toDay: Infinity })).toThrow(RangeError)
})

test('groups end where a day is missing', () => {
  expect(gapFreeGroups([3, 4, 5, 7, 9, 10])).toEqual([
    { from: 0, to: 3 },
    { from: 3, to: 4 },
    { from: 4, to: 6 },
  ])
  expect(gapFreeGroups([])).toEqual([])
})
