import { divideHalfAway } from '../../kernel/index.ts'
import type { CalculatedDay, StoredDays } from '../model.ts'
import { changedDays } from './changed-days.ts'
import { netFromGrid, type GridEnergy } from './coupled-energy.ts'
import { anyCovers, daysIn, lengthOf, type DaySpan } from './day-span.ts'
import { settlementYearOf } from './settlement-year.ts'

/** A period of a group 6 parent in which what the estimate depends on stays the same. */
export interface EstimatedPeriod extends DaySpan {
  /** 1 to 12 */
  readonly settlementMonth: number
  readonly hasElectricalHeating: boolean
  /** its supply period began with a customer moving in */
  readonly isMoveIn: boolean
}

/** What the net consumption of a year is estimated to be. */
export interface AnnualEstimate {
  readonly settlementYear: DaySpan
  readonly basis: 'move_in' | 'readings'
  /** micro-kWh; undefined when no reading says anything */
  readonly annualMicroKwh: bigint | undefined
}

const MOVED_IN = 1_800_000_000n
const MOVED_IN_WITH_HEATING = 5_600_000_000n

/**
 * The estimate of the settlement year that today lies in (settlement 4, CENC): who moved in is estimated at 1,800 kWh, at
 * 5,600 with electrical heating; else it is the net consumption of the twelve months before.
 */
export function annualEstimate(period: EstimatedPeriod, today: number, grid: GridEnergy): AnnualEstimate {
  const settlementYear = settlementYearOf(today, period.settlementMonth)
  if (period.isMoveIn) {
    const annualMicroKwh = period.hasElectricalHeating ? MOVED_IN_WITH_HEATING : MOVED_IN
    return { settlementYear, basis: 'move_in', annualMicroKwh }
  }
  const yearBefore = settlementYearOf(settlementYear.fromDay - 1, period.settlementMonth)
  return { settlementYear, basis: 'readings', annualMicroKwh: netFromGrid(grid, yearBefore) }
}

/**
 * The days of the period that get the estimate: those after the latest estimate up to today, both market days. All of them
 * when there is none, or when a final series does not reach up to the first estimate, so that no day is left without a
 * value. A day that is final stays final, and one that has this estimate already is not said again.
 * @param coupled when the net consumption point (D15) is coupled
 * @param stored what earlier runs have said of the point
 */
export function estimatedDays(
  period: DaySpan,
  today: number,
  { settlementYear, annualMicroKwh }: AnnualEstimate,
  coupled: readonly DaySpan[],
  stored: StoredDays,
): CalculatedDay[] {
  if (annualMicroKwh === undefined || today < period.fromDay || today >= period.toDay) return []
  const milliKwh = divideHalfAway(annualMicroKwh, BigInt(lengthOf(settlementYear)) * 1000n)
  const days = daysIn({ fromDay: firstDay(period, today, stored), toDay: today + 1 })
    .filter((day) => anyCovers(coupled, day) && stored.get(day)?.settlementType !== 'end_of_period')
    .map((day): CalculatedDay => ({ day, milliKwh, settlementType: 'up_to_end_of_period' }))
  return changedDays(days, stored)
}

function firstDay(period: DaySpan, today: number, stored: StoredDays): number {
  let firstEstimate: number | undefined
  let latestEstimate: number | undefined
  let latestFinal: number | undefined
  for (const [day, { settlementType }] of stored) {
    if (settlementType === 'end_of_period') latestFinal = Math.max(latestFinal ?? day, day)
    else if (day >= period.fromDay && day <= today) {
      firstEstimate = Math.min(firstEstimate ?? day, day)
      latestEstimate = Math.max(latestEstimate ?? day, day)
    }
  }
  if (latestEstimate === undefined) return period.fromDay
  if (latestFinal !== undefined && latestFinal + 1 !== firstEstimate) return period.fromDay
  return latestEstimate + 1
}
