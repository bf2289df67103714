import { addDays, marketDay, monthOf, type MarketDay, type MarketZone } from '../../kernel/index.ts'
import { weekday, workingDayAfter } from '../../market/index.ts'
import type { DueAfter, ScheduleEntry } from './schedule-entry.ts'

/** A period of an entry, half open, YYYY-MM-DD. */
export interface EntryPeriod {
  readonly from: string
  readonly to: string
}

/** The period of an entry that a day lies in. */
export function periodWith(day: MarketDay, days: ScheduleEntry['days']): EntryPeriod {
  if (days !== 'month') return days === 'weekday' ? weekdayPeriod(day) : daysOn(day, 1)
  const month = monthOf(day.date.slice(0, 7), day.zone)
  return { from: `${month.month}-01`, to: addDays(marketDay(`${month.month}-01`, day.zone), month.days.length).date }
}

function weekdayPeriod(day: MarketDay): EntryPeriod {
  const sinceFriday = (weekday(day) + 2) % 7
  return sinceFriday > 2 ? daysOn(day, 1) : daysOn(addDays(day, -sinceFriday), 3)
}

function daysOn(first: MarketDay, days: number): EntryPeriod {
  return { from: first.date, to: addDays(first, days).date }
}

/** The day on which a period is due. */
export function dueDay({ to }: EntryPeriod, { months, workingDays }: DueAfter, zone: MarketZone): MarketDay {
  // The day behind the period is moved, so that the end of a month stays the end of a month.
  const behind = Temporal.PlainDate.from(to).add({ months }).toString()
  return workingDayAfter(addDays(marketDay(behind, zone), -1), workingDays)
}

/** The instant at which a period is due, epoch milliseconds. */
export function dueAtMs(period: EntryPeriod, at: DueAfter, zone: MarketZone): number {
  const local = Temporal.PlainDateTime.from(`${dueDay(period, at, zone).date}T${at.time}`)
  return local.toZonedDateTime(zone).epochMilliseconds
}
