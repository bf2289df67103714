import { clockFrom, marketDay, marketDayOf, type Clock, type MarketZone } from '../kernel/index.ts'

/** The machine's clock. */
export const systemClock: Clock = clockFrom(() => Date.now())

/**
 * The clock of a deployment: the machine's, or one that shows the machine's time of day on another day, for sandboxes whose
 * market lies in the past. It is set when the process starts.
 * @param today market day `YYYY-MM-DD` that is taken for today; left out: the machine's
 */
export function deploymentClock(today: string | undefined, zone: MarketZone): Clock {
  if (today === undefined) return systemClock
  const now = marketDayOf(Date.now(), zone)
  const shiftMs = marketDay(today, zone).startMs - now.startMs
  return clockFrom(() => Date.now() + shiftMs)
}
