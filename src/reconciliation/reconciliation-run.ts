import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { formatDecimal, formatInstant, marketDay, slotStartMs, type Clock, type Period } from '../kernel/index.ts'
import {
  copyRows,
  currentSeq,
  nextRecordedSeq,
  type RunDefinition,
  type StepResult,
  type Transaction,
} from '../platform/index.ts'
import { compareSeries, type Comparison } from './compare.ts'
import type { Suspect } from './find-suspects.ts'
import { hubSums } from './hub-series.ts'
import type { Deviation, SeriesKey } from './model.ts'
import { withOwnSums, type OwnSumsPorts } from './own-sums.ts'
import { readReconciliation } from './reconciliation-store.ts'

/** What a reconciliation's steps need. */
export interface ReconciliationPorts extends OwnSumsPorts {
  readonly clock: Clock
  /** A directory for what lives as long as a step. */
  readonly scratch: string
}

/** The run of a reconciliation: own sums against the hub's, as both are known when it is pinned. */
export function reconciliationRun(ports: ReconciliationPorts): RunDefinition {
  return {
    name: 'reconciliation',
    steps: [
      { name: 'pin', execute: (id) => pin(id) },
      { name: 'compare', execute: (id) => compare(id, ports) },
    ],
  }
}

async function pin(runId: string): Promise<StepResult> {
  return {
    rows: 1,
    effect: async (trx) => {
      await trx.query('insert into reconciliation.run_input (run_id, input_seq) values ($1, $2)', [
        runId,
        await currentSeq(trx),
      ])
    },
  }
}

async function compare(runId: string, ports: ReconciliationPorts): Promise<StepResult> {
  const given = await readReconciliation(ports.pool, runId)
  const period: Period = {
    fromMs: marketDay(given.fromDay, ports.zone).startMs,
    toMs: marketDay(given.toDay, ports.zone).startMs,
  }
  const query = { period, atSeq: given.inputSeq, energySupplierId: given.energySupplierId }
  const directory = join(ports.scratch, runId)
  await mkdir(directory, { recursive: true })
  return await withOwnSums(query, directory, ports, async (own) => {
    const hub = await hubSums(ports.pool, query, ports.zone)
    const comparison = compareSeries(own.days, hub.days)
    const suspects = await own.suspectsOf(comparison.deviations)
    return {
      rows: comparison.series.reduce((sum, series) => sum + series.quarters, 0),
      effect: (trx) => recordResult(trx, runId, { comparison, suspects, meteringPoints: own.meteringPoints }, ports),
    }
  })
}

interface Found {
  readonly comparison: Comparison
  readonly suspects: readonly Suspect[]
  readonly meteringPoints: number
}

async function recordResult(
  trx: Transaction,
  runId: string,
  { comparison, suspects, meteringPoints }: Found,
  { zone, clock }: ReconciliationPorts,
): Promise<void> {
  const { series, deviations } = comparison
  const startOf = ({ marketDay: date, quarter }: Deviation): string =>
    formatInstant(slotStartMs(marketDay(date, zone), 'PT15M', quarter))
  await copyRows(
    trx,
    'reconciliation.series_result (run_id, grid_area, metering_point_type, settlement_method, quarters, own_kwh, hub_kwh, deviation_kwh, deviating_quarters)',
    series.map((line) => [
      runId,
      ...keyOf(line),
      String(line.quarters),
      kwh(line.ownMilliKwh),
      kwh(line.hubMilliKwh),
      kwh(line.deviationMilliKwh),
      String(line.deviatingQuarters),
    ]),
  )
  await copyRows(
    trx,
    'reconciliation.deviation (run_id, grid_area, metering_point_type, settlement_method, quarter_start, own_kwh, hub_kwh, deviation_kwh)',
    deviations.map((deviation) => [
      runId,
      ...keyOf(deviation),
      startOf(deviation),
      kwh(deviation.ownMilliKwh),
      kwh(deviation.hubMilliKwh),
      kwh(deviation.deviationMilliKwh),
    ]),
  )
  await copyRows(
    trx,
    'reconciliation.suspect (run_id, grid_area, metering_point_type, settlement_method, quarter_start, metering_point_id)',
    suspects.map(({ deviation, meteringPointId }) => [runId, ...keyOf(deviation), startOf(deviation), meteringPointId]),
  )
  const total = series.reduce((sum, line) => sum + line.deviationMilliKwh, 0n)
  const quarters = series.reduce((sum, line) => sum + line.quarters, 0)
  await trx.query(
    `insert into reconciliation.result (run_id, metering_points, quarters, energy_deviation_kwh, finished_at, recorded_seq)
     values ($1, $2, $3, $4, to_timestamp($5::numeric / 1000), $6)`,
    [runId, meteringPoints, quarters, kwh(total), clock.nowMs(), await nextRecordedSeq(trx)],
  )
}

function keyOf({ gridArea, meteringPointType, settlementMethod }: SeriesKey): (string | null)[] {
  return [gridArea, meteringPointType, settlementMethod]
}

function kwh(milliKwh: bigint): string
function kwh(milliKwh: bigint | undefined): string | null
function kwh(milliKwh: bigint | undefined): string | null {
  return milliKwh === undefined ? null : formatDecimal(milliKwh, 3, 3)
}
