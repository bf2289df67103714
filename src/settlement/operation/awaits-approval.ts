import type { Pool } from '../../platform/index.ts'

/** Whether a calculation may not be published before a second person has decided on it. */
export async function awaitsApproval(pool: Pool, calculationId: string): Promise<boolean> {
  const { rows } = await pool.query(
    `select from settlement.calculation c where c.calculation_id = $1 and c.needs_approval
       and not exists (select from settlement.calculation_decision d where d.calculation_id = c.calculation_id)`,
    [calculationId],
  )
  return rows.length > 0
}
