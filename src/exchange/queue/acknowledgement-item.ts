import { storable } from '../../platform/index.ts'
import type { RefusedTransaction } from '../rsm009/document.ts'
import { refusedTransactionText } from '../rsm009/encode.ts'
import type { QueuedItem, StoredItem } from './item.ts'
import type { OutgoingAcknowledgement } from './outgoing.ts'

/** An acknowledgement as transactions of a queue, one for each that was refused. Their bodies are JSON. */
export function acknowledgementItems(acknowledgement: OutgoingAcknowledgement): QueuedItem[] {
  const { receiver, receivedMessageId, receivedProcessType, transactions } = acknowledgement
  return transactions.map((transaction) => {
    const body = new TextEncoder().encode(JSON.stringify(transaction))
    return {
      receiver,
      category: 'measuredata',
      documentType: 'RSM-009',
      processType: storable(receivedProcessType),
      relatedMessageId: storable(receivedMessageId),
      points: 0,
      bytes: Buffer.byteLength(refusedTransactionText(transaction)) + 1,
      body,
    }
  })
}

/** Reads a refused transaction back for the encoder: it keeps the id that its sender gave it. */
export function refusedTransaction({ body }: Pick<StoredItem, 'body'>): RefusedTransaction {
  return JSON.parse(new TextDecoder().decode(body)) as RefusedTransaction
}
