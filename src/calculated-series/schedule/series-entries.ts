import type { ScheduleEntry } from '../../settlement/index.ts'
import type { RunKind } from '../run/run-store.ts'

/** An entry of the schedule that starts a run of this room. */
export interface SeriesEntry extends ScheduleEntry {
  readonly kind: RunKind
}

/**
 * This room's entries of the schedule (settlement 4), in the order in which the runs of one day depend on each other: the
 * final net consumption comes before the estimate, so that the running year begins where the settled one ends (the text
 * gives both the same hour), and heating reads both. What the log leaves out at weekends it looks at on Monday.
 */
export const SERIES_ENTRIES: readonly SeriesEntry[] = [
  entry('net-consumption-final', 'day', '01:00'),
  entry('net-consumption-estimate', 'day', '01:00'),
  entry('missing-measurements', 'weekday', '02:00'),
  entry('electrical-heating', 'day', '04:00'),
  entry('capacity-settlement', 'month', '04:00'),
]

function entry(kind: RunKind, days: ScheduleEntry['days'], time: string): SeriesEntry {
  return { name: kind, kind, days, at: { months: 0, workingDays: 0, time } }
}
