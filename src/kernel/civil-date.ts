// Arithmetic on calendar dates alone. Date is used as a calculator in UTC; no zone and no clock is involved.

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const MS_PER_UTC_DAY = 86_400_000

/** Number of the calendar date, counted from 1970-01-01 = 0; undefined when the text is no date of the calendar. */
export function dayNumberOf(date: string): number | undefined {
  const parts = DATE.exec(date)
  if (parts === null) return undefined
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  if (day < 1 || day > daysInMonth(year, month)) return undefined
  return utcMs(year, month, day) / MS_PER_UTC_DAY
}

/** The calendar date with this number, `YYYY-MM-DD`. */
export function dateOf(dayNumber: number): string {
  const [date = ''] = new Date(dayNumber * MS_PER_UTC_DAY).toISOString().split('T')
  return date
}

/** Days of a month counted from 1; 0 when there is no such month. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

/** Epoch milliseconds of a date's midnight in UTC. */
export function utcMs(year: number, month: number, day: number): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; the calendar repeats every 400 years of 146,097 days.
  if (year < 100) return Date.UTC(year + 400, month - 1, day) - 146_097 * MS_PER_UTC_DAY
  return Date.UTC(year, month - 1, day)
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
