import { faultPoint, newUlid } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { acknowledgementItems } from './acknowledgement-item.ts'
import { aggregationItem } from './aggregation-item.ts'
import { copyIn } from './binary-copy.ts'
import type { IntegersAndBody } from './binary-copy.ts'
import type { QueuedItem } from './item.ts'
import type { OutgoingAcknowledgement, OutgoingAggregation, OutgoingReading, OutgoingWholesale } from './outgoing.ts'
import { queueIdsOf, queueNameOf } from './queue-ids.ts'
import { readingItem } from './reading-item.ts'
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

interface Batch {
  readonly ulid: string
  readonly items: QueuedItem[]
}

// Nothing is locked that a peek needs: a batch is new, and who peeks sees it when it is committed.
async function enqueue(trx: Transaction, items: readonly QueuedItem[], nowMs: number): Promise<void> {
  if (items.length === 0) return
  const batches = batchesOf(items, nowMs)
  const batchIds = await insertBatches(trx, batches, nowMs)
  await copyIn(trx, 'exchange.queue_item (batch_id, ordinal, points, bytes, body)', rowsOf(batches, batchIds))
  faultPoint('queue:enqueued')
}

function batchesOf(items: readonly QueuedItem[], nowMs: number): Batch[] {
  const batches = new Map<string, Batch>()
  for (const item of items) {
    const { receiver, category, documentType, processType, relatedMessageId } = item
    const key = JSON.stringify([receiver.actorId, receiver.role, category, documentType, processType, relatedMessageId])
    const batch = batches.get(key)
    if (batch === undefined) batches.set(key, { ulid: newUlid(nowMs), items: [item] })
    else batch.items.push(item)
  }
  return [...batches.values()]
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
