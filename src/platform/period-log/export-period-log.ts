import { rm } from 'node:fs/promises'
import { dateLiteral, delimitedText } from '../engine/dialect.ts'
import type { ColumnSpec, Engine, WrittenFile } from '../engine/engine.ts'
import { copyRowsToFile } from '../postgres/copy-rows.ts'
import type { Transaction } from '../postgres/transaction.ts'
import { derivedPeriods } from './period-log.ts'
import type { PeriodLog } from './period-log.ts'

/** Which periods a snapshot holds. */
export type PeriodExport = {
  /** the engine's types of the log's key and of its values */
  readonly key: readonly ColumnSpec[]
  readonly values: readonly ColumnSpec[]
  /** as known when this number was committed */
  readonly atSeq: bigint
  /** market days: only periods that touch `[from, to)`, cut to it */
  readonly from: string
  readonly to: string
}

/**
 * Writes periods of a log to one Parquet file: key, values, `from_day` and `to_day` DATE (exclusive), ordered by key and
 * day. PostgreSQL gives the statements as they lie, the engine derives the periods: 600,000 links take about a second.
 */
export async function exportPeriodLog(
  trx: Transaction,
  engine: Engine,
  path: string,
  log: PeriodLog,
  { key, values, atSeq, from, to }: PeriodExport,
): Promise<WrittenFile> {
  const [first, end] = [dateLiteral(from), dateLiteral(to)]
  const columns: ColumnSpec[] = [
    ...key,
    { name: 'valid_from', type: 'DATE' },
    { name: 'recorded_seq', type: 'BIGINT' },
    { name: 'state', type: 'VARCHAR' },
    ...values,
  ]
  const statements = `${path}.statements.csv`
  try {
    // A statement from `to` on ends at most what is cut to `to` anyway.
    await copyRowsToFile(
      trx,
      `select ${columns.map(({ name }) => name).join(', ')} from ${log.table}
       where recorded_seq <= ${atSeq} and valid_from < ${end}`,
      statements,
    )
    const names = [...key, ...values].map(({ name }) => name).join(', ')
    return await engine.copyTo(
      `select ${names}, greatest(valid_from, ${first}) as from_day, least(coalesce(valid_to, ${end}), ${end}) as to_day
       from (${derivedPeriods(log, delimitedText(statements, columns))}) period
       where valid_to is null or valid_to > ${first}
       order by ${key.map(({ name }) => name).join(', ')}, from_day`,
      path,
    )
  } finally {
    await rm(statements, { force: true })
  }
}
