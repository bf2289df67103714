import type { Finding } from '../../kernel/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { QueueCategory } from '../queue/party.ts'

/** A message that was taken from a queue of the hub. */
export interface InboundMessage {
  /** the hub's id of it; the inbox knows it by that for ever */
  readonly messageId: string
  readonly category: QueueCategory
  /** first root key of the document, which tells its type (datahub 1.3) */
  readonly rootKey: string
  /** as they came; a handler that keeps them itself may hand them over to a thread */
  readonly bytes: Uint8Array
  readonly receivedAtMs: number
}

/** Where a handler keeps the bytes of a message itself. */
export interface KeptDocument {
  readonly documentId: string
  /** of the bytes as they came, hexadecimal */
  readonly sha256: string
}

/**
 * What became of a message. `repeated`: its content had come before, under another message id. `refused`: nothing of it
 * could be used, so it becomes a dead letter.
 */
export type RecordedOutcome =
  | { readonly outcome: 'accepted' | 'partly' | 'repeated'; readonly keptAs?: KeptDocument }
  | { readonly outcome: 'refused'; readonly findings: readonly Finding[]; readonly keptAs?: KeptDocument }

/** What a handler tells the inbox. */
export interface InboxEntry {
  /**
   * Records the message and what became of it. To be called in the transaction of the effect, as its last statement, and
   * again in each transaction that tries the same once more; when it throws, nothing of the transaction may stay.
   */
  record(trx: Transaction, outcome: RecordedOutcome): Promise<void>
}

/** What one kind of document does. */
export interface MessageHandler {
  /** the documents that it takes */
  readonly rootKey: string
  /** the handler keeps the bytes and says where (`keptAs`); else they are kept with the message */
  readonly keepsBytes?: boolean
  /**
   * Stores the effect of a message and calls `inbox.record` in the same transaction. It returns when that is committed.
   * What it throws leaves the message in the hub's queue: for as long as it takes if the database or the machine is the
   * reason, else until it has failed three times and is put aside as a dead letter.
   */
  handle(message: InboundMessage, inbox: InboxEntry): Promise<void>
}
