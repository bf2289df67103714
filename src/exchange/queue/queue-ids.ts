import type { Transaction } from '../../platform/index.ts'
import type { QueuedItem } from './item.ts'

type OfQueue = Pick<QueuedItem, 'receiver' | 'category'>

/** What tells a queue from the others. */
export function queueNameOf({ receiver, category }: OfQueue): string {
  return `${receiver.actorId} ${receiver.role} ${category}`
}

/** The ids of the queues that items go to, by name; queues that are not there yet are made. */
export async function queueIdsOf(trx: Transaction, items: readonly OfQueue[]): Promise<ReadonlyMap<string, number>> {
  const wanted = new Map(items.map((item) => [queueNameOf(item), item]))
  const known = await readQueueIds(trx, wanted)
  if (known.size === wanted.size) return known
  const missing = new Map([...wanted].filter(([name]) => !known.has(name)))
  // In one order everywhere, so that two who make the same queues wait for each other instead of in a circle.
  await trx.query(
    `insert into exchange.queue (actor_id, role, category)
     select q.* from unnest($1::text[], $2::text[], $3::text[]) as q(actor_id, role, category) order by 1, 2, 3
     on conflict do nothing`,
    columnsOf(missing),
  )
  return await readQueueIds(trx, wanted)
}

async function readQueueIds(
  trx: Transaction,
  wanted: ReadonlyMap<string, OfQueue>,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await trx.query<{ name: string; queue_id: number }>(
    `select q.actor_id || ' ' || q.role || ' ' || q.category as name, q.queue_id from exchange.queue q
     join unnest($1::text[], $2::text[], $3::text[]) as w(actor_id, role, category) using (actor_id, role, category)`,
    columnsOf(wanted),
  )
  return new Map(rows.map(({ name, queue_id }) => [name, queue_id]))
}

function columnsOf(queues: ReadonlyMap<string, OfQueue>): string[][] {
  const items = [...queues.values()]
  return [
    items.map(({ receiver }) => receiver.actorId),
    items.map(({ receiver }) => receiver.role),
    items.map(({ category }) => category),
  ]
}
