import { hashOf, pick, PURPOSE } from '../hash.ts'
import { clockQuarter } from '../market-days.ts'
import type { DayOfMonth } from '../market-days.ts'

/** The price areas of the two grid areas. */
export const PRICE_AREAS = ['DK1', 'DK2'] as const
/** A price area of the spot market. */
export type PriceArea = (typeof PRICE_AREAS)[number]

// Hundredths of a krone for a MWh by the hour of the clock: a morning and an evening peak, and noon under the sun.
const HOURS: readonly number[] = [
  42_000, 40_500, 39_000, 38_500, 40_000, 47_000, 61_000, 78_000, 74_000, 58_000, 46_000, 38_000, 33_000, 31_500,
  35_000, 44_000, 59_000, 81_000, 94_000, 88_000, 71_000, 58_000, 50_000, 45_000,
]

/**
 * The spot price of a quarter-hour. Windy days push a few hours below zero.
 * @param quarter of the day, counted from its first instant
 * @returns hundredths of a krone for a MWh (five decimals for a kWh)
 */
export function spotPrice(seed: number, area: PriceArea, day: DayOfMonth, quarter: number): number {
  const number = PRICE_AREAS.indexOf(area)
  const clock = clockQuarter(day, quarter)
  // Wind takes up to 480 kroner off a whole day.
  const wind = pick(hashOf(seed, PURPOSE.spotPrice, number, day.day.dayNumber), 0, 48_000)
  const noise = pick(hashOf(seed, PURPOSE.spotPrice, number, day.day.startMs / 900_000 + quarter), -2_500, 2_500)
  return (HOURS[clock >>> 2] ?? 0) - wind + (number === 1 ? 2_275 : 0) + noise
}
