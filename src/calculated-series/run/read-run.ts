import { formatInstant } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'
import type { SettlementType } from '../model.ts'
import { RUN_COLUMNS, toRequest, type RunKind, type RunRow, type SeriesRunRequest } from './run-store.ts'

/** A run as it ended; energy in kWh as decimal text. */
export interface SeriesRunReport extends SeriesRunRequest {
  /** points that got days; of the log, those that lack readings */
  readonly points: number
  /** children that are not read by the hour: nothing is calculated for them */
  readonly skippedPoints: number
  /** days that were stored; of the log, days with a wrong number of readings */
  readonly rows: bigint
  readonly finishedAt: string
  readonly recordedSeq: bigint
}

/** A run by its id, or the last one that ended of the kinds given; undefined when there is none. */
export async function readRun(
  pool: Pool,
  wanted: { readonly runId: string } | { readonly kinds: readonly RunKind[] },
): Promise<SeriesRunReport | undefined> {
  const { rows } = await pool.query<
    RunRow & {
      points: number
      skipped_points: number
      rows: bigint
      finished_at: Date
      recorded_seq: bigint
    }
  >(
    `select ${RUN_COLUMNS}, points, skipped_points, rows, finished_at, recorded_seq
     from calculated_series.run join calculated_series.run_result using (run_id)
     where run_id = $1 or kind = any ($2::text[]) order by recorded_seq desc limit 1`,
    'runId' in wanted ? [wanted.runId, null] : [null, wanted.kinds],
  )
  const [row] = rows
  if (row === undefined) return undefined
  return {
    ...toRequest(row),
    points: row.points,
    skippedPoints: row.skipped_points,
    rows: row.rows,
    finishedAt: formatInstant(row.finished_at.getTime()),
    recordedSeq: row.recorded_seq,
  }
}

/** Gap-free days of a point with the same value. */
export interface SeriesSpan {
  readonly meteringPointId: string
  readonly settlementType: SettlementType | null
  readonly fromDay: string
  /** the last day, included */
  readonly lastDay: string
  readonly days: number
  /** of each day */
  readonly dailyKwh: string
  readonly transactionId: string
}

/** What a run stored, days with the same value together; the first ones by point and day. */
export async function readSpans(pool: Pool, runId: string, limit: number): Promise<SeriesSpan[]> {
  const { rows } = await pool.query<{
    metering_point_id: string
    settlement_type: SettlementType | null
    from_day: string
    last_day: string
    days: number
    energy_kwh: string
    transaction_id: string
  }>(
    `select metering_point_id, settlement_type, min(market_day)::text as from_day, max(market_day)::text as last_day,
       count(*)::integer as days, energy_kwh, transaction_id
     from (
       select *, market_day - (row_number() over (partition by metering_point_id, transaction_id, settlement_type, energy_kwh order by market_day))::integer as island
       from calculated_series.calculated_day where run_id = $1
     ) d
     group by metering_point_id, transaction_id, settlement_type, energy_kwh, island order by metering_point_id, from_day limit $2`,
    [runId, limit],
  )
  return rows.map((row) => ({
    meteringPointId: row.metering_point_id,
    settlementType: row.settlement_type,
    fromDay: row.from_day,
    lastDay: row.last_day,
    days: row.days,
    dailyKwh: row.energy_kwh,
    transactionId: row.transaction_id,
  }))
}

/** A large hour of a capacity settlement. */
export interface PeakHour {
  readonly meteringPointId: string
  /** market days of the window, half-open */
  readonly windowFrom: string
  readonly windowTo: string
  readonly rank: number
  readonly hourStart: string
  readonly quality: string
  readonly energyKwh: string
}

/** The largest hours of a run, by point, window and rank. */
export async function readPeaks(pool: Pool, runId: string, limit: number): Promise<PeakHour[]> {
  const { rows } = await pool.query<{
    metering_point_id: string
    window_from: string
    window_to: string
    rank: number
    hour_start: Date
    quality: string
    energy_kwh: string
  }>(
    `select metering_point_id, window_from::text, window_to::text, rank, hour_start, quality, energy_kwh
     from calculated_series.peak_hour where run_id = $1 order by metering_point_id, window_from, rank limit $2`,
    [runId, limit],
  )
  return rows.map((row) => ({
    meteringPointId: row.metering_point_id,
    windowFrom: row.window_from,
    windowTo: row.window_to,
    rank: row.rank,
    hourStart: formatInstant(row.hour_start.getTime()),
    quality: row.quality,
    energyKwh: row.energy_kwh,
  }))
}

/** The year that a run estimated for a point. */
export interface EstimatedYear {
  readonly meteringPointId: string
  readonly settlementDate: string
  /** null: no reading says anything */
  readonly annualKwh: string | null
  readonly basis: 'move_in' | 'readings'
}

/** The annual estimates of a run, by point; those without readings first. */
export async function readEstimates(pool: Pool, runId: string, limit: number): Promise<EstimatedYear[]> {
  const { rows } = await pool.query<{
    metering_point_id: string
    settlement_date: string
    annual_kwh: string | null
    basis: 'move_in' | 'readings'
  }>(
    `select metering_point_id, settlement_date::text, annual_kwh, basis from calculated_series.annual_estimate
     where run_id = $1 order by (annual_kwh is null) desc, metering_point_id limit $2`,
    [runId, limit],
  )
  return rows.map((row) => ({
    meteringPointId: row.metering_point_id,
    settlementDate: row.settlement_date,
    annualKwh: row.annual_kwh,
    basis: row.basis,
  }))
}
