import { GridbookError } from '../../kernel/index.ts'
import { inTransaction, type Pool, type Transaction } from '../../platform/index.ts'
import { beginAttempt } from './begin-attempt.ts'
import { calculationStatus, type CalculationStatus, type StatusPorts } from './calculation-status.ts'
import { lockCalculation } from './lock-calculation.ts'

/** What the second person says. */
export type Decision =
  | { readonly decision: 'approved'; readonly by: string; readonly reason?: string | undefined }
  | { readonly decision: 'rejected'; readonly by: string; readonly reason: string }

/**
 * Decides on a calculation that waits: approved, it may be published and is handed over for that; rejected, it never is.
 * The first decision holds. The same person saying the same again changes nothing.
 * @returns whether this is what decided it
 * @throws GridbookError NOT_FOUND, APPROVAL_NOT_DUE, APPROVAL_OWN, CALCULATION_DECIDED
 */
export async function decideCalculation(
  calculationId: string,
  said: Decision,
  ports: StatusPorts & { readonly pool: Pool },
): Promise<boolean> {
  return await inTransaction(ports.pool, async (trx) => {
    await lockCalculation(trx, calculationId)
    const status = await calculationStatus(calculationId, { ...ports, pool: trx })
    if (isSame(said.by, status.createdBy)) {
      const message = `calculation ${calculationId} was started by ${status.createdBy}; somebody else has to look at it`
      throw new GridbookError('APPROVAL_OWN', message)
    }
    if (status.decision !== null) return refuseSecond(status, status.decision, said)
    if (status.state !== 'waiting') {
      const message = `calculation ${calculationId} ${status.needsApproval ? `is ${status.state}` : 'asks for no approval'}`
      throw new GridbookError('APPROVAL_NOT_DUE', message)
    }
    await recordDecision(trx, calculationId, said)
    if (said.decision === 'approved') await beginAttempt(trx, calculationId, true)
    return true
  })
}

function refuseSecond(
  { calculationId }: CalculationStatus,
  first: NonNullable<CalculationStatus['decision']>,
  said: Decision,
): false {
  if (first.decision === said.decision && isSame(first.by, said.by)) return false
  throw new GridbookError(
    'CALCULATION_DECIDED',
    `calculation ${calculationId} was ${first.decision} by ${first.by} before`,
  )
}

async function recordDecision(trx: Transaction, calculationId: string, said: Decision): Promise<void> {
  await trx.query(
    'insert into settlement.calculation_decision (calculation_id, decision, decided_by, reason) values ($1, $2, $3, $4)',
    [calculationId, said.decision, said.by, said.reason ?? null],
  )
}

// As the database compares it: how a name is written makes nobody another person.
function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
