import { findMarketDay, findMonth, GridbookError, parseGridArea } from '../../kernel/index.ts'
import type { RunDefinition, Runs } from '../../platform/index.ts'
import { insertRun, type SeriesRunRequest } from './run-store.ts'
import type { SeriesPorts } from './series-run.ts'

/** What carrying a run out needs. */
export interface SeriesExecution {
  readonly ports: SeriesPorts
  readonly runs: Runs
  readonly definition: RunDefinition
  readonly codeVersion: string
}

/**
 * Carries a run out and waits for its end. The same id again joins the run that was begun before.
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments; CALCULATED_MEANWHILE
 */
export async function runSeries(request: SeriesRunRequest, execution: SeriesExecution): Promise<void> {
  const { ports, runs, definition, codeVersion } = execution
  const faults = argumentFaults(request, ports)
  if (faults.length > 0) throw new GridbookError('CALCULATION_ARGUMENT', faults.join('; '))
  await insertRun(ports.pool, request, { codeVersion, nowMs: ports.clock.nowMs() })
  await runs.execute(definition, request.runId)
}

/** Everything that is wrong with the arguments of a run, as sentences. */
export function argumentFaults(request: SeriesRunRequest, { zone }: Pick<SeriesPorts, 'zone'>): string[] {
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
