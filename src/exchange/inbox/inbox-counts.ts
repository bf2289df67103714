import type { Pool } from '../../platform/index.ts'

/** How much came from a queue. */
export interface InboxCount {
  readonly category: string
  readonly messages: number
  /** ISO 8601 in UTC */
  readonly lastReceivedAt: string | null
}

/** The queues from which anything came, with what came. */
export async function inboxCounts(pool: Pool): Promise<readonly InboxCount[]> {
  const { rows } = await pool.query<{ category: string; messages: bigint; last: Date | null }>(
    `select category, count(*) as messages, max(received_at) as last from exchange.inbound_message
     group by category order by category`,
  )
  return rows.map(({ category, messages, last }) => ({
    category,
    messages: Number(messages),
    lastReceivedAt: last?.toISOString() ?? null,
  }))
}
