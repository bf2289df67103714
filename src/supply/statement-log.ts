import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { copyRows } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'

/** A table of statements that are in force until the next one about the same thing is recorded. */
export type StatementLog = {
  /** schema and name */
  readonly table: string
  readonly id: string
  readonly values: readonly string[]
}

/** What becomes of the lines of an import. */
export type DecidedStatements = {
  readonly appended: number
  readonly unchanged: number
  readonly write: (seq: bigint) => Promise<void>
}

/** Columns of the temporary table `staged_statement`, beside those of the log. */
export type StagedStatement = {
  readonly line: number
  readonly id: string
  readonly values: readonly (string | null)[]
}

/** Opens an empty staging, `staged_statement`, and keeps other writers of the log waiting until the transaction ends. */
export async function stageStatements(trx: Transaction, log: StatementLog): Promise<void> {
  await trx.query(`lock table ${log.table} in share row exclusive mode`)
  await trx.query(
    `create temp table staged_statement on commit drop as
     select null::integer as line, ${[log.id, ...log.values].join(', ')} from ${log.table} with no data`,
  )
}

/** Adds lines to the staging. */
export async function addStatements(
  trx: Transaction,
  log: StatementLog,
  rows: Iterable<StagedStatement>,
): Promise<void> {
  await copyRows(trx, `staged_statement (${['line', log.id, ...log.values].join(', ')})`, fieldsOf(rows))
}

function* fieldsOf(rows: Iterable<StagedStatement>): Generator<(string | null)[]> {
  for (const { line, id, values } of rows) yield [String(line), id, ...values]
}

/** Takes out, and reports, the lines that speak of the same thing as an earlier one. */
export async function doubledStatements(trx: Transaction, log: StatementLog): Promise<Finding[]> {
  const { rows } = await trx.query<{ line: number; id: string }>(
    `delete from staged_statement where line in (
       select line from (select line, row_number() over (partition by ${log.id} order by line) as nth from staged_statement) n
       where nth > 1
     ) returning line, ${log.id} as id`,
  )
  return rows.map(({ line, id }) =>
    finding('STATEMENT_DOUBLED', `an earlier line is about ${id} too`, { line, field: log.id }),
  )
}

/** Takes lines out of the staging for a reason: the query answers line and text of each. */
export async function refuseStatements(
  trx: Transaction,
  query: string,
  toFinding: (line: number, text: string) => Finding,
): Promise<Finding[]> {
  const { rows } = await trx.query<{ line: number; text: string }>(`${query} order by line`)
  await trx.query('delete from staged_statement where line = any ($1::integer[])', [rows.map(({ line }) => line)])
  return rows.map(({ line, text }) => toFinding(line, text))
}

/** Decides which staged lines say something new. */
export async function decideStatements(trx: Transaction, log: StatementLog): Promise<DecidedStatements> {
  const values = (table: string): string => log.values.map((column) => `${table}.${column}`).join(', ')
  await trx.query('analyze staged_statement')
  await trx.query(
    `create temp table new_statement on commit drop as
     select s.* from staged_statement s left join (${newestStatements(log, log.table)}) k using (${log.id})
     where k.${log.id} is null or row(${values('k')}) is distinct from row(${values('s')})`,
  )
  const { rows } = await trx.query<{ staged: number; appended: number }>(
    `select (select count(*) from staged_statement)::integer as staged,
            (select count(*) from new_statement)::integer as appended`,
  )
  const { staged = 0, appended = 0 } = rows[0] ?? {}
  const columns = [log.id, ...log.values].join(', ')
  return {
    appended,
    unchanged: staged - appended,
    write: async (seq) => {
      await trx.query(
        `insert into ${log.table} (recorded_seq, ${columns})
         select ${seq}, ${columns} from new_statement order by ${log.id}`,
      )
    },
  }
}

/** A SELECT of the newest statement about each thing. @param source the table, or a part of its rows */
export function newestStatements(log: StatementLog, source: string): string {
  return `select distinct on (${log.id}) ${[log.id, ...log.values].join(', ')}, recorded_seq
    from ${source} stated order by ${log.id}, recorded_seq desc`
}
