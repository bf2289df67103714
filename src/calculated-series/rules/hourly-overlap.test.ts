import { expect, test } from 'vitest'
import { hourlyOverlap, type OverlapHour } from './hourly-overlap.ts'

const hour = (day: number, startMs: number, isFromGrid: boolean, microKwh: bigint): OverlapHour => ({
  day,
  startMs,
  isFromGrid,
  microKwh,
})

test('the smaller of both in each hour, children and qualities added up first, hours added up by day', () => {
  const overlap = hourlyOverlap([
    hour(1, 0, true, 3n),
    hour(1, 0, false, 5n),
    hour(1, 1, true, 4n),
    hour(1, 1, false, 1n),
    hour(1, 1, false, 2n), // another child, or another quality
    hour(2, 24, true, 9n), // nothing was supplied
    hour(3, 48, false, 9n), // nothing was taken
  ])
  expect([...overlap]).toEqual([
    [1, 6n],
    [2, 0n],
    [3, 0n],
  ])
})

test('hours are compared one by one: what is supplied at noon does not meet what is taken at night', () => {
  const overlap = hourlyOverlap([hour(1, 0, true, 10n), hour(1, 12, false, 10n)])
  expect(overlap.get(1)).toBe(0n)
})
