import type { DailyEnergy } from '../model.ts'
import { commonDays, daysIn, type DaySpan } from './day-span.ts'

/** Readings of a child point while it is coupled to the parent. */
export interface CoupledEnergy {
  /** days of the coupling, in order, none meeting another */
  readonly coupled: readonly DaySpan[]
  readonly energy: DailyEnergy
}

/** Energy that the children have taken from the grid (D07) and supplied to it (D06). */
export interface GridEnergy {
  readonly fromGrid: readonly CoupledEnergy[]
  readonly toGrid: readonly CoupledEnergy[]
}

/**
 * The energy of all children on the days of a span, micro-kWh; undefined when none of them has a reading.
 * @param inclusive counts the end days of span and couplings too
 */
export function energyIn(
  children: readonly CoupledEnergy[],
  span: DaySpan,
  { inclusive = false }: { readonly inclusive?: boolean } = {},
): bigint | undefined {
  const reach = (days: DaySpan): DaySpan => (inclusive ? { ...days, toDay: days.toDay + 1 } : days)
  let total: bigint | undefined
  for (const { coupled, energy } of children) {
    for (const coupling of coupled) {
      const days = commonDays(reach(coupling), reach(span))
      for (const day of days === undefined ? [] : daysIn(days)) {
        const ofDay = energy.get(day)
        if (ofDay !== undefined) total = (total ?? 0n) + ofDay
      }
    }
  }
  return total
}

/**
 * What was taken from the grid less what was supplied to it, micro-kWh, not below zero; undefined when there is no reading
 * of either. A side without readings counts as nothing when the other has some.
 */
export function netFromGrid(
  { fromGrid, toGrid }: GridEnergy,
  span: DaySpan,
  options: { readonly inclusive?: boolean } = {},
): bigint | undefined {
  const [taken, supplied] = [energyIn(fromGrid, span, options), energyIn(toGrid, span, options)]
  if (taken === undefined && supplied === undefined) return undefined
  const net = (taken ?? 0n) - (supplied ?? 0n)
  return net > 0n ? net : 0n
}
