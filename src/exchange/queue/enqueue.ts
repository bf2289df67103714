import { faultPoint } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { acknowledgementItems } from './acknowledgement-item.ts'
import { aggregationItem } from './aggregation-item.ts'
import { batchesOf } from './batches-of.ts'
import type { Batch } from './batches-of.ts'
import { copyIn } from './binary-copy.ts'
import type { IntegersAndBody } from './binary-copy.ts'
import type { QueuedItem } from './item.ts'
import { answerItem, characteristicsItem, notificationItem, serviceRequestItem } from './master-data-item.ts'
import type {
  OutgoingAcknowledgement,
  OutgoingAggregation,
  OutgoingReading,
  OutgoingRejection,
  OutgoingWholesale,
  OutgoingYearlyAmount,
} from './outgoing.ts'
import type {
  OutgoingAnswer,
  OutgoingCharacteristics,
  OutgoingNotification,
  OutgoingServiceRequest,
} from './outgoing-master-data.ts'
import { queueIdsOf, queueNameOf } from './queue-ids.ts'
import { readingItem, yearlyAmountItem } from './reading-item.ts'
import { rejectionItem } from './rejection-item.ts'
import { wholesaleItems } from './wholesale-item.ts'

/** Puts readings into the queues of their receivers, category measuredata, in the caller's transaction. */
export async function enqueueReadings(
  trx: Transaction,
  readings: readonly OutgoingReading[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, readings.map(readingItem), nowMs)
}

/** Puts sums into the queues of their receivers, category aggregations, in the caller's transaction. */
export async function enqueueAggregations(
  trx: Transaction,
  aggregations: readonly OutgoingAggregation[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, aggregations.map(aggregationItem), nowMs)
}

/** Puts amounts into the queues of their receivers, category aggregations, in the caller's transaction. */
export async function enqueueWholesale(
  trx: Transaction,
  amounts: readonly OutgoingWholesale[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, amounts.flatMap(wholesaleItems), nowMs)
}

/**
 * Puts acknowledgements into the queues of their receivers, category measuredata, in the caller's transaction. One
 * without transactions says nothing and is left out.
 */
export async function enqueueAcknowledgements(
  trx: Transaction,
  acknowledgements: readonly OutgoingAcknowledgement[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, acknowledgements.flatMap(acknowledgementItems), nowMs)
}

/** Puts yearly amounts into the queues of their receivers, category measuredata, in the caller's transaction. */
export async function enqueueYearlyAmounts(
  trx: Transaction,
  amounts: readonly OutgoingYearlyAmount[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, amounts.map(yearlyAmountItem), nowMs)
}

/**
 * Puts rejections of requests into the queues of the requesters, in the caller's transaction: category measuredata for
 * RSM-015, aggregations for RSM-016 and RSM-017.
 */
export async function enqueueRejections(
  trx: Transaction,
  rejections: readonly OutgoingRejection[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, rejections.map(rejectionItem), nowMs)
}

/**
 * Puts what points have become (RSM-022) into the queues of their receivers, category masterdata, in the caller's
 * transaction. What one commit enqueues for a receiver comes in the order in which it was enqueued.
 */
export async function enqueueCharacteristics(
  trx: Transaction,
  characteristics: readonly OutgoingCharacteristics[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, characteristics.map(characteristicsItem), nowMs)
}

/** Puts word of what happened (RSM-004) into the queues of its receivers, as `enqueueCharacteristics` does. */
export async function enqueueNotifications(
  trx: Transaction,
  notifications: readonly OutgoingNotification[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, notifications.map(notificationItem), nowMs)
}

/** Puts answers to RSM-020 and RSM-021 into the queues of those who asked, as `enqueueCharacteristics` does. */
export async function enqueueProcessAnswers(
  trx: Transaction,
  answers: readonly OutgoingAnswer[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, answers.map(answerItem), nowMs)
}

/** Puts requests for services (RSM-020) into the queues of grid companies, as `enqueueCharacteristics` does. */
export async function enqueueServiceRequests(
  trx: Transaction,
  requests: readonly OutgoingServiceRequest[],
  nowMs: number,
): Promise<void> {
  await enqueue(trx, requests.map(serviceRequestItem), nowMs)
}

// Nothing is locked that a peek needs: a batch is new, and who peeks sees it when it is committed.
async function enqueue(trx: Transaction, items: readonly QueuedItem[], nowMs: number): Promise<void> {
  if (items.length === 0) return
  const batches = batchesOf(items, nowMs)
  const batchIds = await insertBatches(trx, batches, nowMs)
  await copyIn(trx, 'exchange.queue_item (batch_id, ordinal, points, bytes, body)', rowsOf(batches, batchIds))
  faultPoint('queue:enqueued')
}

/** @returns the ids of the batches, by their ULIDs */
async function insertBatches(
  trx: Transaction,
  batches: readonly Batch[],
  nowMs: number,
): Promise<ReadonlyMap<string, bigint>> {
  const firsts = batches.flatMap(({ items }) => items.slice(0, 1))
  const queueIds = await queueIdsOf(trx, firsts)
  const { rows } = await trx.query<{ ulid: string; batch_id: bigint }>(
    `insert into exchange.queue_batch
       (ulid, queue_id, document_type, process_type, related_message_id, created_at, transactions, points_left, bytes_left)
     select b.ulid, b.queue_id, b.document_type, b.process_type, b.related, to_timestamp($9::numeric / 1000), b.transactions, b.points, b.bytes
     from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::bigint[])
       with ordinality as b(ulid, queue_id, document_type, process_type, related, transactions, points, bytes, n)
     order by b.n returning ulid, batch_id`,
    [
      batches.map(({ ulid }) => ulid),
      firsts.map((item) => queueIds.get(queueNameOf(item))),
      firsts.map(({ documentType }) => documentType),
      firsts.map(({ processType }) => processType),
      firsts.map(({ relatedMessageId }) => relatedMessageId),
      batches.map(({ items }) => items.length),
      batches.map(({ items }) => items.reduce((sum, { points }) => sum + points, 0)),
      batches.map(({ items }) => items.reduce((sum, { bytes }) => sum + bytes, 0)),
      nowMs,
    ],
  )
  return new Map(rows.map(({ ulid, batch_id }) => [ulid, batch_id]))
}

function* rowsOf(batches: readonly Batch[], batchIds: ReadonlyMap<string, bigint>): Generator<IntegersAndBody, void> {
  for (const { ulid, items } of batches) {
    const batchId = batchIds.get(ulid)
    if (batchId === undefined) throw new Error(`batch ${ulid} was not stored`)
    for (const [ordinal, { points, bytes, body }] of items.entries()) {
      yield { integers: [batchId, ordinal, points, bytes], body }
    }
  }
}
