import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { currentSeq, type RunDefinition, type StepResult } from '../../platform/index.ts'
import { isSeriesKind } from '../model.ts'
import { calculateSeries } from './calculate-series.ts'
import { findMissing } from './find-missing.ts'
import { openSeriesInput, type SeriesInputPorts } from './open-input.ts'
import { readPinnedRun, type PinnedRun } from './run-store.ts'
import { storeMissing, storeResult, type StorePorts } from './store-result.ts'

/** What the steps of a run need. */
export interface SeriesPorts extends SeriesInputPorts, StorePorts {
  /** A directory for what lives as long as a step. */
  readonly scratch: string
}

/** The run of a calculated series, or of the log of missing measurements, as everything is known when it is pinned. */
export function seriesRun(ports: SeriesPorts): RunDefinition {
  return {
    name: 'calculated-series',
    steps: [
      { name: 'pin', execute: (id) => pin(id, ports) },
      { name: 'calculate', execute: (id) => calculate(id, ports) },
    ],
  }
}

/** Pins what is known now, and when the readings count as registered: later than those of every run before. */
async function pin(runId: string, { clock }: SeriesPorts): Promise<StepResult> {
  return {
    rows: 1,
    effect: async (trx) => {
      await trx.query(
        `insert into calculated_series.run_input (run_id, input_seq, registered_at)
         select $1, $2, greatest($3::bigint, max(registered_at) + 1) from calculated_series.run_input`,
        [runId, await currentSeq(trx), clock.nowMs()],
      )
    },
  }
}

/** What is calculated is committed with the record that it is, so a step that is repeated after a crash has one effect. */
async function calculate(runId: string, ports: SeriesPorts): Promise<StepResult> {
  const run = await readPinnedRun(ports.pool, runId)
  const directory = join(ports.scratch, runId)
  try {
    return await calculateIn(run, directory, ports)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function calculateIn(run: PinnedRun, directory: string, ports: SeriesPorts): Promise<StepResult> {
  const { kind } = run
  if (!isSeriesKind(kind)) {
    const days = await findMissing(run, directory, ports)
    return { rows: days.length, effect: (trx) => storeMissing(trx, run.runId, days, ports) }
  }
  const series = { ...run, kind }
  const result = await calculateSeries(await openSeriesInput(series, directory, ports))
  let committed: (() => void) | undefined
  return {
    rows: result.points.reduce((sum, { days }) => sum + days.length, 0),
    effect: async (trx) => {
      committed = await storeResult(trx, series, result, ports)
    },
    afterwards: async () => committed?.(),
  }
}
