import type { Pool, Transaction } from '../../platform/index.ts'
import type { MarketRole, QueueCategory } from './party.ts'

/** What one queue holds that its receiver has not acknowledged. */
export interface QueueDepth {
  readonly actorId: string
  readonly role: MarketRole
  readonly category: QueueCategory
  /** transactions, in messages handed out or not */
  readonly transactions: number
  /** messages handed out and not acknowledged: none or one */
  readonly bundles: number
  /** when the oldest of the transactions was enqueued, epoch milliseconds; undefined when there is none */
  readonly oldestMs: number | undefined
}

/** Every queue that ever held something, in the order of actor, role and category. */
export async function queueDepths(db: Pool | Transaction): Promise<QueueDepth[]> {
  const { rows } = await db.query<{
    actor_id: string
    role: MarketRole
    category: QueueCategory
    transactions: bigint
    bundles: number
    oldest_ms: bigint | null
  }>(
    `select q.actor_id, q.role, q.category, (coalesce(w.transactions, 0) + coalesce(b.transactions, 0))::bigint as transactions,
       (b.bundle_id is not null)::int as bundles,
       (extract(epoch from least(w.oldest_at, b.oldest_at)) * 1000)::bigint as oldest_ms
     from exchange.queue q
     left join exchange.queue_bundle b on b.queue_id = q.queue_id and b.dequeued_at is null
     left join (select waits_in, sum(transactions - taken) as transactions, min(created_at) as oldest_at
       from exchange.queue_batch where waits_in is not null group by waits_in) w on w.waits_in = q.queue_id
     order by q.actor_id, q.role, q.category`,
  )
  return rows.map((row) => ({
    actorId: row.actor_id,
    role: row.role,
    category: row.category,
    transactions: Number(row.transactions),
    bundles: row.bundles,
    oldestMs: row.oldest_ms === null ? undefined : Number(row.oldest_ms),
  }))
}
