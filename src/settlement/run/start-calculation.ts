import { GridbookError } from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import type { RecordedStep, RunDefinition, Runs } from '../../platform/index.ts'
import { validateRunArguments, type CalculationArguments } from '../arguments.ts'
import { insertCalculation, readCalculation, type StartedCalculation } from './calculation-store.ts'
import type { CalculationPorts } from './calculation-run.ts'

/** A calculation that is asked for; zone and transition are the market's. */
export interface CalculationRequest extends Omit<CalculationArguments, 'zone' | 'quarterlyTransitionMs'> {
  readonly profile: MarketProfile
}

/** A calculation that was carried out, with its steps. */
export interface FinishedCalculation {
  readonly calculation: StartedCalculation
  readonly steps: readonly RecordedStep[]
}

/**
 * Starts a calculation: it gets its version, and nothing is computed yet. The same id again changes nothing.
 * @returns the arguments as they were checked
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments
 */
export async function startCalculation(
  request: CalculationRequest,
  { ports, codeVersion }: { readonly ports: Pick<CalculationPorts, 'pool'>; readonly codeVersion: string },
): Promise<CalculationArguments> {
  const { profile, ...rest } = request
  // A market that never settled by the hour has no transition: every period lies behind it.
  const given: CalculationArguments = {
    ...rest,
    zone: profile.zone,
    quarterlyTransitionMs: profile.quarterlyTransitionMs ?? 0,
  }
  const checked = validateRunArguments(given)
  if (!checked.ok)
    throw new GridbookError('CALCULATION_ARGUMENT', checked.error.map((fault) => fault.message).join('; '))
  await insertCalculation(ports.pool, given, codeVersion)
  return given
}

/**
 * Starts a calculation and waits for its end. The same id again joins the run that was begun before.
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments; GRID_LOSS_POINT_MISSING; IDENTITY_BROKEN
 */
export async function runCalculation(
  request: CalculationRequest,
  {
    ports,
    runs,
    definition,
    codeVersion,
  }: {
    readonly ports: CalculationPorts
    readonly runs: Runs
    readonly definition: RunDefinition
    readonly codeVersion: string
  },
): Promise<FinishedCalculation> {
  const { calculationId, zone } = await startCalculation(request, { ports, codeVersion })
  const steps = await runs.execute(definition, calculationId)
  return { calculation: await readCalculation(ports.pool, calculationId, zone), steps }
}
