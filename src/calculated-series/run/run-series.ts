import {
  findMarketDay,
  findMonth,
  GridbookError,
  parseGridArea,
  type Clock,
  type MarketZone,
} from '../../kernel/index.ts'
import type { Pool, RunDefinition, Runs, Transaction } from '../../platform/index.ts'
import { insertRun, type SeriesRunRequest } from './run-store.ts'
import type { SeriesPorts } from './series-run.ts'

/** What carrying a run out needs. */
export interface SeriesExecution {
  readonly ports: SeriesPorts
  readonly runs: Runs
  readonly definition: RunDefinition
  readonly codeVersion: string
}

/** What recording a run needs. */
export interface BeginPorts {
  readonly zone: MarketZone
  readonly clock: Clock
  readonly codeVersion: string
}

/**
 * Carries a run out and waits for its end. The same id again joins the run that was begun before.
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments; CALCULATED_MEANWHILE
 */
export async function runSeries(request: SeriesRunRequest, execution: SeriesExecution): Promise<void> {
  const { pool, zone, clock } = execution.ports
  await beginRun(pool, request, { zone, clock, codeVersion: execution.codeVersion })
  await executeRun(request.runId, execution)
}

/**
 * Records that a run is asked for; the same id again changes nothing.
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments
 */
export async function beginRun(
  handle: Pool | Transaction,
  request: SeriesRunRequest,
  { zone, clock, codeVersion }: BeginPorts,
): Promise<void> {
  const faults = argumentFaults(request, zone)
  if (faults.length > 0) throw new GridbookError('CALCULATION_ARGUMENT', faults.join('; '))
  await insertRun(handle, request, { codeVersion, nowMs: clock.nowMs() })
}

/** Most attempts in a row at a run that others get ahead of. */
const ATTEMPTS = 3

/**
 * Executes a run that was recorded. When another run of the same series stores first it is calculated anew, from what that
 * one has stored.
 * @throws GridbookError CALCULATED_MEANWHILE when that happened three times in a row; it can be executed again all the same
 */
export async function executeRun(
  runId: string,
  { runs, definition }: { readonly runs: Pick<Runs, 'execute'>; readonly definition: RunDefinition },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runs.execute(definition, runId)
      return
    } catch (error) {
      if (attempt === ATTEMPTS || !isOvertaken(error)) throw error
    }
  }
}

/** Whether an attempt at a run came to nothing because another run stored first. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof GridbookError && error.code === 'CALCULATED_MEANWHILE'
}

/** Everything that is wrong with the arguments of a run, as sentences. */
export function argumentFaults(request: SeriesRunRequest, zone: MarketZone): string[] {
  const { kind, asOf, month, fromDay, toDay, gridAreas } = request
  const faults: string[] = []
  if (findMarketDay(asOf, zone) === undefined) faults.push(`'${asOf}' is not a market day YYYY-MM-DD`)
  if (kind === 'capacity-settlement' ? findMonth(month ?? '', zone) === undefined : month !== null) {
    faults.push(month === null ? `${kind} needs a month YYYY-MM` : `${kind} takes no month '${month}'`)
  }
  if (kind === 'missing-measurements') {
    const [from, to] = [findMarketDay(fromDay ?? '', zone), findMarketDay(toDay ?? '', zone)]
    if (from === undefined || to === undefined || to.startMs <= from.startMs) {
      faults.push(`from ${fromDay} to ${toDay} is no period of market days`)
    }
  } else if (fromDay !== null || toDay !== null) faults.push(`${kind} takes no period of days`)
  if (gridAreas?.length === 0) faults.push('a list of grid areas names at least one')
  for (const area of gridAreas ?? []) if (!parseGridArea(area).ok) faults.push(`'${area}' is no grid area`)
  return faults
}
