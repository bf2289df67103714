import type { MarketDay } from './market-day.ts'

/** How far the local clock is ahead of UTC on a day, in milliseconds, before and after the instant at which it is changed. */
export type ClockShift = {
  readonly offsetMs: number
  /** from this instant on, epoch milliseconds, `laterOffsetMs` holds; the day's end when the clock is not changed */
  readonly shiftAtMs: number
  readonly laterOffsetMs: number
}

/** The local clock of a day: for showing times to people, never to compute with. */
export function clockShift(day: MarketDay): ClockShift {
  const start = Temporal.Instant.fromEpochMilliseconds(day.startMs).toZonedDateTimeISO(day.zone)
  const offsetMs = offsetOf(start)
  const shift = start.getTimeZoneTransition('next')
  if (shift === null || shift.epochMilliseconds >= day.endMs) {
    return { offsetMs, shiftAtMs: day.endMs, laterOffsetMs: offsetMs }
  }
  return { offsetMs, shiftAtMs: shift.epochMilliseconds, laterOffsetMs: offsetOf(shift) }
}

function offsetOf(instant: Temporal.ZonedDateTime): number {
  return instant.offsetNanoseconds / 1_000_000
}
