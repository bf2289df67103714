import { copyRows } from '../postgres/copy-rows.ts'
import type { Transaction } from '../postgres/transaction.ts'
import {
  decidedPeriods,
  knownPeriods,
  periodsDoubled,
  periodsOverlapping,
  withdrawalsUnknown,
} from './decide-periods.ts'
import type { PeriodLog } from './period-log.ts'

/** A statement handed in: one line of a file. Without `validTo` it holds until the next statement that is known. */
export type StagedPeriod = {
  /** number of the line, for messages; a line that says several things stands several times */
  readonly line: number
  /** texts in the order of the log's key */
  readonly key: readonly string[]
  /** market days */
  readonly validFrom: string
  /** first day on which it no longer holds: what was stated for days between is withdrawn */
  readonly validTo: string | null
  /** takes back what was stated from validFrom on; then there are no values */
  readonly withdraws: boolean
  /** texts in the order of the log's values */
  readonly values: readonly (string | null)[]
}

/** Why a staged line cannot be recorded beside the others, or beside what is known. */
export type StagedFault = { readonly line: number; readonly fault: 'doubled' | 'overlaps' | 'nothing to withdraw' }

/** What becomes of the staged lines. */
export type DecidedPeriods = {
  /** lines that lead to a statement */
  readonly appended: number
  /** lines that say what is known already */
  readonly unchanged: number
}

/** Statements on their way into a log, in temporary tables of one transaction; hundreds of thousands are welcome. */
export type StagedPeriods = {
  /** Adds lines; they are not looked at yet. */
  readonly add: (rows: Iterable<StagedPeriod>) => Promise<void>
  /** Takes lines out again, because something else is wrong with them. */
  readonly refuse: (lines: readonly number[]) => Promise<void>
  /**
   * Finds the lines that contradict an earlier line or withdraw what nobody stated, and takes them out. The keys must be
   * locked by now, for what is known is read here.
   */
  readonly faults: () => Promise<readonly StagedFault[]>
  /** Decides what is new. Call faults first. */
  readonly decide: () => Promise<DecidedPeriods>
  /** Records what was decided on under the transaction's recorded_seq. */
  readonly write: (seq: bigint) => Promise<void>
}

/** Opens an empty staging for one log; the transaction stages once. The rows lie in the temporary table `staged_period`. */
export async function stagePeriods(trx: Transaction, log: PeriodLog): Promise<StagedPeriods> {
  // Hundreds of thousands of lines are sorted and joined several times; in memory that takes a third of the time.
  await trx.query("set local work_mem = '256MB'")
  const columns = ['line', ...log.key, 'valid_from', 'valid_to', 'withdraws', ...log.values].join(', ')
  await trx.query(
    `create temp table staged_period on commit drop as
     select null::integer as line, ${log.key.join(', ')}, valid_from, valid_from as valid_to, null::boolean as withdraws,
            ${log.values.join(', ')} from ${log.table} with no data`,
  )
  const refuse = async (lines: readonly number[]): Promise<void> => {
    if (lines.length > 0) await trx.query('delete from staged_period where line = any ($1::integer[])', [lines])
  }
  const refused = async (fault: StagedFault['fault'], select: string): Promise<StagedFault[]> => {
    const { rows } = await trx.query<{ line: number }>(`${select} order by line`)
    await refuse(rows.map(({ line }) => line))
    return rows.map(({ line }) => ({ line, fault }))
  }
  return {
    add: async (rows) => {
      await copyRows(trx, `staged_period (${columns})`, stagedFields(rows))
    },
    refuse,
    faults: async () => {
      await trx.query('analyze staged_period')
      await trx.query(`create temp table known_period on commit drop as ${knownPeriods(log)}`)
      await trx.query('analyze known_period')
      return [
        ...(await refused('doubled', periodsDoubled(log))),
        ...(await refused('overlaps', periodsOverlapping(log))),
        ...(await refused('nothing to withdraw', withdrawalsUnknown(log))),
      ]
    },
    decide: async () => await decide(trx, log),
    write: async (seq) => await write(trx, log, seq),
  }
}

async function decide(trx: Transaction, log: PeriodLog): Promise<DecidedPeriods> {
  await trx.query(`create temp table decided_period on commit drop as ${decidedPeriods(log)}`)
  const { rows } = await trx.query<{ staged: number; appended: number }>(
    `select (select count(distinct line) from staged_period)::integer as staged,
            (select count(distinct line) from decided_period)::integer as appended`,
  )
  const { staged = 0, appended = 0 } = rows[0] ?? {}
  return { appended, unchanged: staged - appended }
}

async function write(trx: Transaction, log: PeriodLog, seq: bigint): Promise<void> {
  const columns = [...log.key, 'valid_from', 'state', ...log.values].join(', ')
  await trx.query(
    `insert into ${log.table} (recorded_seq, ${columns})
     select ${seq}, ${columns} from decided_period order by ${log.key.join(', ')}, valid_from`,
  )
}

function* stagedFields(rows: Iterable<StagedPeriod>): Generator<(string | null)[]> {
  for (const row of rows) {
    const values = row.withdraws ? row.values.map(() => null) : row.values
    yield [String(row.line), ...row.key, row.validFrom, row.validTo, row.withdraws ? 't' : 'f', ...values]
  }
}
