import { monthOf } from '../kernel/index.ts'
import type { MarketDay } from '../kernel/index.ts'

/** A day of the generated month, with what the shapes of load ask of it. */
export interface DayOfMonth {
  /** 0 for the first day of the month. */
  readonly index: number
  readonly day: MarketDay
  /** 0 January ... 11 December. */
  readonly month: number
  readonly isWeekend: boolean
  readonly quarters: number
}

/** The example market lies in Denmark. */
export const SANDBOX_ZONE = 'Europe/Copenhagen'

/** The market days of a month `YYYY-MM`. */
export function daysOfMonth(month: string): DayOfMonth[] {
  return monthOf(month, SANDBOX_ZONE).days.map((day, index) => ({
    index,
    day,
    month: Number(month.slice(5)) - 1,
    // 1970-01-01 was a Thursday: Saturday is remainder 2, Sunday 3.
    isWeekend: day.dayNumber % 7 === 2 || day.dayNumber % 7 === 3,
    quarters: day.hours * 4,
  }))
}

/** The quarter-hour of the clock in which a quarter of a day lies: 02:00 to 03:00 is left out in spring and comes twice in autumn. */
export function clockQuarter({ day }: DayOfMonth, quarter: number): number {
  if (day.hours === 23) return quarter < 8 ? quarter : quarter + 4
  if (day.hours === 25) return quarter < 12 ? quarter : quarter - 4
  return quarter
}
