import type { OwnArea } from './fixed-points.ts'
import { pointsOf } from './layout.ts'
import { dayOf, ownAreaNumber } from './market.ts'
import type { MarketPlan } from './market.ts'
import { isActive, isHourly, ordinaryPoint } from './ordinary-point.ts'
import { fillOrdinary, newDayValues, weightsOf } from './ordinary-values.ts'
import { qualityRuns } from './quality-runs.ts'

/**
 * What an area consumed and produced in each quarter of a day, in quarters of a milli-kWh (0.00025 kWh): an hour's
 * reading counts one fourth in each of its quarters (settlement 1.3), and this unit holds it without a remainder.
 */
export interface AreaTotals {
  readonly consumption: Float64Array
  readonly production: Float64Array
}

/** Adds up all consumption and production points of an area on a day. */
export function areaTotals(plan: MarketPlan, area: OwnArea, dayIndex: number): AreaTotals {
  const day = dayOf(plan, dayIndex)
  const { ordinaryFrom, to } = pointsOf(plan.layout, area)
  const shapes = plan.shapes(ownAreaNumber(area), dayIndex)
  const values = newDayValues()
  const totals = {
    consumption: new Float64Array(day.quarters),
    production: new Float64Array(day.quarters),
  }
  for (let number = ordinaryFrom; number < to; number += 1) {
    const point = ordinaryPoint(plan.settings, number, number - ordinaryFrom, plan.days.length)
    if (!isActive(point, dayIndex)) continue
    const hourly = isHourly(point, dayIndex)
    const weights = weightsOf(shapes, point, hourly)
    const { missing } = qualityRuns(plan.settings, number, day.day.dayNumber, weights.length, true)
    const slots = fillOrdinary(values, plan.settings, number, day, point, weights, missing)
    addTo(point.isProduction ? totals.production : totals.consumption, values, slots, hourly)
  }
  return totals
}

/** Adds a day's readings in milli-kWh to sums in quarters of a milli-kWh. */
export function addTo(sums: Float64Array, values: Float64Array, slots: number, hourly: boolean): void {
  if (!hourly) {
    for (let k = 0; k < slots; k += 1) sums[k] = (sums[k] ?? 0) + 4 * (values[k] ?? 0)
    return
  }
  for (let q = 0; q < 4 * slots; q += 1) sums[q] = (sums[q] ?? 0) + (values[q >>> 2] ?? 0)
}
