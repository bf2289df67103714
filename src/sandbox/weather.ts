import { hashOf, pick, PURPOSE } from './hash.ts'
import { between, scaled } from './integers.ts'
import { COLD_OF_MONTH, DAYLIGHT_OF_MONTH, SUN_OF_MONTH } from './load-tables.ts'
import type { DayOfMonth } from './market-days.ts'

// Weather is drawn every three hours and runs in straight lines between.
const KNOT_QUARTERS = 12
const KNOTS_A_DAY = 8

/** Wind's share of full output in a quarter of the clock, out of 1,000; calm and stormy days follow each other smoothly. */
export function windAt(seed: number, area: number, day: DayOfMonth, quarter: number): number {
  return drawn(seed, area, day, quarter, (hash) => scaled(pick(hash, 60, 1000), pick(hash >>> 10, 400, 1024)))
}

/** Sun's share of full output in a quarter of the clock, out of 1,000: a parabola over the daylight, under the day's clouds. */
export function sunAt(seed: number, area: number, day: DayOfMonth, quarter: number): number {
  const [rises, sets] = DAYLIGHT_OF_MONTH[day.month] ?? [96, 96]
  if (quarter <= rises || quarter >= sets) return 0
  const length = sets - rises
  const height = between(0, 4000, (quarter - rises) * (sets - quarter), length * length)
  const clear = drawn(seed, area + 16, day, quarter, (hash) => pick(hash, 250, 1000))
  return scaled(scaled(height, SUN_OF_MONTH[day.month] ?? 0), clear)
}

/** How hard heat pumps work on a day, out of 1,000. */
export function coldOf(seed: number, area: number, day: DayOfMonth): number {
  const usual = COLD_OF_MONTH[day.month] ?? 0
  return Math.min(scaled(usual, pick(hashOf(seed, PURPOSE.weather, area + 32, day.day.dayNumber), 850, 1200)), 1000)
}

function drawn(seed: number, stream: number, day: DayOfMonth, quarter: number, read: (hash: number) => number): number {
  const knot = day.day.dayNumber * KNOTS_A_DAY + (quarter - (quarter % KNOT_QUARTERS)) / KNOT_QUARTERS
  const first = read(hashOf(seed, PURPOSE.weather, stream, knot))
  const second = read(hashOf(seed, PURPOSE.weather, stream, knot + 1))
  return between(first, second, quarter % KNOT_QUARTERS, KNOT_QUARTERS)
}
