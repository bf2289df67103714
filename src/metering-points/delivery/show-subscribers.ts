import { inTransaction, type Pool } from '../../platform/index.ts'
import { cursorOf, type Cursor } from './cursor.ts'
import type { Subscriber } from './subscriber.ts'
import { subscribersNow } from './subscriber-log.ts'

/** A subscriber with how far it has got. */
export type SubscriberStatus = Subscriber &
  Cursor & {
    /** events that it has not taken yet, up to a limit */
    readonly waiting: number
  }

/** Most waiting events that are counted for one subscriber. */
export const WAITING_COUNTED = 10_000

/** Every subscriber that is not withdrawn, by name, with how far it has got; without its secret. */
export async function showSubscribers(pool: Pool): Promise<SubscriberStatus[]> {
  return await inTransaction(
    pool,
    async (trx) => {
      const shown: SubscriberStatus[] = []
      for (const subscriber of await subscribersNow(trx)) {
        const cursor = await cursorOf(trx, subscriber)
        const { rows } = await trx.query<{ waiting: number }>(
          `select count(*)::int as waiting from (
             select from metering_points.event where (recorded_seq, ordinal) > ($1::bigint, $2::int) limit $3
           ) beyond`,
          [String(cursor.position.recordedSeq), cursor.position.ordinal, WAITING_COUNTED],
        )
        shown.push({ ...subscriber, ...cursor, waiting: rows[0]?.waiting ?? 0 })
      }
      return shown
    },
    { isolation: 'repeatable read', readOnly: true },
  )
}
