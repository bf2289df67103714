import { nextDay, type MarketDay } from '../kernel/index.ts'
import { danishClosedDays, weekday } from './danish-holidays.ts'

const closedIn = new Map<number, ReadonlySet<string>>()

/** Whether the Danish market works on a day: Monday to Friday, unless it is a holiday or everybody is closed. */
export function isWorkingDay(day: MarketDay): boolean {
  const ofWeek = weekday(day)
  return ofWeek !== 0 && ofWeek !== 6 && !closedDays(Number(day.date.slice(0, 4))).has(day.date)
}

/** The day that many working days after a day; with 0 the next day, whether anybody works on it or not. */
export function workingDayAfter(day: MarketDay, workingDays: number): MarketDay {
  let after = nextDay(day)
  for (let left = workingDays; ; after = nextDay(after)) {
    if (isWorkingDay(after)) left -= 1
    if (left <= 0) return after
  }
}

function closedDays(year: number): ReadonlySet<string> {
  const days = closedIn.get(year) ?? new Set(danishClosedDays(year))
  closedIn.set(year, days)
  return days
}
