import type { Transaction } from '../../platform/index.ts'
import { NO_LOAD, plus } from './bundle-limits.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { BundlingKey } from './item.ts'
import type { BundlePart } from './plan-bundle.ts'

/** A message that was made. */
export interface NewBundle {
  readonly queueId: number
  readonly messageId: string
  readonly key: BundlingKey
  readonly format: DocumentFormat
  readonly closedAtMs: number
  readonly parts: readonly BundlePart[]
  /** size of the rendered document */
  readonly bytes: number
  /** the rendered document, zstd */
  readonly packed: Buffer
}

/** Stores a message and takes its transactions from their batches. */
export async function storeBundle(trx: Transaction, bundle: NewBundle): Promise<void> {
  const { key, parts } = bundle
  const load = parts.reduce((sum, part) => plus(sum, part.load), NO_LOAD)
  const oldestMs = Math.min(...parts.map(({ batch }) => batch.createdAtMs))
  await trx.query(
    `with made as (
       insert into exchange.queue_bundle (message_id, queue_id, document_type, process_type, related_message_id, format,
         oldest_at, closed_at, transactions, points, bytes, body)
       values ($1, $2, $3, $4, $5, $6, to_timestamp($7::numeric / 1000), to_timestamp($8::numeric / 1000), $9, $10, $11, $12)
       returning bundle_id)
     insert into exchange.queue_bundle_part (bundle_id, batch_id, from_ordinal, to_ordinal)
     select made.bundle_id, p.* from made, unnest($13::bigint[], $14::int[], $15::int[]) as p`,
    [
      bundle.messageId,
      bundle.queueId,
      key.documentType,
      key.processType,
      key.relatedMessageId,
      bundle.format,
      oldestMs,
      bundle.closedAtMs,
      load.transactions,
      load.points,
      bundle.bytes,
      bundle.packed,
      parts.map(({ batch }) => batch.batchId),
      parts.map(({ from }) => from),
      parts.map(({ to }) => to),
    ],
  )
  await trx.query(
    `update exchange.queue_batch b
     set taken = p.taken, points_left = b.points_left - p.points, bytes_left = b.bytes_left - p.bytes
     from unnest($1::bigint[], $2::int[], $3::bigint[], $4::bigint[]) as p(batch_id, taken, points, bytes)
     where b.batch_id = p.batch_id`,
    [
      parts.map(({ batch }) => batch.batchId),
      parts.map(({ to }) => to),
      parts.map((part) => part.load.points),
      parts.map((part) => part.load.bytes),
    ],
  )
}
