import type { Finding } from '../../kernel/index.ts'
import type { DocumentHeader, ReceivedMessage } from '../document/head-text.ts'

/** The root key of RSM-009, and the first part of every path in a finding. */
export const RSM009_ROOT_KEY = 'Acknowledgement_MarketDocument'

/** What an RSM-009 document says: which transactions of a message were refused, and why (datahub 2.5). */
export interface Rsm009Document {
  /** without a document type and process type of its own: both are empty */
  readonly header: DocumentHeader
  /** the message that is answered */
  readonly received: ReceivedMessage
  /** every entry of `Series`; those with an error are in `findings` with their path */
  readonly transactions: readonly RefusedTransaction[]
  /** everything that is wrong; an error refuses the document */
  readonly findings: readonly Finding[]
}

/** A transaction that was refused. */
export interface RefusedTransaction {
  /** the id that its sender gave it */
  readonly transactionId: string
  readonly reasons: readonly AcknowledgementReason[]
}

/** Why a transaction of a message was refused: the market's code, and a sentence. */
export interface AcknowledgementReason {
  readonly code: string
  readonly text: string
}
