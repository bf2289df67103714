import { findMarketDay, GridbookError, type MarketZone } from '../kernel/index.ts'
import { inTransaction, type Pool, type RecordedStep, type RunDefinition, type Runs } from '../platform/index.ts'

/** A reconciliation that is asked for. */
export interface ReconciliationRequest {
  /** uuid; the same id again joins the run that was begun */
  readonly runId: string
  /** market days YYYY-MM-DD, half open */
  readonly fromDay: string
  readonly toDay: string
  /** GLN of ours */
  readonly energySupplierId: string
  readonly createdBy: string
}

/** A reconciliation that has its input. */
export interface PinnedReconciliation extends ReconciliationRequest {
  readonly inputSeq: bigint
}

/** The request and the pinned number of a run. @throws GridbookError CALCULATION_ARGUMENT when there is none */
export async function readReconciliation(pool: Pool, runId: string): Promise<PinnedReconciliation> {
  const { rows } = await pool.query<{
    from_day: string
    to_day: string
    energy_supplier_id: string
    created_by: string
    input_seq: bigint
  }>(
    `select from_day::text, to_day::text, energy_supplier_id, created_by, input_seq
     from reconciliation.run join reconciliation.run_input using (run_id) where run_id = $1`,
    [runId],
  )
  const [row] = rows
  if (row === undefined) throw new GridbookError('CALCULATION_ARGUMENT', `there is no reconciliation ${runId}`)
  return {
    runId,
    fromDay: row.from_day,
    toDay: row.to_day,
    energySupplierId: row.energy_supplier_id,
    createdBy: row.created_by,
    inputSeq: row.input_seq,
  }
}

/** What carrying a reconciliation out needs. */
export interface ReconciliationExecution {
  readonly pool: Pool
  readonly zone: MarketZone
  readonly runs: Runs
  readonly definition: RunDefinition
  readonly codeVersion: string
}

/**
 * Carries a reconciliation out and waits for its end.
 * @throws GridbookError CALCULATION_ARGUMENT when the days are none, or the second is not behind the first
 */
export async function runReconciliation(
  request: ReconciliationRequest,
  { pool, zone, runs, definition, codeVersion }: ReconciliationExecution,
): Promise<readonly RecordedStep[]> {
  const { runId, fromDay, toDay, energySupplierId, createdBy } = request
  const [from, to] = [findMarketDay(fromDay, zone), findMarketDay(toDay, zone)]
  if (from === undefined || to === undefined || to.startMs <= from.startMs) {
    throw new GridbookError('CALCULATION_ARGUMENT', `from ${fromDay} to ${toDay} is no period of market days`)
  }
  await inTransaction(pool, async (trx) => {
    await trx.query(
      `insert into reconciliation.run (run_id, from_day, to_day, energy_supplier_id, created_by, code_version, started_at)
       values ($1, $2, $3, $4, $5, $6, now()) on conflict (run_id) do nothing`,
      [runId, fromDay, toDay, energySupplierId, createdBy, codeVersion],
    )
  })
  return await runs.execute(definition, runId)
}
