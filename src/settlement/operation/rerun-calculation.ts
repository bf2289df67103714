import type { MarketProfile } from '../../market/index.ts'
import type { Pool } from '../../platform/index.ts'
import { readCalculation } from '../run/calculation-store.ts'
import type { CalculationRequest } from '../run/start-calculation.ts'

/** Who calculates again, under which new id, and when. */
export interface Rerun {
  readonly calculationId: string
  readonly createdBy: string
  readonly executionStartMs: number
  readonly needsApproval: boolean
  readonly profile: MarketProfile
}

/**
 * The request that repeats a calculation with what is known now: the same arguments, a new id, and when it is started a
 * higher version. It waits for approval as the first did, or as it is asked for.
 * @throws GridbookError CALCULATION_ARGUMENT when there is no calculation of that id
 */
export async function rerunRequest(pool: Pool, rerunOf: string, rerun: Rerun): Promise<CalculationRequest> {
  const given = await readCalculation(pool, rerunOf, rerun.profile.zone)
  const { type, gridAreas, period, isInternal, requiresComplete = false } = given
  const { rows } = await pool.query<{ needs_approval: boolean }>(
    'select needs_approval from settlement.calculation where calculation_id = $1',
    [rerunOf],
  )
  return {
    ...rerun,
    type,
    gridAreas,
    period,
    isInternal,
    requiresComplete,
    rerunOf,
    needsApproval: rerun.needsApproval || rows[0]?.needs_approval === true,
  }
}
