import { inTransaction, type Pool } from '../../platform/index.ts'
import { refuseStopped } from './lock-calculation.ts'

/** Says which part of a step begins, how many of how many are done. */
export type ReportProgress = (part: string, done: number, parts: number) => Promise<void>

/**
 * Progress of a step for whoever watches: one small row that is written over, in a transaction of its own, so that it shows
 * while the step's own has not committed. It is where a step that computes for long notices that it is to stop, too.
 * @throws GridbookError CALCULATION_CANCELLED, CALCULATION_REJECTED
 */
export function progressOf(pool: Pool, calculationId: string, step: string): ReportProgress {
  return async (part, done, parts) => {
    await inTransaction(
      pool,
      async (trx) => {
        await refuseStopped(trx, calculationId)
        await trx.query(
          `insert into settlement.calculation_progress (calculation_id, step, part, done, parts) values ($1, $2, $3, $4, $5)
           on conflict (calculation_id, step) do update
           set part = excluded.part, done = excluded.done, parts = excluded.parts, reported_at = now()`,
          [calculationId, step, part, done, parts],
        )
      },
      { beside: true },
    )
  }
}
