import type { Pool } from '../../platform/index.ts'
import { isUnderWay } from './calculation-state.ts'
import { toStatus, type StatusPorts } from './calculation-status.ts'
import { STATUS_SQL, type StatusRow } from './status-sql.ts'

/** A calculation that is under way, or should be. */
export interface OpenCalculation {
  readonly calculationId: string
  /** left to the process that serves */
  readonly isHandedOver: boolean
  /** when somebody last set out to carry it out, epoch milliseconds by the database's clock */
  readonly begunAtMs: number
}

/** Calculations that are neither at an end nor waiting, in the order of their versions. */
export async function openCalculations(ports: StatusPorts & { readonly pool: Pool }): Promise<OpenCalculation[]> {
  const { rows } = await ports.pool.query<StatusRow>(
    `${STATUS_SQL} where r.calculation_id is null and x.calculation_id is null and d.decision is distinct from 'rejected'
     order by c.version`,
  )
  return rows
    .filter((row) => isUnderWay(toStatus(row, ports).state))
    .map((row) => ({
      calculationId: row.calculation_id,
      isHandedOver: row.is_handed_over === true,
      begunAtMs: (row.begun_at ?? row.started_at).getTime(),
    }))
}
