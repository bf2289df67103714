import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { marketDay, slotCount, type MarketZone, type Period } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { parquet, textLiteral, type Engine, type Lake, type Pool } from '../platform/index.ts'
import { calculateEnergy, openEnergyRelations } from '../settlement/index.ts'
import { findSuspects, type Suspect } from './find-suspects.ts'
import type { Deviation, SeriesDay } from './model.ts'

/** What own sums are made from. */
export interface OwnSumsPorts {
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
  readonly zone: MarketZone
}

/** Which own sums: those of our points in a period, as known at a number. */
export interface OwnSumsQuery {
  readonly period: Period
  readonly atSeq: bigint
  /** GLN of ours */
  readonly energySupplierId: string
}

/** Own sums, and the question which of our points lack a reading where they deviate. */
export interface OwnSums {
  readonly days: readonly SeriesDay[]
  readonly meteringPoints: number
  /** Points of a deviation's series without a value in its quarter. */
  readonly suspectsOf: (deviations: readonly Deviation[]) => Promise<readonly Suspect[]>
}

/**
 * Sums the reading days of our points as the hub does (settlement 1.3, 1.4): by area, type, method and quarter-hour, hours
 * spread over quarters, with the same rounding, because it is the same model. Loss points count by their readings here:
 * their loss was calculated by the hub and has come to us as a series like any other.
 * @param directory for what is made meanwhile; removed at the end
 */
export async function withOwnSums<T>(
  query: OwnSumsQuery,
  directory: string,
  ports: OwnSumsPorts,
  work: (sums: OwnSums) => Promise<T>,
): Promise<T> {
  try {
    const opened = await openEnergyRelations({ ...query, zone: ports.zone }, directory, ports)
    const own = `p.energy_supplier_id = ${textLiteral(query.energySupplierId)} and p.type in ('consumption', 'production')`
    const relations = {
      ...opened,
      pointPeriod: `(select * from ${opened.pointPeriod} as p where ${own})`,
      gridLossPoint: NO_LOSS_POINTS,
    }
    const files = await calculateEnergy(
      { arguments: await argumentsOf(query, relations.pointPeriod, ports), version: 0n, relations },
      ports.engine,
      { path: (name) => join(directory, `${name}.parquet`) },
    )
    const days = await readSums(parquet([files.energyResultDay.path]), ports)
    const [counted] = await ports.engine.rows<{ points: bigint }>(
      `select count(distinct metering_point_id) as points from ${relations.pointPeriod} as p`,
    )
    return await work({
      days,
      meteringPoints: Number(counted?.points ?? 0n),
      suspectsOf: (deviations) => findSuspects(deviations, relations, ports),
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const NO_LOSS_POINTS = '(select cast(null as VARCHAR) as metering_point_id where false)'

type EnergyInput = Parameters<typeof calculateEnergy>[0]

async function argumentsOf(
  { period }: OwnSumsQuery,
  pointPeriod: string,
  { engine, zone }: OwnSumsPorts,
): Promise<EnergyInput['arguments']> {
  const areas = await engine.rows<{ grid_area: string }>(
    `select distinct grid_area from ${pointPeriod} as p order by grid_area`,
  )
  return {
    calculationId: '',
    type: 'balance_fixing',
    gridAreas: areas.length === 0 ? ['000'] : areas.map((row) => row.grid_area),
    period,
    quarterlyTransitionMs: dk.quarterlyTransitionMs ?? 0,
    zone,
    isInternal: true,
    createdBy: '',
    executionStartMs: 0,
  }
}

const SERIES: Readonly<Record<string, Pick<SeriesDay, 'meteringPointType' | 'settlementMethod'>>> = {
  flex_consumption: { meteringPointType: 'consumption', settlementMethod: 'flex' },
  non_profiled_consumption: { meteringPointType: 'consumption', settlementMethod: 'non_profiled' },
  production: { meteringPointType: 'production', settlementMethod: null },
}

// A supplier may have several balance responsible parties in an area: the hub's series are summed over them too.
async function readSums(results: string, { engine, zone }: OwnSumsPorts): Promise<SeriesDay[]> {
  const quarters = Array.from({ length: 100 }, (_, k) => `sum(q_${k + 1}) as q_${k + 1}`)
  const rows = await engine.rows<Record<string, string | null>>(
    `select grid_area, time_series_type, cast(market_day as VARCHAR) as market_day, ${quarters.join(', ')} from ${results}
     where aggregation_level = 'supplier' group by grid_area, time_series_type, market_day
     order by grid_area, time_series_type, market_day`,
  )
  return rows.flatMap((row) => {
    const series = SERIES[String(row['time_series_type'])]
    if (series === undefined) return []
    const date = String(row['market_day'])
    const slots = slotCount(marketDay(date, zone), 'PT15M')
    const milliKwh = Array.from({ length: slots }, (_, k) => milliOf(row[`q_${k + 1}`]))
    return [{ gridArea: String(row['grid_area']), ...series, marketDay: date, milliKwh }]
  })
}

/** The engine hands DECIMAL(n,3) out as text with three decimals. */
function milliOf(value: string | null | undefined): bigint | undefined {
  return value === null || value === undefined ? undefined : BigInt(value.replace('.', ''))
}
