import type { DayRows } from '../../kernel/index.ts'
import type { RefusedTransaction } from '../rsm009/document.ts'
import type { AggregatePoint } from '../rsm014/document.ts'
import type { WholesalePoint } from '../rsm019/document.ts'
import type { Party } from './party.ts'

/** Readings for one receiver: one transaction of RSM-012. Its rows are a part of a block of day rows. */
export interface OutgoingReading {
  readonly receiver: Party
  /** E23 periodic, E30 historical */
  readonly processType: 'E23' | 'E30'
  /** the message that this answers; readings of different ones are never in one message */
  readonly relatedMessageId?: string
  /** epoch milliseconds; orders versions of a reading (datahub 0) */
  readonly registeredAtMs: number
  readonly meteringPointId: string
  /** code, such as E17 */
  readonly meteringPointType: string
  /** code; empty to leave it out */
  readonly product: string
  /** code: KWH or K3; the rows are in micro-kWh or micro-kVArh */
  readonly unit: string
  /** PT15M or PT1H */
  readonly resolution: string
  /** the interval, half-open, epoch milliseconds */
  readonly fromMs: number
  readonly toMs: number
  /** the request that this answers */
  readonly originalTransactionId?: string
  /** grid areas of an exchange point */
  readonly inDomain?: string
  readonly outDomain?: string
  readonly rows: DayRows
  readonly firstRow: number
  readonly rowCount: number
}

/** What an answer says of the request that it answers; nothing when results are published. */
interface Answering {
  /** the message with the request; answers to different ones are never in one message */
  readonly relatedMessageId?: string
  /** the transaction of the request */
  readonly originalTransactionId?: string
}

/** A series of sums for one receiver: one message of RSM-014 (datahub 2.3). */
export interface OutgoingAggregation extends Answering {
  readonly receiver: Party
  /** D03 preliminary, D04 balance fixing, D05 wholesale fixing, D32 correction */
  readonly processType: 'D03' | 'D04' | 'D05' | 'D32'
  /** first, second or third correction; only with D32 */
  readonly settlementVersion?: 'D01' | 'D02' | 'D03'
  /** the highest one of a series holds */
  readonly calculationVersion: bigint
  /** three digits */
  readonly gridArea: string
  readonly energySupplierId?: string
  readonly balanceResponsibleId?: string
  /** E17 consumption, E18 production, E20 exchange */
  readonly meteringPointType: 'E17' | 'E18' | 'E20'
  /** D01 flex, E02 non-profiled; only with consumption, absent for its total */
  readonly settlementMethod?: 'D01' | 'E02'
  readonly resolution: 'PT15M' | 'PT1H'
  /** the interval, half-open, epoch milliseconds */
  readonly fromMs: number
  readonly toMs: number
  readonly points: readonly AggregatePoint[]
}

/**
 * A series of amounts for its receivers: one message of RSM-019 for each (datahub 2.4). Of a charge by the hour or day, of
 * a charge in a month, or, without a charge, of all in a month.
 */
export interface OutgoingWholesale extends Answering {
  readonly receivers: readonly Party[]
  /** D05 wholesale fixing, D32 correction */
  readonly processType: 'D05' | 'D32'
  /** first, second or third correction; only with D32 */
  readonly settlementVersion?: 'D01' | 'D02' | 'D03'
  /** the highest one of a series holds */
  readonly calculationVersion: bigint
  /** three digits */
  readonly gridArea: string
  readonly energySupplierId: string
  /** code, such as E17; only by the hour or day */
  readonly meteringPointType?: string
  /** code, such as D01; only where the type has a method */
  readonly settlementMethod?: string
  readonly charge?: {
    readonly code: string
    /** D01 subscription, D02 fee, D03 tariff */
    readonly type: 'D01' | 'D02' | 'D03'
    readonly ownerId: string
  }
  /** KWH, or H87 for pieces */
  readonly unit: 'KWH' | 'H87'
  readonly resolution: 'PT1H' | 'P1D' | 'P1M'
  /** the interval, half-open, epoch milliseconds */
  readonly fromMs: number
  readonly toMs: number
  readonly points: readonly WholesalePoint[]
}

/** The answer to a message of which transactions were refused: RSM-009 (datahub 2.5). */
export interface OutgoingAcknowledgement {
  readonly receiver: Party
  readonly receivedMessageId: string
  readonly receivedProcessType: string
  readonly transactions: readonly RefusedTransaction[]
}
