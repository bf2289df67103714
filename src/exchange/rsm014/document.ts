import type { AnySeries, SeriesDocument } from '../document/decode-series.ts'
import type { SeriesHead } from '../document/series-fields.ts'

/** The root key of RSM-014, and the first part of every path in a finding. */
export const RSM014_ROOT_KEY = 'NotifyAggregatedMeasureData_MarketDocument'

/**
 * What an RSM-014 document says, aggregated measured data (datahub 2.3), with everything that is wrong with it. Type E31;
 * processes D03 preliminary, D04 balance fixing, D05 wholesale fixing, D32 correction.
 */
export type Rsm014Document = SeriesDocument<Rsm014Series>

/** One entry of `Series`: sums of one kind of metering points in one grid area. */
export interface Rsm014Series extends AnySeries, SeriesHead {
  readonly energySupplierId?: string
  readonly balanceResponsibleId?: string
  /** E17, E18 or E20 */
  readonly meteringPointType: string
  /** D01 flex or E02 non-profiled; absent for other types and for the total of consumption */
  readonly settlementMethod?: string
  /** empty when absent */
  readonly product: string
  readonly unit: string
  /** PT15M or PT1H */
  readonly resolution: string
  /** the interval, half-open, epoch milliseconds; NaN when unreadable */
  readonly fromMs: number
  readonly toMs: number
  readonly points: readonly AggregatePoint[]
}

/** How an aggregated value came about (datahub 2.3). */
export type AggregateQuality = 'measured' | 'calculated' | 'estimated' | 'missing' | 'incomplete'

/** One position of an aggregated series. */
export interface AggregatePoint {
  /** from 1 */
  readonly position: number
  /** micro-kWh; undefined exactly when the quality is missing */
  readonly quantity: bigint | undefined
  readonly quality: AggregateQuality
}
