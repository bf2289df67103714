import { accepted, GridbookError, refused, type Finding, type Result } from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import { inTransaction, type Pool, type RecordedStep, type RunDefinition, type Runs } from '../../platform/index.ts'
import { validateRunArguments, type CalculationArguments } from '../arguments.ts'
import { beginAttempt } from '../operation/begin-attempt.ts'
import { refuseStopped } from '../operation/lock-calculation.ts'
import type { CalculationPorts } from './calculation-run.ts'
import {
  insertCalculation,
  readCalculation,
  type CalculationTerms,
  type StartedCalculation,
} from './calculation-store.ts'

/** A calculation that is asked for; zone and transition are the market's. */
export interface CalculationRequest
  extends Omit<CalculationArguments, 'zone' | 'quarterlyTransitionMs'>, CalculationTerms {
  readonly profile: MarketProfile
}

/** A calculation that was carried out, with its steps. */
export interface FinishedCalculation {
  readonly calculation: StartedCalculation
  readonly steps: readonly RecordedStep[]
}

/** What carrying a calculation out needs. */
export interface ExecutionPorts {
  readonly ports: CalculationPorts
  readonly runs: Pick<Runs, 'execute'>
  readonly definition: RunDefinition
}

/** The arguments as they will be calculated with. @returns every fault of them, if there are any */
export function checkRequest(request: CalculationRequest): Result<CalculationArguments, Finding[]> {
  const { profile, needsApproval: _, rerunOf: __, ...rest } = request
  // A market that never settled by the hour has no transition: every period lies behind it.
  const transition = { zone: profile.zone, quarterlyTransitionMs: profile.quarterlyTransitionMs ?? 0 }
  const checked = validateRunArguments({ ...rest, ...transition })
  return checked.ok ? accepted(checked.value) : refused(checked.error)
}

/**
 * Starts a calculation, to be carried out by whoever called or, handed over, by the process that serves. The same id again
 * starts nothing, but sets out anew on what was started.
 * @returns its number
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments; CALCULATION_CANCELLED, CALCULATION_REJECTED
 */
export async function startCalculation(
  request: CalculationRequest,
  {
    pool,
    codeVersion,
    isHandedOver,
  }: { readonly pool: Pool; readonly codeVersion: string; readonly isHandedOver: boolean },
): Promise<bigint> {
  const checked = checkRequest(request)
  if (!checked.ok)
    throw new GridbookError('CALCULATION_ARGUMENT', checked.error.map((fault) => fault.message).join('; '))
  const given = checked.value
  return await inTransaction(pool, async (trx) => {
    await insertCalculation(trx, given, codeVersion, request)
    await refuseStopped(trx, given.calculationId)
    await beginAttempt(trx, given.calculationId, isHandedOver)
    return (await readCalculation(trx, given.calculationId, given.zone)).version
  })
}

/**
 * Carries a calculation on and waits until it is done, or waits for approval. Whoever else does it at the moment is joined.
 * @throws GridbookError what made it fail: GRID_LOSS_POINT_MISSING, IDENTITY_BROKEN, CALCULATION_CANCELLED and others
 */
export async function executeCalculation(
  calculationId: string,
  { ports, runs, definition }: ExecutionPorts,
): Promise<FinishedCalculation> {
  const steps = await runs.execute(definition, calculationId)
  return { calculation: await readCalculation(ports.pool, calculationId, ports.zone), steps }
}

/**
 * Starts a calculation and waits for its end. The same id again joins the run that was begun before.
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments; GRID_LOSS_POINT_MISSING; IDENTITY_BROKEN
 */
export async function runCalculation(
  request: CalculationRequest,
  execution: ExecutionPorts & { readonly codeVersion: string },
): Promise<FinishedCalculation> {
  const { codeVersion } = execution
  await startCalculation(request, { pool: execution.ports.pool, codeVersion, isHandedOver: false })
  return await executeCalculation(request.calculationId, execution)
}
