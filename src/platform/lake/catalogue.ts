import { BatchConflict } from './lake.ts'
import type { BatchDraft, BatchEntry, BatchOrigin, LakeBatch, LakeFile, Queryable } from './lake.ts'

/** Days since 1970-01-01 to DATE and back: a market day is a number in memory. */
const EPOCH = "date '1970-01-01'"

/** Adds a batch and its files, whose paths are relative to the lake's root, in one statement. */
export async function insertBatch(
  trx: Queryable,
  draft: BatchDraft,
  entry: BatchEntry,
  paths: readonly string[],
): Promise<void> {
  const { files, origin } = entry
  const [minSeq, maxSeq] = entry.seq === undefined ? [entry.minSeq, entry.maxSeq] : [entry.seq, entry.seq]
  try {
    await trx.query(
      `with batch as (
         insert into platform.lake_batch (batch_id, table_name, month, origin, recorded_seq, min_seq, max_seq, row_count)
         values ($1, $2, $3, $4, $5::bigint, $6::bigint, $7::bigint, $8::bigint) returning batch_id
       )
       insert into platform.lake_file (batch_id, path, row_count, bytes, first_day, last_day, superseded)
       select batch.batch_id, f.path, f.row_count, f.bytes, ${EPOCH} + f.first_day, ${EPOCH} + f.last_day, f.superseded
       from batch, unnest($9::text[], $10::bigint[], $11::bigint[], $12::int[], $13::int[], $14::boolean[])
         as f(path, row_count, bytes, first_day, last_day, superseded)`,
      [
        draft.batchId,
        draft.table,
        draft.month,
        origin,
        entry.seq?.toString() ?? null,
        minSeq.toString(),
        maxSeq.toString(),
        files.reduce((rows, file) => rows + file.rows, 0),
        paths,
        files.map((file) => file.rows),
        files.map((file) => file.bytes),
        files.map((file) => file.firstDay),
        files.map((file) => file.lastDay),
        files.map((file) => file.superseded ?? false),
      ],
    )
  } catch (cause) {
    if (!isTaken(cause)) throw cause
    throw new BatchConflict(
      `batch ${draft.batchId} is in the catalogue already: it was added before, or swept because it took too long`,
      { cause },
    )
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'constraint' in cause && cause.constraint === 'lake_batch_pkey'
}

/** Retires batches, all of them or none. @throws BatchConflict */
export async function retireBatches(
  trx: Queryable,
  batchIds: readonly string[],
  seq: bigint,
  nowMs: number,
): Promise<void> {
  const wanted = new Set(batchIds)
  const { rows } = await trx.query(
    `update platform.lake_batch set retired_seq = $2::bigint, retired_at = $3::timestamptz
     where batch_id = any($1::text[]) and retired_at is null returning batch_id`,
    [[...wanted], seq.toString(), new Date(nowMs).toISOString()],
  )
  if (rows.length !== wanted.size) {
    throw new BatchConflict(
      `${wanted.size - rows.length} of ${wanted.size} batches are not there to be retired: another writer was faster`,
    )
  }
}

type BatchRow = {
  readonly batch_id: string
  readonly month: string
  readonly origin: BatchOrigin
  readonly recorded_seq: string | null
  readonly min_seq: string
  readonly max_seq: string
  readonly row_count: string
  readonly files: readonly FileRow[]
}

type FileRow = Omit<LakeFile, 'path'> & { readonly path: string }

/** The batches of a table that readers see; `absolute` turns a path of the catalogue into one that can be opened. */
export async function selectBatches(
  trx: Queryable,
  table: string,
  months: readonly string[] | undefined,
  absolute: (path: string) => string,
): Promise<LakeBatch[]> {
  const { rows } = await trx.query<BatchRow>(
    `select b.batch_id, b.month, b.origin, b.recorded_seq::text, b.min_seq::text, b.max_seq::text, b.row_count::text,
       coalesce(f.files, '[]') as files
     from platform.lake_batch b
     left join lateral (
       select json_agg(json_build_object('path', path, 'rows', row_count, 'bytes', bytes, 'firstDay', first_day - ${EPOCH},
         'lastDay', last_day - ${EPOCH}, 'superseded', superseded) order by path collate "C") as files
       from platform.lake_file where batch_id = b.batch_id
     ) f on true
     where b.table_name = $1 and b.retired_at is null and ($2::text[] is null or b.month = any($2::text[]))
     order by b.batch_id collate "C"`,
    [table, months ?? null],
  )
  return rows.map((row) => ({
    batchId: row.batch_id,
    table,
    month: row.month,
    origin: row.origin,
    recordedSeq: row.recorded_seq === null ? null : BigInt(row.recorded_seq),
    minSeq: BigInt(row.min_seq),
    maxSeq: BigInt(row.max_seq),
    rows: Number(row.row_count),
    files: row.files.map((file) => ({ ...file, path: absolute(file.path) })),
  }))
}
