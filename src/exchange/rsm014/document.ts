import type { Finding } from '../../kernel/index.ts'
import type { DocumentHeader } from '../document/head-text.ts'

/** The root key of RSM-014, and the first part of every path in a finding. */
export const RSM014_ROOT_KEY = 'NotifyAggregatedMeasureData_MarketDocument'

/** What an RSM-014 document says, aggregated measured data (datahub 2.3), with everything that is wrong with it. */
export interface Rsm014Document {
  /** type E31; processes D03 preliminary, D04 balance fixing, D05 wholesale fixing, D32 correction */
  readonly header: DocumentHeader
  /** every entry of `Series`, refused ones too; empty when the JSON is broken */
  readonly series: readonly Rsm014Series[]
  /** faults of the document as a whole; an error refuses every series */
  readonly findings: readonly Finding[]
}

/** One entry of `Series`: sums of one kind of metering points in one grid area. */
export interface Rsm014Series {
  /** place in `Series`, counted from 0 */
  readonly index: number
  readonly transactionId: string
  /** version of the calculation: the highest one holds; 0n when unreadable */
  readonly version: bigint
  /** D01, D02 or D03: first, second or third correction; only in process D32 */
  readonly settlementVersion?: string
  readonly originalTransactionId?: string
  readonly gridArea: string
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
  /** what is stated, in the order of the document; empty when refused */
  readonly points: readonly AggregatePoint[]
  readonly findings: readonly Finding[]
  /** whether a finding is an error */
  readonly refused: boolean
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
