import { join } from 'node:path'
import { findMarketDay, GridbookError } from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import { copyLinesToFile, copyRowsToFile, delimitedText, inTransaction, writeDurably } from '../../platform/index.ts'
import type { ColumnSpec, Pool, Transaction, WrittenFile } from '../../platform/index.ts'
import { openWorkshop } from '../import/workshop.ts'
import type { Workshop } from '../import/workshop.ts'
import { EXPORT_COLUMNS, FREE_COLUMNS, isTruth, statedRows } from './stated-rows.ts'
import type { PointExportFilter } from './stated-rows.ts'

/** What an export holds, and how it is written. */
export type PointExportOptions = PointExportFilter & { readonly format: 'csv' | 'parquet' }

/**
 * Writes what is stated about metering points to a file that importMeteringPoints reads, in the order of points and days; the
 * same statements give the same bytes. The file appears under its name when it is whole, whatever its size in the same
 * memory.
 * @throws GridbookError USAGE for a day that is none, and for CSV when a text holds a line break, which no line can
 */
export async function exportPoints(
  path: string,
  {
    pool,
    profile,
    scratch,
  }: { readonly pool: Pool; readonly profile: MarketProfile; readonly scratch?: string | undefined },
  { format, ...filter }: PointExportOptions,
): Promise<WrittenFile> {
  if (filter.asOf !== undefined && findMarketDay(filter.asOf, profile.zone) === undefined) {
    throw new GridbookError('USAGE', `'${filter.asOf}' is not a market day YYYY-MM-DD`)
  }
  const rows = statedRows(filter)
  const workshop = openWorkshop(scratch)
  try {
    return await inTransaction(
      pool,
      (trx) => (format === 'csv' ? writeCsv(trx, rows, path) : writeParquet(trx, { rows, path, workshop })),
      { isolation: 'repeatable read', readOnly: true },
    )
  } finally {
    await workshop.close()
  }
}

async function writeCsv(trx: Transaction, rows: string, path: string): Promise<WrittenFile> {
  await refuseLineBreaks(trx, rows)
  const fields = EXPORT_COLUMNS.map((column) =>
    FREE_COLUMNS.includes(column) ? quotedField(column) : `coalesce(${column}::text, '')`,
  )
  const lines = `select ${fields.join(` || ';' || `)} from (${rows}) r`
  let count = 0
  const bytes = await writeDurably(path, async (unfinished) => {
    count = await copyLinesToFile(trx, { select: lines, path: unfinished, header: EXPORT_COLUMNS.join(';') })
  })
  return { path, rows: count, bytes }
}

/** A field in quotes where a reader of CSV would take it for something else without. */
function quotedField(column: string): string {
  return `case when strpos(${column}, ';') > 0 or strpos(${column}, '"') > 0 or ${column} <> btrim(${column})
    then '"' || replace(${column}, '"', '""') || '"' else coalesce(${column}, '') end`
}

async function refuseLineBreaks(trx: Transaction, rows: string): Promise<void> {
  const { rows: found } = await trx.query<{ id: string }>(
    `select metering_point_id as id from (${rows}) r where concat_ws(' ', ${FREE_COLUMNS.join(', ')}) ~ '[\\n\\r]' limit 1`,
  )
  const [first] = found
  if (first === undefined) return
  const message = `a text of metering point ${first.id} holds a line break, which no line of CSV can: export it as Parquet`
  throw new GridbookError('USAGE', message, { point: first.id })
}

async function writeParquet(
  trx: Transaction,
  { rows, path, workshop }: { readonly rows: string; readonly path: string; readonly workshop: Workshop },
): Promise<WrittenFile> {
  const copied = join(await workshop.directory(), 'rows.csv')
  await copyRowsToFile(trx, rows, copied)
  const columns = EXPORT_COLUMNS.map((name): ColumnSpec => ({ name, type: typeOf(name) }))
  const engine = await workshop.engine()
  return await engine.copyTo(
    `select * from ${delimitedText(copied, columns)} order by metering_point_id, valid_from`,
    path,
  )
}

function typeOf(column: string): ColumnSpec['type'] {
  if (column === 'valid_from') return 'DATE'
  return isTruth(column) ? 'BOOLEAN' : 'VARCHAR'
}
