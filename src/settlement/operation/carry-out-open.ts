import type { Clock, MarketZone } from '../../kernel/index.ts'
import { inTransaction, type Pool, type RunDefinition, type Runs } from '../../platform/index.ts'
import { beginAttempt } from './begin-attempt.ts'
import { openCalculations, type OpenCalculation } from './open-calculations.ts'

/** What a process that serves needs to carry out what others have started. */
export interface CarryOutPorts {
  readonly pool: Pool
  readonly zone: MarketZone
  readonly clock: Clock
  readonly definition: RunDefinition
  /** opened when there is something to do */
  readonly runs: () => Promise<Pick<Runs, 'execute' | 'whereabouts'>>
  /** aborted: no other calculation is taken; the one under way is finished */
  readonly signal: AbortSignal
  readonly onEnd: (calculationId: string, error: unknown) => void
}

// A command that was ended is often repeated, and some moments pass before one that begins is seen to execute.
const GRACE_MS = 60_000

/**
 * Carries out, one after the other, every calculation that was handed over, and of those that were begun by commands more
 * than a minute ago the ones that no living process executes any more.
 * @returns how many were carried out, with or without success
 */
export async function carryOutOpen(ports: CarryOutPorts): Promise<number> {
  const { pool, zone, definition } = ports
  const steps = definition.steps.map(({ name }) => name)
  let carriedOut = 0
  for (const open of await openCalculations({ pool, zone, steps })) {
    if (ports.signal.aborted) break
    if (!isDue(open, ports.clock.nowMs())) continue
    const runs = await ports.runs()
    if ((await runs.whereabouts(open.calculationId)) === 'living') continue
    await inTransaction(pool, async (trx) => await beginAttempt(trx, open.calculationId, open.isHandedOver))
    const error: unknown = await runs.execute(definition, open.calculationId).then(
      () => undefined,
      (cause: unknown) => cause,
    )
    ports.onEnd(open.calculationId, error)
    carriedOut += 1
  }
  return carriedOut
}

/** Whether the process that serves looks after a calculation, if nobody else does. */
function isDue(open: OpenCalculation, nowMs: number): boolean {
  return open.isHandedOver || nowMs - open.begunAtMs > GRACE_MS
}
