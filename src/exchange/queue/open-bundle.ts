import { zstdDecompressSync } from 'node:zlib'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { Party, QueueCategory } from './party.ts'
import type { QueuedMessage } from './ports.ts'

/** What a queue has for its receiver. */
export interface QueueState {
  readonly queueId: number
  /** the message that was handed out and not acknowledged */
  readonly open: QueuedMessage | undefined
  /** whether transactions wait that are in no message yet */
  readonly isWaiting: boolean
}

/** Looks at a queue; undefined when nothing was ever put into it. */
export async function queueState(
  db: Pool | Transaction,
  party: Party,
  category: QueueCategory,
): Promise<QueueState | undefined> {
  const { rows } = await db.query<{
    queue_id: number
    message_id: string | null
    document_type: string
    format: DocumentFormat
    body: Buffer
    is_waiting: boolean
  }>(
    `select q.queue_id, b.message_id, b.document_type, b.format, b.body,
       exists (select from exchange.queue_batch w where w.waits_in = q.queue_id) as is_waiting
     from exchange.queue q left join exchange.queue_bundle b on b.queue_id = q.queue_id and b.dequeued_at is null
     where q.actor_id = $1 and q.role = $2 and q.category = $3`,
    [party.actorId, party.role, category],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const { message_id: messageId, document_type: documentType, format } = row
  const open = messageId === null ? undefined : { messageId, documentType, format, body: zstdDecompressSync(row.body) }
  return { queueId: row.queue_id, open, isWaiting: row.is_waiting }
}
