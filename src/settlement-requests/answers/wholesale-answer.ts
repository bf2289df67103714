import type { Party } from '../../exchange/index.ts'
import type { Transaction } from '../../platform/index.ts'

/** A charge as an answer names it. */
export interface AnsweredCharge {
  readonly code: string
  readonly type: 'subscription' | 'fee' | 'tariff'
  readonly ownerId: string
}

/** What every series of wholesale results says. */
interface WholesaleSeries {
  readonly receiver: Party
  /** the message and the transaction that this answers */
  readonly relatedMessageId: string
  readonly originalTransactionId: string
  /** D05 wholesale fixing, D32 correction */
  readonly processType: 'D05' | 'D32'
  /** first, second or third correction; only with D32 */
  readonly settlementVersion?: 'D01' | 'D02' | 'D03'
  /** the highest one of a series holds */
  readonly calculationVersion: bigint
  /** three digits */
  readonly gridArea: string
  readonly energySupplierId: string
  /** the interval, half-open, epoch milliseconds */
  readonly fromMs: number
  readonly toMs: number
}

/** Amounts of one charge, hour by hour or day by day (settlement 2.3). */
export interface ChargeAmounts extends WholesaleSeries {
  readonly kind: 'amount_per_charge'
  readonly charge: AnsweredCharge
  readonly isTax: boolean
  /** words of the market room */
  readonly meteringPointType: string
  readonly settlementMethod?: string
  readonly unit: 'kWh' | 'pcs'
  readonly resolution: 'PT1H' | 'P1D'
  /** positions from 1, ascending; one that the series does not have is left out */
  readonly points: readonly WholesalePoint[]
}

/** The amount of one charge in the month (settlement 2.4). */
export interface MonthlyAmount extends WholesaleSeries {
  readonly kind: 'monthly_amount_per_charge'
  readonly charge: AnsweredCharge
  readonly isTax: boolean
  readonly unit: 'kWh' | 'pcs'
  /** DKK, six decimals as a whole number; absent when no price is known */
  readonly amountMicroDkk?: bigint
}

/** The total of a supplier in the month (settlement 2.5): all it owes, or what it settles with one owner of charges. */
export interface MonthlyTotal extends WholesaleSeries {
  readonly kind: 'total_monthly_amount'
  /** absent: the total of the supplier, tax included */
  readonly chargeOwnerId?: string
  readonly amountMicroDkk?: bigint
}

/** One series of wholesale results for one receiver: one transaction of RSM-019 (datahub 2.4). */
export type WholesaleAnswer = ChargeAmounts | MonthlyAmount | MonthlyTotal

/** An hour or a day of the amounts of a charge. */
export interface WholesalePoint {
  readonly position: number
  /** kWh or pieces, three decimals as a whole number */
  readonly quantityMilli: bigint
  /** DKK for each kWh or piece, six decimals as a whole number; absent when it is not known, which is not zero */
  readonly priceMicroDkk?: bigint
  readonly amountMicroDkk?: bigint
  /** settlement 1.6: missing without a price or any reading, incomplete where some lack, else calculated */
  readonly quality: 'missing' | 'incomplete' | 'calculated'
}

/** Puts wholesale results into the queues of their receivers, category aggregations, in the caller's transaction. */
export type EnqueueWholesale = (trx: Transaction, answers: readonly WholesaleAnswer[], nowMs: number) => Promise<void>
