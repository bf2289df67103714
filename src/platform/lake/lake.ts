import type { ClientBase } from 'pg'

/** What the catalogue needs of a PostgreSQL transaction (or, for a single statement, of a pool). */
export type Queryable = Pick<ClientBase, 'query'>

/** How a batch came into the lake. */
export type BatchOrigin = 'intake' | 'flush' | 'compaction' | 'run'

/** A batch that is being written: no reader sees it until it is added, and nobody misses it when it never is. */
export interface BatchDraft {
  readonly batchId: string
  readonly table: string
  /** `YYYY-MM` */
  readonly month: string
  /** absolute path of its own directory, which exists */
  readonly directory: string
  /** absolute path of a file to be written, such as `part-0` */
  path(part: string): string
}

/** A file that stands in a draft's directory. */
export interface BatchFile {
  /** absolute, or relative to the draft's directory */
  readonly path: string
  readonly rows: number
  readonly bytes: number
  /** market days that its rows lie between, both included, as days since 1970-01-01 */
  readonly firstDay: number
  readonly lastDay: number
  /** every row is superseded, so whoever wants the current state need not open the file; false when left out */
  readonly superseded?: boolean
}

/** A file of a batch, as readers find it. */
export interface LakeFile extends Required<BatchFile> {
  /** absolute */
  readonly path: string
}

/** A batch that readers see. */
export interface LakeBatch {
  readonly batchId: string
  readonly table: string
  readonly month: string
  readonly origin: BatchOrigin
  /** the commit that all rows belong to; null when they carry their own numbers, from minSeq to maxSeq */
  readonly recordedSeq: bigint | null
  readonly minSeq: bigint
  readonly maxSeq: bigint
  readonly rows: number
  /** in the order of their names */
  readonly files: readonly LakeFile[]
}

/** How a batch enters the catalogue: rows of one commit, or rows that carry their own numbers within a span. */
export type BatchEntry = { readonly origin: BatchOrigin; readonly files: readonly BatchFile[] } & (
  | { readonly seq: bigint }
  | { readonly seq?: undefined; readonly minSeq: bigint; readonly maxSeq: bigint }
)

/**
 * The lake: Parquet files in batches that never change, and the catalogue in PostgreSQL that says which of them exist for
 * readers. What happens to the catalogue happens within the caller's transaction.
 */
export interface Lake {
  /** absolute path under which all files lie */
  readonly root: string
  /** Begins a batch of a table and month. */
  newBatch(table: string, month: string): BatchDraft
  /**
   * Adds a written batch to the catalogue; readers see it when the transaction commits.
   * @throws GridbookError LAKE_FILE_MISSING when a file is not as long as stated; BatchConflict when the draft took longer than the grace and was swept
   */
  addBatch(trx: Queryable, draft: BatchDraft, entry: BatchEntry): Promise<void>
  /**
   * Takes batches out of readers' sight when the transaction commits; their files stay for the grace.
   * @throws BatchConflict when one of them is retired already or was never added: another writer was faster
   */
  retire(trx: Queryable, batchIds: readonly string[], seq: bigint): Promise<void>
  /** Batches of a table that are not retired, of some months (`YYYY-MM`) or all, in the order in which they were begun. For a repeatable view within a REPEATABLE READ transaction. */
  batches(trx: Queryable, table: string, months?: readonly string[]): Promise<LakeBatch[]>
  /** Removes a draft that will not be added. Never fails because it is gone. */
  discard(draft: BatchDraft): Promise<void>
  /**
   * Deletes the files of batches that were retired, and of drafts that were begun and never added, longer ago than the
   * grace. Whoever reads or writes for longer than the grace loses its files.
   */
  sweep(options: {
    readonly graceMs: number
    readonly nowMs: number
  }): Promise<{ deletedBatches: number; deletedOrphans: number }>
}

/** Two writers wanted to change the same batch; the one that gets this error begins again with what the lake now has. */
export class BatchConflict extends Error {
  override readonly name = 'BatchConflict'
}
