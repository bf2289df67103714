import type { Transaction } from '../../platform/index.ts'
import type { BundleLimits } from './bundle-limits.ts'
import type { BundlingKey, QueuedDocumentType } from './item.ts'
import type { WaitingBatch } from './plan-bundle.ts'

/** Documents of which several transactions make one message; of the others each transaction is one (datahub 1.4). */
const BUNDLED: readonly QueuedDocumentType[] = ['RSM-012', 'RSM-009']

/** The limits of a message of one type of document. */
export function limitsOf(documentType: QueuedDocumentType, limits: BundleLimits): BundleLimits {
  return BUNDLED.includes(documentType) ? limits : { ...limits, transactions: 1 }
}

interface KeyRow {
  readonly document_type: QueuedDocumentType
  readonly process_type: string
  readonly related_message_id: string
}

const KEY = 'document_type, process_type, related_message_id'

/**
 * The bundling key of which the next message is made: of all that may be closed, because it is full, or old enough, or
 * is never bundled, the one of which something waits longest.
 */
export async function nextBundlingKey(
  trx: Transaction,
  queueId: number,
  closedBeforeMs: number,
  limits: BundleLimits,
): Promise<BundlingKey | undefined> {
  // What has waited longest is nearly always what is next, and found without looking at all that waits behind it.
  const { rows: oldest } = await trx.query<KeyRow & { is_closed: boolean }>(
    `select ${KEY}, created_at <= to_timestamp($2::numeric / 1000) or document_type <> all($3) as is_closed
     from exchange.queue_batch where waits_in = $1 order by batch_id limit 1`,
    [queueId, closedBeforeMs, BUNDLED],
  )
  const [first] = oldest
  if (first === undefined || first.is_closed) return first === undefined ? undefined : fromKeyRow(first)
  const { rows: full } = await trx.query<KeyRow>(
    `select ${KEY} from exchange.queue_batch where waits_in = $1 group by ${KEY}
     having document_type <> all($2) or min(created_at) <= to_timestamp($3::numeric / 1000)
       or sum(transactions - taken) >= $4 or sum(points_left) >= $5 or sum(bytes_left) >= $6
     order by min(batch_id) limit 1`,
    [queueId, BUNDLED, closedBeforeMs, limits.transactions, limits.points, limits.bytes],
  )
  return full[0] === undefined ? undefined : fromKeyRow(full[0])
}

function fromKeyRow(row: KeyRow): BundlingKey {
  return {
    documentType: row.document_type,
    processType: row.process_type,
    relatedMessageId: row.related_message_id,
  }
}

interface BatchRow {
  readonly batch_id: bigint
  readonly ulid: string
  readonly created_ms: bigint
  readonly transactions: number
  readonly taken: number
  readonly points_left: bigint
  readonly bytes_left: bigint
}

/** What waits under a bundling key, oldest first: no more batches than a message can hold transactions. */
export async function waitingBatches(
  trx: Transaction,
  queueId: number,
  key: BundlingKey,
  limits: BundleLimits,
): Promise<WaitingBatch[]> {
  const { rows } = await trx.query<BatchRow>(
    `select batch_id, ulid, (extract(epoch from created_at) * 1000)::bigint as created_ms, transactions, taken, points_left, bytes_left
     from exchange.queue_batch
     where waits_in = $1 and document_type = $2 and process_type = $3 and related_message_id = $4
     order by batch_id limit $5`,
    [queueId, key.documentType, key.processType, key.relatedMessageId, limits.transactions],
  )
  return rows.map(fromBatchRow)
}

function fromBatchRow(row: BatchRow): WaitingBatch {
  return {
    batchId: row.batch_id,
    ulid: row.ulid,
    createdAtMs: Number(row.created_ms),
    taken: row.taken,
    left: {
      transactions: row.transactions - row.taken,
      points: Number(row.points_left),
      bytes: Number(row.bytes_left),
    },
  }
}
