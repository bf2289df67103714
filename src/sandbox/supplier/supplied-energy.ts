import { formatDecimal } from '../../kernel/index.ts'
import type { OwnArea } from '../fixed-points.ts'
import type { FinalReadings } from '../final-readings.ts'
import { dayOf } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import { lossDays } from './loss-day.ts'
import { suppliedPeriods } from './market-tables.ts'
import { suppliedPoints } from './supplied-points.ts'
import type { SuppliedPoint } from './supplied-points.ts'

/** A supplied point's day by the quarter, as it stands when every correction has arrived. */
export type QuarterEnergy = (point: SuppliedPoint, dayIndex: number) => Float64Array

/**
 * Reads the energy of supplied points in quarters of a milli-kWh (0.00025 kWh): an hour's reading stands in each of its
 * four quarters, as one fourth. A loss point has what the settlement leaves over. Each call gives an array of its own.
 */
export function quarterEnergy(plan: MarketPlan, readings: FinalReadings): QuarterEnergy {
  const losses: (area: OwnArea, dayIndex: number) => readonly number[] = lossDays(plan, readings)
  return ({ number, area, kind }, dayIndex) => {
    const { quarters } = dayOf(plan, dayIndex)
    const out = new Float64Array(quarters)
    if (kind === 'grid_loss') {
      losses(area, dayIndex).forEach((milliKwh, q) => (out[q] = 4 * milliKwh))
      return out
    }
    const day = readings.dayOf(number, dayIndex)
    if (day === undefined) throw new Error(`point ${number} has no readings on day ${dayIndex}`)
    for (let q = 0; q < quarters; q += 1) out[q] = day.hourly ? (day.values[q >>> 2] ?? 0) : 4 * (day.values[q] ?? 0)
    return out
  }
}

/** Energy of our supplier in a month, kWh with three decimals. */
export interface SuppliedEnergy {
  readonly gridArea: string
  readonly type: 'consumption' | 'production'
  readonly settlementMethod: 'flex' | 'non_profiled' | undefined
  readonly energyKwh: string
}

/** Adds up the energy of our supplier's points over the month: what the hub's sums for it must come to. */
export function suppliedEnergy(plan: MarketPlan, readings: FinalReadings): readonly SuppliedEnergy[] {
  const energy = quarterEnergy(plan, readings)
  const statements = Map.groupBy(suppliedPeriods(plan), ({ meteringPointId }): string => meteringPointId)
  const sums = new Map<string, bigint>()
  for (const point of suppliedPoints(plan)) {
    for (let dayIndex = point.days.from; dayIndex < point.days.to; dayIndex += 1) {
      const { date } = dayOf(plan, dayIndex).day
      const known = statements.get(point.meteringPointId)?.findLast(({ validFrom }) => validFrom <= date)
      const key = [point.area, known?.type, known?.settlementMethod].join('/')
      const ofDay = energy(point, dayIndex).reduce((sum, value) => sum + value, 0)
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(ofDay))
    }
  }
  return [...sums]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, sum]) => {
      const [gridArea = '', type, method] = key.split('/')
      return {
        gridArea,
        type: type === 'production' ? 'production' : 'consumption',
        settlementMethod: method === 'flex' || method === 'non_profiled' ? method : undefined,
        energyKwh: formatDecimal(sum / 4n, 3, 3),
      }
    })
}
