import type { MarketDay } from '../kernel/index.ts'

const known = new WeakMap<MarketDay, readonly number[]>()

/**
 * The hour that the local clock shows in each hour of a market day, counted from its first instant: 24 hours are 0 to 23;
 * in spring one of them is skipped, in autumn one stands twice (datahub 4.5).
 */
export function clockHours(day: MarketDay): readonly number[] {
  const found = known.get(day)
  if (found !== undefined) return found
  const hours = Array.from({ length: day.hours }, (_, hour) =>
    day.hours === 24
      ? hour
      : Temporal.Instant.fromEpochMilliseconds(day.startMs + hour * 3_600_000).toZonedDateTimeISO(day.zone).hour,
  )
  known.set(day, hours)
  return hours
}
