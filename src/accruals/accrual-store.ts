import { findMarketDay, GridbookError } from '../kernel/index.ts'
import { inTransaction, type Pool, type RecordedStep, type RunDefinition, type Runs } from '../platform/index.ts'
import type { AccrualPorts } from './accrual-ports.ts'

/** An accrual that is asked for. */
export interface AccrualRequest {
  /** uuid; the same id again joins the run that was begun */
  readonly runId: string
  /** the last day that is accrued, YYYY-MM-DD; the posting date too */
  readonly toDay: string
  readonly createdBy: string
}

/** An accrual that has its input. */
export interface PinnedAccrual extends AccrualRequest {
  readonly inputSeq: bigint
}

/** The request and the pinned number of a run. @throws GridbookError CALCULATION_ARGUMENT when there is none */
export async function readAccrual(pool: Pool, runId: string): Promise<PinnedAccrual> {
  const { rows } = await pool.query<{ to_day: string; created_by: string; input_seq: bigint }>(
    'select to_day::text, created_by, input_seq from accruals.run join accruals.run_input using (run_id) where run_id = $1',
    [runId],
  )
  const [row] = rows
  if (row === undefined) throw new GridbookError('CALCULATION_ARGUMENT', `there is no accrual ${runId}`)
  return { runId, toDay: row.to_day, createdBy: row.created_by, inputSeq: row.input_seq }
}

/**
 * Carries an accrual out and waits for its end.
 * @throws GridbookError CALCULATION_ARGUMENT when the day is none; LEDGER_PERIOD_CLOSED when its books are closed
 */
export async function runAccrual(
  { runId, toDay, createdBy }: AccrualRequest,
  {
    ports,
    runs,
    definition,
    codeVersion,
  }: {
    readonly ports: AccrualPorts
    readonly runs: Runs
    readonly definition: RunDefinition
    readonly codeVersion: string
  },
): Promise<readonly RecordedStep[]> {
  if (findMarketDay(toDay, ports.zone) === undefined) {
    throw new GridbookError('CALCULATION_ARGUMENT', `'${toDay}' is no market day YYYY-MM-DD`)
  }
  await inTransaction(ports.pool, async (trx) => {
    await trx.query(
      `insert into accruals.run (run_id, to_day, created_by, code_version, started_at)
       values ($1, $2, $3, $4, to_timestamp($5::numeric / 1000)) on conflict (run_id) do nothing`,
      [runId, toDay, createdBy, codeVersion, ports.clock.nowMs()],
    )
  })
  return await runs.execute(definition, runId)
}
