import { GridbookError } from '../../kernel/index.ts'
import { faultPoint } from '../fault/fault-point.ts'
import type { Pool } from '../postgres/pool.ts'
import { inTransaction } from '../postgres/transaction.ts'
import type { RecordedStep, RunStep } from './run-definition.ts'

/**
 * Executes a step once: its effect commits under the key (run, step). A step that is already recorded is not executed
 * again, and of two executors that race only one commits. `held`: the step waits for something, and nothing was done.
 */
export async function executeStep(
  pool: Pool,
  run: string,
  runId: string,
  step: RunStep,
  position: number,
): Promise<RecordedStep | 'held'> {
  const before = await recordedStep(pool, runId, step.name)
  if (before !== undefined) return before
  if ((await step.isHeld?.(runId)) === true) return 'held'
  faultPoint(`run:${run}:${step.name}:begin`)
  const startedMs = performance.now()
  const { rows, effect, afterwards } = await step.execute(runId)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(3)
  faultPoint(`run:${run}:${step.name}:effect`)
  await inTransaction(pool, async (trx) => {
    await effect?.(trx)
    await trx.query(
      'insert into platform.run_step (run_id, step, position, rows, seconds) values ($1, $2, $3, $4, $5)',
      [runId, step.name, position, rows, seconds],
    )
  })
  faultPoint(`run:${run}:${step.name}:end`)
  await afterwards?.()
  return { name: step.name, rows, seconds }
}

/** The steps of a run that are done, in order. */
export async function recordedSteps(pool: Pool, runId: string): Promise<RecordedStep[]> {
  const { rows } = await pool.query<{ step: string; rows: bigint; seconds: string }>(
    'select step, rows, seconds from platform.run_step where run_id = $1 order by position',
    [runId],
  )
  return rows.map((row) => ({ name: row.step, rows: Number(row.rows), seconds: row.seconds }))
}

async function recordedStep(pool: Pool, runId: string, name: string): Promise<RecordedStep | undefined> {
  return (await recordedSteps(pool, runId)).find((step) => step.name === name)
}

/** Keeps why a run's step failed, for the operator. */
export async function recordFailure(pool: Pool, runId: string, step: string, error: unknown): Promise<void> {
  const code = error instanceof GridbookError ? error.code : 'INTERNAL'
  const message = error instanceof Error ? error.message : String(error)
  await pool.query('insert into platform.run_failure (run_id, step, code, message) values ($1, $2, $3, $4)', [
    runId,
    step,
    code,
    message,
  ])
}
