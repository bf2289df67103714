import { marketDayOf } from './market-day.ts'
import type { MarketZone } from './market-zone.ts'

/** The only way time passes: handed in wherever something depends on now. */
export type Clock = {
  /** now, epoch milliseconds */
  nowMs(): number
  /** the date of the current market day, `YYYY-MM-DD` */
  today(zone: MarketZone): string
}

/** A clock that reads now from a function: the machine's, or a simulated one. */
export function clockFrom(nowMs: () => number): Clock {
  return { nowMs, today: (zone) => marketDayOf(nowMs(), zone).date }
}

/** A clock that stands still at an instant (epoch milliseconds). */
export function fixedClock(instantMs: number): Clock {
  return clockFrom(() => instantMs)
}
