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

/** The instant at which the day in Copenhagen begins that an instant lies in. */
export function dayStart(instant: number): number {
  const clock = new Date(instant + (isSummer(instant) ? 2 : 1) * HOUR)
  return midnight(clock.getUTCFullYear(), clock.getUTCMonth() + 1, clock.getUTCDate())
}

/** The beginnings of the days in Copenhagen that begin in a period. */
export function daysIn(from: number, to: number): number[] {
  const clock = new Date(dayStart(from) + 2 * HOUR)
  const days: number[] = []
  for (let n = 0; ; n++) {
    const day = midnight(clock.getUTCFullYear(), clock.getUTCMonth() + 1, clock.getUTCDate() + n)
    if (day >= to) return days
    if (day >= from) days.push(day)
  }
}
