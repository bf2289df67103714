import { GridbookError } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'

/**
 * Locks a calculation until the end of the transaction: who publishes, cancels or decides does it one after the other.
 * @throws GridbookError NOT_FOUND
 */
export async function lockCalculation(trx: Transaction, calculationId: string): Promise<void> {
  const { rows } = await trx.query('select from settlement.calculation where calculation_id = $1 for no key update', [
    calculationId,
  ])
  if (rows.length === 0) throw new GridbookError('NOT_FOUND', `there is no calculation ${calculationId}`)
}

/** Stops whoever works on a calculation that was cancelled or rejected. @throws CALCULATION_CANCELLED, CALCULATION_REJECTED */
export async function refuseStopped(trx: Pool | Transaction, calculationId: string): Promise<void> {
  const { rows } = await trx.query<{ code: 'CALCULATION_CANCELLED' | 'CALCULATION_REJECTED'; who: string }>(
    `select 'CALCULATION_CANCELLED' as code, cancelled_by as who from settlement.calculation_cancellation
     where calculation_id = $1
     union all
     select 'CALCULATION_REJECTED', decided_by from settlement.calculation_decision
     where calculation_id = $1 and decision = 'rejected'`,
    [calculationId],
  )
  const [stopped] = rows
  if (stopped === undefined) return
  const what = stopped.code === 'CALCULATION_CANCELLED' ? 'cancelled' : 'rejected'
  throw new GridbookError(stopped.code, `calculation ${calculationId} was ${what} by ${stopped.who}`)
}
