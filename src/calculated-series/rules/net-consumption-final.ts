import { divideHalfAway } from '../../kernel/index.ts'
import type { CalculatedDay, StoredDays } from '../model.ts'
import { isChanged } from './changed-days.ts'
import { netFromGrid, type GridEnergy } from './coupled-energy.ts'
import { anyCovers, daysIn, lengthOf, type DaySpan } from './day-span.ts'
import { settlementPeriods, settlementYearOf, yearsBefore, type SettlementPeriod } from './settlement-year.ts'

/** A period of a group 6 parent. */
export interface SettledPeriod extends DaySpan {
  /** 1 to 12 */
  readonly settlementMonth: number
}

/** Days after the end of a settlement period on which it is settled for the first time (settlement 4). */
const DAYS_UNTIL_SETTLED = 2
const YEARS_THAT_ARE_SETTLED = 3

/** The ended settlement periods of a parent period that are settled on a day: not yet two days old ones are not, nor those older than three years. */
export function settledPeriods({ settlementMonth, ...period }: SettledPeriod, today: number): SettlementPeriod[] {
  const end = Number.isFinite(period.toDay) ? period.toDay : settlementYearOf(today, settlementMonth).fromDay
  const oldest = yearsBefore(today, YEARS_THAT_ARE_SETTLED)
  return settlementPeriods({ ...period, toDay: end }, settlementMonth).filter(
    ({ toDay }) => toDay >= oldest && toDay + DAYS_UNTIL_SETTLED <= today,
  )
}

/**
 * The final net consumption of a settlement period, the same on each of its days (settlement 4, CNC): complete on the day on
 * which the period is settled first, afterwards what differs from what is stored or is not final. Nothing when no day of
 * the period has a reading.
 * The market's calculation counts the readings of the end day too, by date; kept, because suppliers get its values.
 * @param coupled when the net consumption point (D15) is coupled
 */
export function finalDays(
  period: SettlementPeriod,
  today: number,
  grid: GridEnergy,
  coupled: readonly DaySpan[],
  stored: StoredDays,
): CalculatedDay[] {
  const hasReadings = netFromGrid(grid, period) !== undefined
  const net = netFromGrid(grid, period, { inclusive: true })
  if (!hasReadings || net === undefined) return []
  const milliKwh = divideHalfAway(net, BigInt(lengthOf(period)) * 1000n)
  const isComplete = today === period.toDay + DAYS_UNTIL_SETTLED
  return daysIn({ fromDay: period.fromDay, toDay: period.toDay })
    .filter((day) => anyCovers(coupled, day))
    .map((day): CalculatedDay => ({ day, milliKwh, settlementType: 'end_of_period' }))
    .filter((day) => isComplete || isChanged(day, stored))
}
