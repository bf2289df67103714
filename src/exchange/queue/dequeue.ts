import { faultPoint } from '../../platform/index.ts'
import type { Party } from './party.ts'
import type { QueuePorts } from './ports.ts'

/**
 * Acknowledges a message, so that the next peek gives the following one. Doing so again does no harm (datahub 1.4).
 * @returns unknown for an id that was never handed out to this actor in this role, whatever it looks like
 */
export async function dequeue(
  { pool, clock }: Pick<QueuePorts, 'pool' | 'clock'>,
  party: Party,
  messageId: string,
): Promise<'dequeued' | 'unknown'> {
  if (!MESSAGE_ID.test(messageId)) return 'unknown'
  // The row is looked up before the update is seen, so the answer is about the message as it was: there, or not.
  const { rows } = await pool.query(
    `with known as (
       select b.bundle_id from exchange.queue_bundle b join exchange.queue q using (queue_id)
       where b.message_id = $1 and q.actor_id = $2 and q.role = $3),
     acknowledged as (
       update exchange.queue_bundle b set dequeued_at = to_timestamp($4::numeric / 1000)
       from known where b.bundle_id = known.bundle_id and b.dequeued_at is null)
     select from known`,
    [messageId, party.actorId, party.role, clock.nowMs()],
  )
  faultPoint('queue:dequeued')
  return rows.length > 0 ? 'dequeued' : 'unknown'
}

// As they were made: whatever else comes is not worth a question, and may not even be storable as text.
const MESSAGE_ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
