import { dateOf, formatDecimal, formatInstant, GridbookError } from '../../kernel/index.ts'
import { acceptCalculated, type CalculatedPorts, type ReadyDeliveries } from '../../measurements/index.ts'
import { copyRows, nextRecordedSeq, type Transaction } from '../../platform/index.ts'
import { toCalculatedReadings, transactionIds } from '../calculated-readings.ts'
import type { SeriesKind } from '../model.ts'
import { kindsOfSameSeries } from './family-types.ts'
import type { MissingDay } from './find-missing.ts'
import { recordInput, type PinnedRun } from './run-store.ts'
import type { SeriesResult } from './series-result.ts'

/** What storing results needs. */
export interface StorePorts extends CalculatedPorts {
  /** GLN of the hub, which states calculated readings */
  readonly operatorId: string
}

/**
 * Records what a run has calculated, and takes its days in as readings of the child points, all in one transaction.
 * @returns what is to be done after COMMIT
 * @throws GridbookError CALCULATED_MEANWHILE when another run has stored days of the same series since this one pinned its
 * input: the attempt is to be repeated
 */
export async function storeResult(
  trx: Transaction,
  run: PinnedRun & { readonly kind: SeriesKind },
  result: SeriesResult,
  ports: StorePorts,
): Promise<() => void> {
  // Runs take turns from here on: each compares with what the others have said.
  await trx.query('lock table calculated_series.calculated_day in share row exclusive mode')
  await refuseLateRun(trx, run, run.kind)
  const { runId } = run
  const readings = toCalculatedReadings(result.points, {
    runId,
    calculation: run.kind,
    senderId: ports.operatorId,
    registeredAtMs: await recordInput(trx, run, ports.clock.nowMs()),
    zone: ports.zone,
  })
  let ready: ReadyDeliveries | undefined
  try {
    if (readings.transactions.length > 0) ready = await acceptCalculated(trx, readings, ports)
    const seq = await nextRecordedSeq(trx)
    await ready?.record(seq)
    await recordDays(trx, run, result, seq, ports)
    await recordPeaks(trx, runId, result)
    await recordEstimates(trx, runId, result)
    const { points, skippedPoints } = result
    await recordEnd(trx, runId, { points: points.length, skippedPoints, rows: readings.rows.count }, seq, ports)
  } catch (error) {
    await ready?.discard()
    throw error
  }
  return () => ready?.committed()
}

/** Records the missing days that a run has found. */
export async function storeMissing(
  trx: Transaction,
  run: PinnedRun,
  days: readonly MissingDay[],
  ports: StorePorts,
): Promise<void> {
  const { runId } = run
  await recordInput(trx, run, ports.clock.nowMs())
  await copyRows(
    trx,
    'calculated_series.missing_day (run_id, market_day, metering_point_id, grid_area, expected, actual)',
    days.map((day) => [
      runId,
      day.market_day,
      day.metering_point_id,
      day.grid_area,
      String(day.expected),
      String(day.actual),
    ]),
  )
  const points = new Set(days.map((day) => day.metering_point_id)).size
  await recordEnd(trx, runId, { points, skippedPoints: 0, rows: days.length }, await nextRecordedSeq(trx), ports)
}

async function refuseLateRun(trx: Transaction, run: PinnedRun, kind: SeriesKind): Promise<void> {
  const { rows } = await trx.query<{ run_id: string }>(
    `select run_id from calculated_series.run_result join calculated_series.run using (run_id)
     where recorded_seq > $1 and kind = any ($2::text[]) and rows > 0 limit 1`,
    [run.inputSeq, kindsOfSameSeries(kind)],
  )
  const [other] = rows
  if (other === undefined) return
  throw new GridbookError('CALCULATED_MEANWHILE', `run ${other.run_id} has stored days since run ${run.runId} began`)
}

async function recordDays(
  trx: Transaction,
  { runId }: PinnedRun,
  { points }: SeriesResult,
  seq: bigint,
  { zone }: StorePorts,
): Promise<void> {
  const columns = 'run_id, metering_point_id, market_day, energy_kwh, settlement_type, transaction_id, recorded_seq'
  const fields = points.flatMap((point) => {
    const ids = transactionIds(runId, point, zone)
    return point.days.map(({ day, milliKwh, settlementType }, n) => [
      runId,
      point.meteringPointId,
      dateOf(day),
      formatDecimal(milliKwh, 3, 3),
      settlementType,
      ids[n] ?? null,
      String(seq),
    ])
  })
  await copyRows(trx, `calculated_series.calculated_day (${columns})`, fields)
}

async function recordPeaks(trx: Transaction, runId: string, { capacity }: SeriesResult): Promise<void> {
  const columns = 'run_id, metering_point_id, window_from, window_to, rank, hour_start, quality, energy_kwh'
  const fields = capacity.flatMap(({ meteringPointId, window, peaks }) =>
    peaks.map(({ startMs, quality, microKwh }, n) => [
      runId,
      meteringPointId,
      dateOf(window.fromDay),
      dateOf(window.toDay),
      String(n + 1),
      formatInstant(startMs),
      quality,
      formatDecimal(microKwh, 6, 6),
    ]),
  )
  await copyRows(trx, `calculated_series.peak_hour (${columns})`, fields)
}

async function recordEstimates(trx: Transaction, runId: string, { estimates }: SeriesResult): Promise<void> {
  await copyRows(
    trx,
    'calculated_series.annual_estimate (run_id, metering_point_id, settlement_date, annual_kwh, basis)',
    estimates.map(({ meteringPointId, settlementYear, annualMicroKwh, basis }) => [
      runId,
      meteringPointId,
      dateOf(settlementYear.fromDay),
      annualMicroKwh === undefined ? null : formatDecimal(annualMicroKwh, 6, 6),
      basis,
    ]),
  )
}

async function recordEnd(
  trx: Transaction,
  runId: string,
  { points, skippedPoints, rows }: { readonly points: number; readonly skippedPoints: number; readonly rows: number },
  seq: bigint,
  { clock }: StorePorts,
): Promise<void> {
  await trx.query(
    `insert into calculated_series.run_result (run_id, points, skipped_points, rows, finished_at, recorded_seq)
     values ($1, $2, $3, $4, to_timestamp($5::numeric / 1000), $6)`,
    [runId, points, skippedPoints, rows, clock.nowMs(), seq],
  )
}
