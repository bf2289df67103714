import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { currentSeq, inTransaction, type RunDefinition, type StepResult } from '../../platform/index.ts'
import { isSeriesKind } from '../model.ts'
import { calculateSeries } from './calculate-series.ts'
import { findMissing } from './find-missing.ts'
import { openSeriesInput, type SeriesInputPorts } from './open-input.ts'
import { readRequest, type PinnedRun } from './run-store.ts'
import { storeMissing, storeResult, type StorePorts } from './store-result.ts'

/** What the steps of a run need. */
export interface SeriesPorts extends SeriesInputPorts, StorePorts {
  /** A directory for what lives as long as a step. */
  readonly scratch: string
}

/**
 * The run of a calculated series, or of the log of missing measurements. It reads what is known when it is executed: an
 * attempt that did not store anything has pinned nothing for the next one.
 */
export function seriesRun(ports: SeriesPorts): RunDefinition {
  return { name: 'calculated-series', steps: [{ name: 'calculate', execute: (id) => calculate(id, ports) }] }
}

/** What is calculated is committed with the record that it is, so a step that is repeated after a crash has one effect. */
async function calculate(runId: string, ports: SeriesPorts): Promise<StepResult> {
  const run = await inTransaction(ports.pool, async (trx) => ({
    ...(await readRequest(trx, runId)),
    inputSeq: await currentSeq(trx),
  }))
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
    return { rows: days.length, effect: (trx) => storeMissing(trx, run, days, ports) }
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
