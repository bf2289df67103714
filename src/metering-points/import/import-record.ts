import { GridbookError } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { copyRows, inTransaction } from '../../platform/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { Appended } from '../append-point-periods.ts'
import type { Holds } from '../rules/rule.ts'
import type { RefusedRow } from './point-rows.ts'

/** An import that is under way. */
export type BegunImport = {
  readonly importId: number
  /** portions that are done, their rows, and the line of the last of these in the order in which rows are taken (0: none) */
  readonly done: { readonly portions: number; readonly rows: number; readonly line: number }
}

const NOTHING_DONE = { portions: 0, rows: 0, line: 0 }

/** Begins the import of a file, or goes on with the one that did not come to its end. */
export async function beginImport(
  pool: Pool,
  file: { readonly sha256: string; readonly holds: Holds },
): Promise<BegunImport> {
  return await inTransaction(pool, async (trx) => {
    // Two that begin at the same time go on with one import.
    await trx.query('lock table metering_points.point_import in share row exclusive mode')
    const { rows } = await trx.query<{ importId: number }>(
      `select import_id as "importId" from metering_points.point_import i where file_sha256 = $1 and holds = $2
         and not exists (select from metering_points.point_import_end e where e.import_id = i.import_id)
       order by import_id desc limit 1`,
      [file.sha256, file.holds],
    )
    const [known] = rows
    if (known !== undefined) return await standOf(trx, known.importId)
    const { rows: made } = await trx.query<{ importId: number }>(
      'insert into metering_points.point_import (file_sha256, holds) values ($1, $2) returning import_id as "importId"',
      [file.sha256, file.holds],
    )
    return { importId: made[0]?.importId ?? 0, done: NOTHING_DONE }
  })
}

async function standOf(trx: Transaction, importId: number): Promise<BegunImport> {
  const { rows } = await trx.query<BegunImport['done']>(
    `select portion as portions, last_line as line,
       (select sum(appended + unchanged + refused)::integer from metering_points.point_import_portion where import_id = $1) as rows
     from metering_points.point_import_portion where import_id = $1 order by portion desc limit 1`,
    [importId],
  )
  return { importId, done: rows[0] ?? NOTHING_DONE }
}

/**
 * Makes sure that this process is the one that carries the import on, until the transaction ends.
 * @param portions how many it knows to be done
 * @throws GridbookError IMPORT_UNDER_WAY when another one has gone on
 */
export async function takeTurn(trx: Transaction, importId: number, portions: number): Promise<void> {
  await trx.query('select from metering_points.point_import where import_id = $1 for update', [importId])
  const { rows } = await trx.query<{ portion: number }>(
    'select coalesce(max(portion), 0) as portion from metering_points.point_import_portion where import_id = $1',
    [importId],
  )
  if (rows[0]?.portion === portions) return
  throw new GridbookError(
    'IMPORT_UNDER_WAY',
    'another process is importing the same file; this one has stored nothing more',
  )
}

/** Records what became of a portion. */
export async function recordPortion(
  trx: Transaction,
  importId: number,
  { number, lastLine, done, refused }: PortionOutcome,
): Promise<void> {
  await copyRows(
    trx,
    'metering_points.point_import_refusal (import_id, line, findings)',
    refusalFields(importId, refused),
  )
  await trx.query(
    `insert into metering_points.point_import_portion
       (import_id, portion, last_line, appended, unchanged, refused, recorded_seq)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [importId, number, lastLine, done.appended, done.unchanged, refused.length, done.recordedSeq?.toString()],
  )
}

/** What became of a portion. */
export type PortionOutcome = {
  readonly number: number
  /** the line of its last row */
  readonly lastLine: number
  readonly done: Appended
  readonly refused: readonly RefusedRow[]
}

function* refusalFields(importId: number, refused: readonly RefusedRow[]): Generator<string[]> {
  for (const { line, findings } of refused) yield [String(importId), String(line), JSON.stringify(findings)]
}

/** Says that an import has gone through its file. */
export async function endImport(pool: Pool, importId: number): Promise<void> {
  await inTransaction(pool, (trx) =>
    trx.query('insert into metering_points.point_import_end (import_id) values ($1) on conflict do nothing', [
      importId,
    ]),
  )
}

/** What all portions of an import came to. */
export type ImportSums = Appended & { readonly refused: number; readonly portions: number }

/** Sums up the portions of an import. */
export async function sumsOf(pool: Pool, importId: number): Promise<ImportSums> {
  const { rows } = await pool.query<ImportSums & { recordedSeq: bigint | null }>(
    `select coalesce(sum(appended), 0)::integer as appended, coalesce(sum(unchanged), 0)::integer as unchanged,
       coalesce(sum(refused), 0)::integer as refused, count(*)::integer as portions, max(recorded_seq) as "recordedSeq"
     from metering_points.point_import_portion where import_id = $1`,
    [importId],
  )
  const [sums] = rows
  if (sums === undefined) throw new Error(`import ${importId} has no sums`)
  return { ...sums, recordedSeq: sums.recordedSeq ?? undefined }
}

const PAGE_ROWS = 1_000

/** The refused rows of an import in the order of the file, a page at a time. */
export async function* refusalsOf(
  pool: Pool,
  importId: number,
  pageRows: number = PAGE_ROWS,
): AsyncGenerator<readonly RefusedRow[]> {
  for (let after = 0; ;) {
    const { rows } = await pool.query<{ line: number; findings: Finding[] }>(
      `select line, findings from metering_points.point_import_refusal where import_id = $1 and line > $2 order by line limit $3`,
      [importId, after, pageRows],
    )
    if (rows.length === 0) return
    yield rows
    after = rows.at(-1)?.line ?? after
  }
}
