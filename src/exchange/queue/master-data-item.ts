import { storable } from '../../platform/index.ts'
import type { ActivityRecord, EncodableRecord } from '../activity/activity-form.ts'
import type { MasterDataType, QueuedItem, StoredItem } from './item.ts'
import type {
  OutgoingAnswer,
  OutgoingCharacteristics,
  OutgoingNotification,
  OutgoingServiceRequest,
} from './outgoing-master-data.ts'
import { packedJson, unpackedJson } from './packed-json.ts'

/** A transaction of RSM-022 for a queue. Its body, as of the others here, is JSON, zstd. */
export function characteristicsItem(characteristics: OutgoingCharacteristics): QueuedItem {
  return itemOf('RSM-022', characteristics)
}

/** A transaction of RSM-004 for a queue. */
export function notificationItem(notification: OutgoingNotification): QueuedItem {
  return itemOf('RSM-004', notification)
}

/** A transaction of RSM-020 for a queue. */
export function serviceRequestItem(request: OutgoingServiceRequest): QueuedItem {
  return itemOf('RSM-020', request)
}

/** An answer for a queue. */
export function answerItem(answer: OutgoingAnswer): QueuedItem {
  return itemOf(answer.kind, answer)
}

type Outgoing = Pick<OutgoingCharacteristics, 'receiver' | 'processType' | 'relatedMessageId'> & {
  readonly record: object
}

function itemOf(
  documentType: MasterDataType,
  { receiver, processType, relatedMessageId = '', record }: Outgoing,
): QueuedItem {
  return {
    receiver,
    category: 'masterdata',
    documentType,
    processType: storable(processType),
    relatedMessageId: storable(relatedMessageId),
    points: 0,
    bytes: LEAST_BYTES + Buffer.byteLength(JSON.stringify(record)) * LONGEST_NAMES,
    body: packedJson(record),
  }
}

// In XML a name stands twice, and may be several times as long as ours and its value together.
const LONGEST_NAMES = 8
const LEAST_BYTES = 256

/** Reads a transaction back for the encoder, under its own id or that of the queue. */
export function storedRecord<Item extends ActivityRecord>({ transactionId, body }: StoredItem): EncodableRecord<Item> {
  // What was packed lacks the id at most.
  return { transactionId, ...(unpackedJson(body) as object) } as unknown as EncodableRecord<Item>
}
