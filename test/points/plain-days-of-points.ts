import { addDays, marketDay } from '../../src/kernel/index.ts'
import { dk } from '../../src/market/index.ts'
import { TODAY } from '../../src/metering-points/processes/example-processes.ts'

const today = marketDay(TODAY, dk.zone)

/** The day so many days after today. */
export const dayAfter = (days: number): string => addDays(today, days).date

const BACK = 45
const AHEAD = 20

/** Days around today that the tests are about, in order. */
export const NEAR_DAYS: readonly string[] = Array.from({ length: BACK + AHEAD + 1 }, (_, n) => dayAfter(n - BACK))

/** The first and last days that a process may have, and those beyond. */
export const EDGE_DAYS = [dayAfter(-722), dayAfter(-721), dayAfter(365), dayAfter(366)] as const

/** Every day on which something begins, in order: a value holds up to the next of them, that of the last for ever. */
export const DAYS: readonly string[] = [...EDGE_DAYS.slice(0, 2), ...NEAR_DAYS, ...EDGE_DAYS.slice(2)]

/** The place of a day in DAYS. */
export function placeOf(day: string): number {
  const place = DAYS.indexOf(day)
  if (place < 0) throw new RangeError(`${day} is none of the days`)
  return place
}
