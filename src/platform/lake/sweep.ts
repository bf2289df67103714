import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { faultPoint } from '../fault/fault-point.ts'
import { batchDirectory } from './batch-directory.ts'
import type { Queryable } from './lake.ts'
import { ulidTimeMs } from './ulid.ts'

/** A batch directory as its path names it. */
interface FoundBatch {
  readonly table: string
  readonly month: string
  readonly batchId: string
}

/** What a sweep deleted. */
export interface Swept {
  readonly deletedBatches: number
  readonly deletedOrphans: number
}

/**
 * Deletes what no reader can need any more. A directory that the catalogue does not know gets a row there first: from
 * then on its writer, if it still lives, cannot commit it. Each step can be interrupted and is taken up by the next sweep.
 */
export async function sweepLake(
  database: Queryable,
  root: string,
  { graceMs, nowMs }: { graceMs: number; nowMs: number },
): Promise<Swept> {
  const cutoffMs = nowMs - graceMs
  await claimOrphans(database, await abandonedBatches(database, root, cutoffMs), nowMs)
  faultPoint('lake.orphans-claimed')
  const { rows } = await database.query<{ batch_id: string; table_name: string; month: string; origin: string }>(
    `select batch_id, table_name, month, origin from platform.lake_batch
     where deleted_at is null and retired_at is not null and (retired_at <= $1::timestamptz or origin = 'orphan') order by batch_id`,
    [new Date(cutoffMs).toISOString()],
  )
  for (const row of rows)
    await deleteFiles(database, root, { table: row.table_name, month: row.month, batchId: row.batch_id }, nowMs)
  const deletedOrphans = rows.filter(({ origin }) => origin === 'orphan').length
  return { deletedBatches: rows.length - deletedOrphans, deletedOrphans }
}

async function deleteFiles(
  database: Queryable,
  root: string,
  { table, month, batchId }: FoundBatch,
  nowMs: number,
): Promise<void> {
  await rm(join(root, batchDirectory(table, month, batchId)), { recursive: true, force: true })
  faultPoint('lake.files-deleted')
  await database.query(
    'update platform.lake_batch set deleted_at = $2::timestamptz where batch_id = $1 and deleted_at is null',
    [batchId, new Date(nowMs).toISOString()],
  )
}

// A row with the batch's id is the lock: when its writer's row is on the way, this insert waits for that transaction.
async function claimOrphans(database: Queryable, orphans: readonly FoundBatch[], nowMs: number): Promise<void> {
  for (const { table, month, batchId } of orphans) {
    await database.query(
      `insert into platform.lake_batch (batch_id, table_name, month, origin, min_seq, max_seq, row_count, retired_seq, retired_at)
       values ($1, $2, $3, 'orphan', 0, 0, 0, 0, $4::timestamptz) on conflict (batch_id) do nothing`,
      [batchId, table, month, new Date(nowMs).toISOString()],
    )
  }
}

async function abandonedBatches(database: Queryable, root: string, cutoffMs: number): Promise<FoundBatch[]> {
  const abandoned: FoundBatch[] = []
  for await (const found of batchesOfMonths(root)) {
    const old = found.filter(({ batchId }) => (ulidTimeMs(batchId) ?? Infinity) <= cutoffMs)
    if (old.length === 0) continue
    const { rows } = await database.query<{ batch_id: string }>(
      'select batch_id from platform.lake_batch where batch_id = any($1::text[])',
      [old.map(({ batchId }) => batchId)],
    )
    const known = new Set(rows.map(({ batch_id }) => batch_id))
    abandoned.push(...old.filter(({ batchId }) => !known.has(batchId)))
  }
  return abandoned
}

// Whatever else lies in the lake's directory was not put there by the lake and is left alone.
async function* batchesOfMonths(root: string): AsyncIterable<FoundBatch[]> {
  for (const table of await namesIn(root, /^([a-z][a-z0-9_]*)$/)) {
    for (const month of await namesIn(join(root, table), /^month=(\d{4}-(?:0[1-9]|1[0-2]))$/)) {
      const batchIds = await namesIn(join(root, table, `month=${month}`), /^batch=([0-9A-Z]{26})$/)
      yield batchIds.map((batchId) => ({ table, month, batchId }))
    }
  }
}

async function namesIn(directory: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  return entries.flatMap((entry) => {
    const name = entry.isDirectory() ? pattern.exec(entry.name)?.[1] : undefined
    return name === undefined ? [] : [name]
  })
}
