import type { Transaction } from '../../platform/index.ts'

/**
 * Records that somebody sets out to carry a calculation out: from now on failures of the past are past.
 * @param isHandedOver it is left to the process that serves, which otherwise takes only what nobody else works on
 */
export async function beginAttempt(trx: Transaction, calculationId: string, isHandedOver: boolean): Promise<void> {
  await trx.query(
    `insert into settlement.calculation_attempt (calculation_id, is_handed_over, failures_before)
     select $1::uuid, $2, count(*) from platform.run_failure where run_id = $1::uuid::text`,
    [calculationId, isHandedOver],
  )
}
