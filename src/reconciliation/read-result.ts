import { formatInstant } from '../kernel/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'

/** A series of a reconciliation: kWh as decimal text with three decimals; null where a side has nothing. */
export interface ReconciledSeries {
  readonly gridArea: string
  readonly meteringPointType: string
  readonly settlementMethod: string | null
  readonly quarters: number
  readonly ownKwh: string | null
  readonly hubKwh: string | null
  readonly deviationKwh: string
  readonly deviatingQuarters: number
}

/** A quarter-hour that deviates, and our points that have no reading in it. */
export interface ReconciledDeviation {
  readonly gridArea: string
  readonly meteringPointType: string
  readonly settlementMethod: string | null
  /** first instant of the quarter, UTC */
  readonly quarterStart: string
  readonly ownKwh: string | null
  readonly hubKwh: string | null
  readonly deviationKwh: string
  readonly pointsWithoutReading: readonly string[]
}

/** What a reconciliation found. */
export interface ReconciliationResult {
  readonly runId: string
  /** market days, half open */
  readonly fromDay: string
  readonly toDay: string
  readonly energySupplierId: string
  /** our metering points in the period */
  readonly points: number
  readonly quarters: number
  /** kWh: the absolute deviations of all quarters added up */
  readonly energyDeviation: string
  readonly series: readonly ReconciledSeries[]
  readonly deviations: readonly ReconciledDeviation[]
}

/** Which result is asked for: of all that fit the one that ended last. */
export interface ResultQuery {
  readonly runId?: string | undefined
  /** market days, half open */
  readonly fromDay?: string | undefined
  readonly toDay?: string | undefined
  /** how many to give at most, the largest first */
  readonly deviations?: number | undefined
}

/** The result of a reconciliation; undefined when there is none. */
export async function reconciliationResult(
  trx: Pool | Transaction,
  { runId, fromDay, toDay, deviations = 100 }: ResultQuery = {},
): Promise<ReconciliationResult | undefined> {
  const { rows } = await trx.query<{
    run_id: string
    from_day: string
    to_day: string
    energy_supplier_id: string
    metering_points: number
    quarters: bigint
    energy_deviation_kwh: string
  }>(
    `select run_id, from_day::text, to_day::text, energy_supplier_id, metering_points, quarters, energy_deviation_kwh
     from reconciliation.run join reconciliation.result using (run_id)
     where ($1::uuid is null or run_id = $1) and ($2::date is null or from_day = $2) and ($3::date is null or to_day = $3)
     order by recorded_seq desc limit 1`,
    [runId ?? null, fromDay ?? null, toDay ?? null],
  )
  const [row] = rows
  if (row === undefined) return undefined
  return {
    runId: row.run_id,
    fromDay: row.from_day,
    toDay: row.to_day,
    energySupplierId: row.energy_supplier_id,
    points: row.metering_points,
    quarters: Number(row.quarters),
    energyDeviation: row.energy_deviation_kwh,
    series: await seriesOf(trx, row.run_id),
    deviations: await deviationsOf(trx, row.run_id, deviations),
  }
}

async function seriesOf(trx: Pool | Transaction, runId: string): Promise<ReconciledSeries[]> {
  const { rows } = await trx.query<ReconciledSeries & { quarters: bigint; deviatingQuarters: bigint }>(
    `select grid_area as "gridArea", metering_point_type as "meteringPointType", settlement_method as "settlementMethod", quarters,
       own_kwh as "ownKwh", hub_kwh as "hubKwh", deviation_kwh as "deviationKwh", deviating_quarters as "deviatingQuarters"
     from reconciliation.series_result where run_id = $1
     order by grid_area, metering_point_type, settlement_method nulls first`,
    [runId],
  )
  return rows.map((row) => ({
    ...row,
    quarters: Number(row.quarters),
    deviatingQuarters: Number(row.deviatingQuarters),
  }))
}

async function deviationsOf(trx: Pool | Transaction, runId: string, limit: number): Promise<ReconciledDeviation[]> {
  const { rows } = await trx.query<ReconciledDeviation & { quarterStart: Date }>(
    `select d.grid_area as "gridArea", d.metering_point_type as "meteringPointType", d.settlement_method as "settlementMethod",
       d.quarter_start as "quarterStart", d.own_kwh as "ownKwh", d.hub_kwh as "hubKwh", d.deviation_kwh as "deviationKwh",
       array(select s.metering_point_id from reconciliation.suspect s
         where s.run_id = d.run_id and s.quarter_start = d.quarter_start and s.grid_area = d.grid_area
           and s.metering_point_type = d.metering_point_type and s.settlement_method is not distinct from d.settlement_method
         order by s.metering_point_id) as "pointsWithoutReading"
     from reconciliation.deviation d where d.run_id = $1
     order by abs(d.deviation_kwh) desc, d.quarter_start, d.grid_area, d.metering_point_type, d.settlement_method limit $2`,
    [runId, limit],
  )
  return rows.map((row) => ({ ...row, quarterStart: formatInstant(row.quarterStart.getTime()) }))
}
