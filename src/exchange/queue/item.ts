import type { AnswerKind } from '../answer/document.ts'
import type { RequestType } from '../request/document.ts'
import type { Party, QueueCategory } from './party.ts'

/** Documents of master data: of these there is XML too. */
export type MasterDataType = 'RSM-004' | 'RSM-020' | 'RSM-022' | AnswerKind

/** The documents that queues hold; RSM-015, RSM-016 and RSM-017 are the rejections of such requests. */
export type QueuedDocumentType = 'RSM-009' | 'RSM-012' | 'RSM-014' | 'RSM-019' | RequestType | MasterDataType

/** What the transactions of one message have in common (datahub 1.4). */
export interface BundlingKey {
  readonly documentType: QueuedDocumentType
  readonly processType: string
  /** the message that the transactions answer; empty when there is none */
  readonly relatedMessageId: string
}

/** A transaction on its way into a queue. */
export interface QueuedItem extends BundlingKey {
  readonly receiver: Party
  readonly category: QueueCategory
  /** positions that it states */
  readonly points: number
  /** how many bytes it takes once rendered, rather too many than too few */
  readonly bytes: number
  /** as its type of document packs it */
  readonly body: Uint8Array
}

/** A transaction as it is read back, to be rendered. */
export interface StoredItem {
  /** its own transaction id */
  readonly transactionId: string
  readonly body: Uint8Array
}
