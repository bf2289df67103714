import type { MeteringPointType } from '../../market/index.ts'
import type { CalculatedDay } from '../model.ts'
import type { CapacitySettlement } from '../rules/capacity-settlement.ts'
import type { AnnualEstimate } from '../rules/net-consumption-estimate.ts'

/** The days of a child point that a run emits, in order. */
export interface PointDays {
  readonly meteringPointId: string
  readonly type: MeteringPointType
  readonly days: readonly CalculatedDay[]
}

/** What a run has calculated. */
export interface SeriesResult {
  readonly points: readonly PointDays[]
  /** children that are not read by the hour: nothing is calculated for them */
  readonly skippedPoints: number
  readonly capacity: readonly ({ readonly meteringPointId: string } & Omit<CapacitySettlement, 'days'>)[]
  readonly estimates: readonly ({ readonly meteringPointId: string } & AnnualEstimate)[]
}
