import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Clock } from '../../kernel/index.ts'
import { faultPoint } from '../fault/fault-point.ts'
import { makeBatchDirectory, syncParents, verifiedPath } from './batch-directory.ts'
import { insertBatch, retireBatches, selectBatches } from './catalogue.ts'
import type { BatchDraft, BatchEntry, Lake, LakeBatch, Queryable } from './lake.ts'
import { sweepLake } from './sweep.ts'
import type { Swept } from './sweep.ts'
import { ulidSource } from './ulid.ts'

/** What a lake needs. */
export interface LakeOptions {
  /** directory under which all files lie; made with the first batch */
  readonly root: string
  /** where a sweep runs its statements, each on its own */
  readonly database: Queryable
  readonly clock: Pick<Clock, 'nowMs'>
}

/** The lake in a directory, with its catalogue in PostgreSQL. */
export function openLake({ root: directory, database, clock }: LakeOptions): Lake {
  const root = resolve(directory)
  const nextBatchId = ulidSource(randomBytes) // of its own: the clock may be a simulated one
  return {
    root,
    newBatch: (table, month) => makeBatchDirectory(root, table, month, nextBatchId(clock.nowMs())),
    addBatch: async (trx, draft, entry) => await addBatch(root, trx, draft, entry),
    retire: async (trx, batchIds, seq) => await retireBatches(trx, batchIds, seq, clock.nowMs()),
    batches: async (trx, table, months): Promise<LakeBatch[]> =>
      await selectBatches(trx, table, months, (path) => join(root, path)),
    discard: async (draft) => await rm(draft.directory, { recursive: true, force: true }),
    sweep: async (options): Promise<Swept> => await sweepLake(database, root, options),
  }
}

async function addBatch(root: string, trx: Queryable, draft: BatchDraft, entry: BatchEntry): Promise<void> {
  const paths = await Promise.all(entry.files.map(async (file) => await verifiedPath(root, draft, file)))
  await syncParents(draft)
  faultPoint('lake.files-durable')
  await insertBatch(trx, draft, entry, paths)
  faultPoint('lake.batch-added')
}
