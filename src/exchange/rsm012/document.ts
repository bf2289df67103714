import type { Finding, SlotClass } from '../../kernel/index.ts'
import type { DayRows } from '../../kernel/index.ts'

/** The root key of the document, and the first part of every path in a finding. */
export const ROOT_KEY = 'NotifyValidatedMeasureData_MarketDocument'

/** What an RSM-012 document says, with everything that is wrong with it. */
export interface Rsm012Document {
  readonly header: Rsm012Header
  /** every entry of `Series`, refused ones too; empty when the JSON is broken */
  readonly transactions: readonly Rsm012Transaction[]
  /** the rows of the accepted transactions, one block for each slot class that occurs, coarsest first */
  readonly days: readonly DayRows[]
  /** faults of the document as a whole; an error refuses all of it, so that `days` is empty */
  readonly findings: readonly Finding[]
}

/** The head of the document; a text that is absent or unreadable is empty, and named in a finding. */
export interface Rsm012Header {
  readonly messageId: string
  /** E66 */
  readonly documentType: string
  /** E23 periodic, E30 historical, D42 flex */
  readonly processType: string
  /** 23, electricity */
  readonly businessSector: string
  /** epoch milliseconds; NaN when absent or unreadable */
  readonly createdAtMs: number
  readonly senderId: string
  readonly senderRole: string
  readonly receiverId: string
  readonly receiverRole: string
}

/** How often each quality is stated; `other` are codes that may not be sent, such as A05. */
export interface QualityCounts {
  readonly measured: number
  readonly estimated: number
  readonly missing: number
  readonly calculated: number
  readonly other: number
}

/** The value of one position that is longer than a slot of a day (P1D, P1M, P1Y). */
export interface PeriodValue {
  /** epoch milliseconds, half-open */
  readonly fromMs: number
  readonly toMs: number
  /** micro-kWh or micro-kVArh; undefined when withdrawn */
  readonly quantity: bigint | undefined
  readonly quality: 'missing' | 'estimated' | 'measured' | 'calculated'
}

/** One entry of `Series`: what was stated for one metering point and one interval. */
export interface Rsm012Transaction {
  /** place in `Series`, counted from 0 */
  readonly index: number
  readonly transactionId: string
  readonly meteringPointId: string
  /** the code as read, such as E17 */
  readonly meteringPointType: string
  /** the code as read; empty when absent */
  readonly product: string
  /** the code as read: KWH, MWH or K3; values are in kWh (MWH too) or kVArh */
  readonly unit: string
  /** as read: PT5M, PT15M, PT30M, PT1H, P1D, P1M or P1Y */
  readonly resolution: string
  /** when the reading was registered: orders versions (datahub 0); epoch milliseconds, NaN when absent or unreadable */
  readonly registeredAtMs: number
  /** the interval, half-open, epoch milliseconds; NaN when absent or unreadable */
  readonly fromMs: number
  readonly toMs: number
  /** grid areas of an exchange point */
  readonly inDomain?: string
  readonly outDomain?: string
  /** the request that this answers */
  readonly originalTransactionId?: string
  /** how many positions are stated, faulty ones too */
  readonly positions: number
  /** sum of the readable quantities, micro-kWh or micro-kVArh; a quantity beside A02 is left out */
  readonly sum: bigint
  readonly qualities: QualityCounts
  readonly findings: readonly Finding[]
  /** whether a finding is an error: the transaction then has no rows and no periods */
  readonly refused: boolean
  /** the slot class of its rows; absent for P1D, P1M, P1Y and unknown resolutions */
  readonly slotClass?: SlotClass
  /** its rows in the block of that class, in the order in which its days first occur */
  readonly firstRow: number
  readonly rowCount: number
  /** for P1D, P1M and P1Y: what each position states */
  readonly period?: readonly PeriodValue[]
}

/** The path of a transaction in its document, as findings name it. */
export function seriesPath(transaction: Pick<Rsm012Transaction, 'index'>): string {
  return `${ROOT_KEY}.Series[${transaction.index}]`
}
