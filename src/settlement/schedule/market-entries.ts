import type { ScheduleEntry } from './schedule-entry.ts'

/**
 * The calendar of the market's calculations as the program brings it along. The rules of settlement (section 1) name the
 * calculations, not their days: five working days for balance fixing are stated for this program; the working days of
 * wholesale fixing and the months of the corrections are defaults, to be set with `schedule set` to what the market says.
 */
export const MARKET_ENTRIES: readonly ScheduleEntry[] = [
  entry('aggregation', 'day', 0, 0, '06:00'),
  entry('balance_fixing', 'day', 0, 5, '08:00'),
  entry('wholesale_fixing', 'month', 0, 6, '09:00'),
  entry('first_correction_settlement', 'month', 3, 1, '10:00'),
  entry('second_correction_settlement', 'month', 15, 1, '11:00'),
  entry('third_correction_settlement', 'month', 36, 1, '12:00'),
]

function entry(
  kind: string,
  days: ScheduleEntry['days'],
  months: number,
  workingDays: number,
  time: string,
): ScheduleEntry {
  return { name: kind, kind, days, at: { months, workingDays, time } }
}
