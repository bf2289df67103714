import { dateOf, dayNumberOf } from './civil-date.ts'
import { localMidnightMs, nearDayNumber } from './market-zone.ts'
import type { MarketZone } from './market-zone.ts'

/**
 * A day of the market: a date in its zone, the half-open period between two local midnights. Made once and shared, so
 * asking for a day again costs a look into a map.
 */
export type MarketDay = {
  /** `YYYY-MM-DD` in the zone */
  readonly date: string
  readonly zone: MarketZone
  /** number of the date, 1970-01-01 = 0, the same in every zone: for sorting and differences */
  readonly dayNumber: number
  /** first instant, epoch milliseconds */
  readonly startMs: number
  /** first instant of the next day, epoch milliseconds */
  readonly endMs: number
  /** 23 when summer time starts, 25 when it ends, otherwise 24 */
  readonly hours: number
}

/** The day of a date. @throws RangeError when the text is no date `YYYY-MM-DD`; use findMarketDay for text from outside */
export function marketDay(date: string, zone: MarketZone): MarketDay {
  const day = findMarketDay(date, zone)
  if (day === undefined) throw new RangeError(`'${date}' is not a date YYYY-MM-DD`)
  return day
}

/** The day of a date; undefined when the text is no date `YYYY-MM-DD`. */
export function findMarketDay(date: string, zone: MarketZone): MarketDay | undefined {
  const dayNumber = dayNumberOf(date)
  return dayNumber === undefined ? undefined : dayAt(dayNumber, zone)
}

/** The day that an instant (epoch milliseconds) lies in. */
export function marketDayOf(instantMs: number, zone: MarketZone): MarketDay {
  const near = dayAt(nearDayNumber(instantMs, zone), zone)
  if (instantMs < near.startMs) return previousDay(near)
  return instantMs < near.endMs ? near : nextDay(near)
}

/** Whether a market day begins at the instant (epoch milliseconds). */
export function isLocalMidnight(instantMs: number, zone: MarketZone): boolean {
  return marketDayOf(instantMs, zone).startMs === instantMs
}

/** The following day. */
export function nextDay(day: MarketDay): MarketDay {
  return addDays(day, 1)
}

/** The day before. */
export function previousDay(day: MarketDay): MarketDay {
  return addDays(day, -1)
}

/** The day that many dates later; earlier when negative. */
export function addDays(day: MarketDay, days: number): MarketDay {
  return dayAt(day.dayNumber + days, day.zone)
}

/** The first instant of the day. */
export function startInstant(day: MarketDay): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(day.startMs)
}

/** The first instant after the day. */
export function endInstant(day: MarketDay): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(day.endMs)
}

// Some 180 years for each zone. Beyond it the days asked for are an attack or a mistake, and the cache starts anew.
const MOST_CACHED_DAYS = 65_536

const cached: Record<MarketZone, Map<number, MarketDay>> = {
  'Europe/Copenhagen': new Map(),
  'Australia/Brisbane': new Map(),
}

function dayAt(dayNumber: number, zone: MarketZone): MarketDay {
  const days = cached[zone]
  const known = days.get(dayNumber)
  if (known !== undefined) return known
  if (days.size >= MOST_CACHED_DAYS) days.clear()
  const made = makeDay(dayNumber, zone)
  days.set(dayNumber, made)
  return made
}

function makeDay(dayNumber: number, zone: MarketZone): MarketDay {
  const startMs = localMidnightMs(dayNumber, zone)
  const endMs = localMidnightMs(dayNumber + 1, zone)
  const hours = (endMs - startMs) / 3_600_000
  return Object.freeze({ date: dateOf(dayNumber), zone, dayNumber, startMs, endMs, hours })
}
