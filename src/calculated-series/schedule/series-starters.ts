import { marketDayOf, type MarketZone } from '../../kernel/index.ts'
import { SCHEDULE_PERSON, type DueStart, type ScheduleStarter } from '../../settlement/index.ts'
import { beginRun, type BeginPorts } from '../run/run-series.ts'
import type { RunKind, SeriesRunRequest } from '../run/run-store.ts'
import { SERIES_ENTRIES } from './series-entries.ts'

/** Starters of this room's runs by their kind: they record a run, which the process that serves carries out. */
export function seriesStarters(ports: BeginPorts): ReadonlyMap<string, ScheduleStarter> {
  return new Map(
    SERIES_ENTRIES.map(({ kind }) => [
      kind,
      async (trx, due, runId) => await beginRun(trx, requestOf(kind, due, runId, ports.zone), ports),
    ]),
  )
}

/**
 * What a run covers: capacity settlement the month, the log the days, the others everything up to the day on which they are
 * due, which counts as today also when they are caught up later.
 */
function requestOf(kind: RunKind, due: DueStart, runId: string, zone: MarketZone): SeriesRunRequest {
  const { from, to, dueAtMs, entry } = due
  const isLog = kind === 'missing-measurements'
  return {
    runId,
    kind,
    asOf: marketDayOf(dueAtMs, zone).date,
    month: kind === 'capacity-settlement' ? from.slice(0, 7) : null,
    fromDay: isLog ? from : null,
    toDay: isLog ? to : null,
    gridAreas: entry.gridAreas,
    createdBy: SCHEDULE_PERSON,
  }
}
