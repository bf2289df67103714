/**
 * The zones of the markets: Danish civil time, and NEM time, which is UTC+10 all year (its name in the zone database is
 * Queensland's, which has no summer time).
 */
export type MarketZone = 'Europe/Copenhagen' | 'Australia/Brisbane'

/** Every zone. */
export const MARKET_ZONES: readonly MarketZone[] = ['Europe/Copenhagen', 'Australia/Brisbane']

const MS_PER_HOUR = 3_600_000
const MS_PER_UTC_DAY = 24 * MS_PER_HOUR

/**
 * Epoch milliseconds of the local midnight that begins a date.
 * @param dayNumber number of the calendar date, 1970-01-01 = 0
 */
export function localMidnightMs(dayNumber: number, zone: MarketZone): number {
  const utcMidnightMs = dayNumber * MS_PER_UTC_DAY
  if (zone === 'Australia/Brisbane') return utcMidnightMs - 10 * MS_PER_HOUR
  const date = Temporal.Instant.fromEpochMilliseconds(utcMidnightMs).toZonedDateTimeISO('UTC').toPlainDate()
  return date.toZonedDateTime(zone).epochMilliseconds
}

/** Number of a date that is the instant's local date or a neighbour of it: a first guess without the zone's rules. */
export function nearDayNumber(instantMs: number, zone: MarketZone): number {
  const standardOffsetMs = (zone === 'Australia/Brisbane' ? 10 : 1) * MS_PER_HOUR
  return Math.floor((instantMs + standardOffsetMs) / MS_PER_UTC_DAY)
}
