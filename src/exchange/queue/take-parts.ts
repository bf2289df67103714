import type { Transaction } from '../../platform/index.ts'
import { copyOut } from './binary-copy.ts'
import { howManyFit, NO_LOAD, plus } from './bundle-limits.ts'
import type { BundleLimits, Load } from './bundle-limits.ts'
import type { StoredItem } from './item.ts'
import { planBundle } from './plan-bundle.ts'
import type { BundlePart, WaitingBatch } from './plan-bundle.ts'

/** The parts of batches that make the next message; at least one transaction when anything waits. */
export async function takeParts(
  trx: Transaction,
  batches: readonly WaitingBatch[],
  limits: BundleLimits,
): Promise<readonly BundlePart[]> {
  const { whole, load, cut } = planBundle(batches, limits)
  const last = cut === undefined ? undefined : await frontOf(trx, cut, load, limits)
  return last === undefined ? whole : [...whole, last]
}

async function frontOf(
  trx: Transaction,
  batch: WaitingBatch,
  load: Load,
  limits: BundleLimits,
): Promise<BundlePart | undefined> {
  const { rows } = await trx.query<{ points: number; bytes: number }>(
    'select points, bytes from exchange.queue_item where batch_id = $1 and ordinal >= $2 order by ordinal limit $3',
    [batch.batchId, batch.taken, limits.transactions - load.transactions],
  )
  const count = howManyFit(rows, load, limits)
  if (count === 0) return undefined
  const taken = rows
    .slice(0, count)
    .reduce<Load>((sum, { points, bytes }) => plus(sum, { transactions: 1, points, bytes }), NO_LOAD)
  return { batch, from: batch.taken, to: batch.taken + count, load: taken }
}

/** Reads the transactions of a message, in the order of its parts. */
export async function readItems(trx: Transaction, parts: readonly BundlePart[]): Promise<StoredItem[]> {
  // The fence (offset 0) has each part looked up by its key, whatever the planner thinks of tables that grew just now.
  const rows = await copyOut(
    trx,
    `select p.n::int, i.ordinal, i.body
     from unnest(${list(parts.map(({ batch }) => batch.batchId))}::bigint[], ${list(parts.map(({ from }) => from))}::int[],
       ${list(parts.map(({ to }) => to))}::int[]) with ordinality as p(batch_id, first, behind, n)
     cross join lateral (select i.ordinal, i.body from exchange.queue_item i
       where i.batch_id = p.batch_id and i.ordinal >= p.first and i.ordinal < p.behind order by i.ordinal offset 0) i
     order by p.n, i.ordinal`,
  )
  return rows.map(({ integers: [n = 0, ordinal = 0], body }) => ({
    transactionId: transactionIdOf(parts[n - 1]?.batch.ulid ?? '', ordinal),
    body,
  }))
}

// COPY takes no parameters; whole numbers of ours need no quotes.
function list(numbers: readonly (bigint | number)[]): string {
  return `'{${numbers.join(',')}}'`
}

/** The id of a transaction in the messages of the hub, unique for ever: of its batch, and its place in it. */
function transactionIdOf(ulid: string, ordinal: number): string {
  return `${ulid}-${ordinal}`
}
