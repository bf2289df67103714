import type { AnySeries, SeriesDocument } from '../document/decode-series.ts'
import type { SeriesHead } from '../document/series-fields.ts'

/** The root key of RSM-019, and the first part of every path in a finding. */
export const RSM019_ROOT_KEY = 'NotifyWholesaleServices_MarketDocument'

/**
 * What an RSM-019 document says, amounts of wholesale services (datahub 2.4), with everything that is wrong with it. Type
 * E31; processes D05 wholesale fixing, D32 correction.
 */
export type Rsm019Document = SeriesDocument<Rsm019Series>

/**
 * One entry of `Series`: what a supplier pays in one grid area, in one of three forms. Of a charge by the hour or day
 * (PT1H, P1D); of a charge in a month (P1M); of all charges in a month (P1M, without the fields of a charge).
 */
export interface Rsm019Series extends AnySeries, SeriesHead {
  readonly energySupplierId: string
  /** code, such as E17; only by the hour or day, absent where no type is stated */
  readonly meteringPointType?: string
  /** D01 flex, E02 non-profiled or E01 profiled; only where the type has one */
  readonly settlementMethod?: string
  readonly chargeCode?: string
  /** D01 subscription, D02 fee, D03 tariff */
  readonly chargeType?: string
  readonly chargeOwnerId?: string
  /** empty when absent */
  readonly product: string
  /** KWH or H87 (pieces) */
  readonly unit: string
  /** KWH or H87: for what of it the price is */
  readonly priceUnit?: string
  readonly currency: string
  /** PT1H, P1D or P1M */
  readonly resolution: string
  /** the interval, half-open, epoch milliseconds; NaN when unreadable */
  readonly fromMs: number
  readonly toMs: number
  readonly points: readonly WholesalePoint[]
}

/**
 * What the amount of a position rests on (settlement 1.6): A06 everything; A05 not everything, or there is no price; A02
 * nothing, the position has no result.
 */
export type WholesaleQuality = 'calculated' | 'incomplete' | 'not_available'

/** One position of a series; numbers are millionths. */
export interface WholesalePoint {
  /** from 1 */
  readonly position: number
  /** kWh or pieces; undefined in a month */
  readonly quantity: bigint | undefined
  /** DKK for a kWh or a piece; undefined: there is none */
  readonly price: bigint | undefined
  /** DKK without VAT. Undefined: unknown, for want of a price; documents write 0 then (datahub 2.4) */
  readonly amount: bigint | undefined
  /** undefined: not stated, as in a month */
  readonly quality: WholesaleQuality | undefined
}
