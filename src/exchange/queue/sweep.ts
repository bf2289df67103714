import { faultPoint, inTransaction } from '../../platform/index.ts'
import type { QueuePorts } from './ports.ts'

/** What a sweep removed. */
export interface QueueSweep {
  readonly bundles: number
  readonly transactions: number
}

// So that nobody waits long for what one step holds.
const BUNDLES_A_STEP = 50

/**
 * Drops the bodies of messages that were dequeued longer ago than `olderThanMs`, and of the transactions in them; the
 * market keeps them some 30 days (datahub 1.4). That they were handed out and dequeued stays known.
 */
export async function sweepQueues(
  { pool, clock }: Pick<QueuePorts, 'pool' | 'clock'>,
  olderThanMs: number,
): Promise<QueueSweep> {
  const beforeMs = clock.nowMs() - olderThanMs
  let swept: QueueSweep = { bundles: 0, transactions: 0 }
  for (;;) {
    const step = await inTransaction(pool, async (trx) => {
      const { rows } = await trx.query<{ bundle_id: bigint }>(
        `update exchange.queue_bundle set body = null where bundle_id in (
           select bundle_id from exchange.queue_bundle
           where dequeued_at < to_timestamp($1::numeric / 1000) and body is not null order by dequeued_at limit $2
           for update skip locked)
         returning bundle_id`,
        [beforeMs, BUNDLES_A_STEP],
      )
      const { rowCount } = await trx.query(
        `delete from exchange.queue_item i using exchange.queue_bundle_part p
         where p.bundle_id = any($1) and i.batch_id = p.batch_id and i.ordinal >= p.from_ordinal and i.ordinal < p.to_ordinal`,
        [rows.map((row) => row.bundle_id)],
      )
      return { bundles: rows.length, transactions: rowCount ?? 0 }
    })
    faultPoint('queue:swept')
    swept = { bundles: swept.bundles + step.bundles, transactions: swept.transactions + step.transactions }
    if (step.bundles < BUNDLES_A_STEP) return swept
  }
}
