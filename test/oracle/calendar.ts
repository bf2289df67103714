// Danish civil time as the law says it, and nothing else: summer time from 01:00 UTC on the last Sunday of March to 01:00
// UTC on the last Sunday of October.

export const HOUR = 3_600_000
export const QUARTER = 900_000

function lastSunday(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month + 1, 0))
  return Date.UTC(year, month, lastDay.getUTCDate() - lastDay.getUTCDay(), 1)
}

function isSummer(instant: number): boolean {
  const year = new Date(instant).getUTCFullYear()
  return lastSunday(year, 2) <= instant && instant < lastSunday(year, 9)
}

/** The instant of 00:00 in Copenhagen on a date. */
export function midnight(year: number, month: number, day: number): number {
  const winter = Date.UTC(year, month - 1, day) - HOUR
  return isSummer(winter - HOUR) ? winter - HOUR : winter
}
