import type { RunKind } from './run/run-store.ts'

/** When a run is due, by the clock of the market's zone. `monthly`: on the first day of the month, for the month before. */
export interface SeriesSchedule {
  readonly name: string
  readonly kind: RunKind
  /** `HH:MM` */
  readonly at: string
  readonly days: 'daily' | 'weekdays' | 'monthly'
}

/**
 * The schedule of this room's runs (settlement 4). The final net consumption comes before the estimate, so that the running
 * year begins where the settled one ends; the text gives both the same hour.
 */
export const SERIES_SCHEDULES: readonly SeriesSchedule[] = [
  { name: 'net consumption, final', kind: 'net-consumption-final', at: '01:00', days: 'daily' },
  { name: 'net consumption, estimate', kind: 'net-consumption-estimate', at: '01:00', days: 'daily' },
  { name: 'missing measurements', kind: 'missing-measurements', at: '02:00', days: 'weekdays' },
  { name: 'electrical heating', kind: 'electrical-heating', at: '04:00', days: 'daily' },
  { name: 'capacity settlement', kind: 'capacity-settlement', at: '04:00', days: 'monthly' },
]
