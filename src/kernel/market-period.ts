import { daysInMonth } from './civil-date.ts'
import { addDays, marketDay, marketDayOf, nextDay } from './market-day.ts'
import type { MarketDay } from './market-day.ts'
import type { MarketZone } from './market-zone.ts'

/** A half-open period of instants, epoch milliseconds; equal ends are the empty period. */
export type Period = { readonly fromMs: number; readonly toMs: number }

/** A market day and the part of it that lies in a period. */
export type DayPart = Period & { readonly day: MarketDay }

/** A calendar month of the market. */
export type MarketMonth = Period & {
  /** `YYYY-MM` in the zone */
  readonly month: string
  readonly zone: MarketZone
  readonly days: readonly MarketDay[]
}

/** Each day that a period touches, in order, with the part of it that lies in the period; none for an empty period. */
export function daysOf(period: Period, zone: MarketZone): DayPart[] {
  const parts: DayPart[] = []
  if (period.fromMs >= period.toMs) return parts
  for (let day = marketDayOf(period.fromMs, zone); day.startMs < period.toMs; day = nextDay(day)) {
    parts.push({
      day,
      fromMs: Math.max(period.fromMs, day.startMs),
      toMs: Math.min(period.toMs, day.endMs),
    })
  }
  return parts
}

/** A calendar month. @throws RangeError when the text is no month `YYYY-MM`; use findMonth for text from outside */
export function monthOf(month: string, zone: MarketZone): MarketMonth {
  const found = findMonth(month, zone)
  if (found === undefined) throw new RangeError(`'${month}' is not a month YYYY-MM`)
  return found
}

/** A calendar month; undefined when the text is no month `YYYY-MM`. */
export function findMonth(month: string, zone: MarketZone): MarketMonth | undefined {
  const parts = /^(\d{4})-(\d{2})$/.exec(month)
  const length = parts === null ? 0 : daysInMonth(Number(parts[1]), Number(parts[2]))
  if (length === 0) return undefined
  const first = marketDay(`${month}-01`, zone)
  const days = Array.from({ length }, (_, n) => addDays(first, n))
  return { month, zone, fromMs: first.startMs, toMs: addDays(first, length).startMs, days }
}
