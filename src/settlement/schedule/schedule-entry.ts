/**
 * An entry of the schedule: something that is started for each day or month of the market, some time after it has ended.
 * Rooms that have such work state it in this shape.
 */
export interface ScheduleEntry {
  /** for ever: under it is recorded which periods were started */
  readonly name: string
  /** what is started: a type of calculation, or another room's job */
  readonly kind: string
  readonly at: DueAfter
  /** what one start covers; `weekday`: a day from Monday to Thursday, or Friday with the weekend behind it */
  readonly days: 'day' | 'weekday' | 'month'
}

/**
 * When a period is due: its last day is moved on by months, from there working days are counted (with 0 it is the next
 * day), and on that day it is due at a time of the market's clock. An hour that the clock skips is due as much later.
 */
export interface DueAfter {
  readonly months: number
  readonly workingDays: number
  /** HH:MM */
  readonly time: string
}

/** An entry as it is in force. */
export interface ScheduledEntry extends ScheduleEntry {
  readonly isOn: boolean
  /** null: all; of calculations, every area that has somebody who delivers its readings */
  readonly gridAreas: readonly string[] | null
  /** the first day that is looked after, YYYY-MM-DD; null: not before the schedule is run for the first time */
  readonly firstDay: string | null
}

/** Something that is due: a period of an entry. */
export interface DueStart {
  readonly entry: ScheduledEntry
  /** half open, YYYY-MM-DD */
  readonly from: string
  readonly to: string
  /** epoch milliseconds */
  readonly dueAtMs: number
}
