import { GridbookError } from '../../kernel/index.ts'
import { inTransaction, type Pool } from '../../platform/index.ts'
import { lockCalculation, refuseStopped } from './lock-calculation.ts'

/** Who stops a calculation, and why. */
export interface Cancelling {
  readonly by: string
  readonly reason?: string | undefined
}

/**
 * Cancels a calculation wherever it is: it is never published. While its publication commits it waits; if that was first,
 * it is refused. Cancelling again changes nothing.
 * @returns whether this is what cancelled it
 * @throws GridbookError NOT_FOUND, CALCULATION_PUBLISHED, CALCULATION_REJECTED
 */
export async function cancelCalculation(
  pool: Pool,
  calculationId: string,
  { by, reason }: Cancelling,
): Promise<boolean> {
  return await inTransaction(pool, async (trx) => {
    await lockCalculation(trx, calculationId)
    const known = 'where calculation_id = $1'
    const cancelled = await trx.query(`select from settlement.calculation_cancellation ${known}`, [calculationId])
    if (cancelled.rows.length > 0) return false
    const published = await trx.query(`select from settlement.calculation_result ${known}`, [calculationId])
    if (published.rows.length > 0) {
      throw new GridbookError('CALCULATION_PUBLISHED', `calculation ${calculationId} is published`)
    }
    await refuseStopped(trx, calculationId)
    await trx.query(
      'insert into settlement.calculation_cancellation (calculation_id, cancelled_by, reason) values ($1, $2, $3)',
      [calculationId, by, reason ?? null],
    )
    return true
  })
}
