import type { Party } from '../../src/exchange/index.ts'
import type { Pool } from '../../src/platform/index.ts'

/** What the hub has had for an actor, in all of its queues. */
export interface QueueLedger {
  /** transactions that were enqueued, and how many of them are part of a message */
  readonly transactions: number
  readonly taken: number
  /** messages that were handed out and acknowledged, in order of their ids */
  readonly acknowledged: readonly string[]
  /** messages that were made and not acknowledged */
  readonly open: readonly string[]
}

/** Reads the queues of an actor at the hub. */
export async function queueLedger(pool: Pool, { actorId, role }: Party): Promise<QueueLedger> {
  const counted = await pool.query<{ transactions: bigint; taken: bigint }>(
    `select coalesce(sum(transactions), 0)::bigint as transactions, coalesce(sum(taken), 0)::bigint as taken
     from exchange.queue_batch join exchange.queue using (queue_id) where actor_id = $1 and role = $2`,
    [actorId, role],
  )
  const { rows } = await pool.query<{ message_id: string; acknowledged: boolean }>(
    `select message_id, dequeued_at is not null as acknowledged
     from exchange.queue_bundle join exchange.queue using (queue_id) where actor_id = $1 and role = $2`,
    [actorId, role],
  )
  const idsOf = (acknowledged: boolean): string[] =>
    rows
      .filter((row) => row.acknowledged === acknowledged)
      .map((row) => row.message_id)
      .toSorted()
  const [row] = counted.rows
  return {
    transactions: Number(row?.transactions ?? -1n),
    taken: Number(row?.taken ?? -1n),
    acknowledged: idsOf(true),
    open: idsOf(false),
  }
}

/** What a supplier took in: ids of messages with their outcome, in order of the ids. */
export async function inboxOf(pool: Pool): Promise<{ readonly id: string; readonly outcome: string }[]> {
  const { rows } = await pool.query<{ id: string; outcome: string }>(
    'select message_id as id, outcome from exchange.inbound_message',
  )
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** How many transactions of readings a deployment has accepted. */
export async function acceptedTransactions(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: bigint }>('select count(*) as n from measurements.transaction_key')
  return Number(rows[0]?.n ?? -1n)
}
