import { storable } from '../../platform/index.ts'
import type { Rejection } from '../rejection/document.ts'
import { rejectionText } from '../rejection/encode.ts'
import type { QueuedItem, StoredItem } from './item.ts'
import type { OutgoingRejection } from './outgoing.ts'
import type { QueueCategory } from './party.ts'

// datahub 0: rejections lie where the answers would have lain.
const CATEGORY: Readonly<Record<OutgoingRejection['requestType'], QueueCategory>> = {
  'RSM-015': 'measuredata',
  'RSM-016': 'aggregations',
  'RSM-017': 'aggregations',
}

/** A rejection as a transaction of a queue. Its body is JSON. */
export function rejectionItem(rejection: OutgoingRejection): QueuedItem {
  const { receiver, requestType, processType, relatedMessageId, ...packed } = rejection
  return {
    receiver,
    category: CATEGORY[requestType],
    documentType: requestType,
    processType: storable(processType),
    relatedMessageId: storable(relatedMessageId),
    points: 0,
    bytes: Buffer.byteLength(rejectionText({ ...packed, transactionId: '' })) + ID_BYTES,
    body: new TextEncoder().encode(JSON.stringify(packed)),
  }
}

const ID_BYTES = 40

/** Reads a rejection back for the encoder. */
export function storedRejection({ transactionId, body }: StoredItem): Rejection {
  const packed = JSON.parse(new TextDecoder().decode(body)) as Omit<Rejection, 'transactionId'>
  return { transactionId, ...packed }
}
