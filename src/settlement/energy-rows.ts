import { formatInstant, has, marketDay, qualitiesIn, qualitySet, slotStartMs } from '../kernel/index.ts'
import type { MarketZone, Quality } from '../kernel/index.ts'
import type { Engine } from '../platform/index.ts'
import type { ResultResolution } from './arguments.ts'
import type { AggregationLevel, TimeSeriesType } from './result-kinds.ts'

/** What identifies a result; null where its level does not have the key. */
export interface EnergyKey {
  readonly timeSeriesType: TimeSeriesType
  readonly level: AggregationLevel
  readonly gridArea: string
  readonly neighbourGridArea: string | null
  readonly energySupplierId: string | null
  readonly balanceResponsibleId: string | null
  readonly meteringPointId: string | null
  readonly resolution: ResultResolution
}

/** One slot of one result. */
export type EnergyRow = EnergyKey & {
  /** first instant of the slot, `2023-07-02T02:00:00Z` */
  readonly time: string
  /** kWh with three decimals */
  readonly quantityKwh: string
  /** in canonical order */
  readonly qualities: readonly Quality[]
}

/** A row of energy_result_day as the engine hands it out. */
export type EnergyResultDay = Readonly<Record<string, unknown>> & {
  readonly time_series_type: TimeSeriesType
  readonly aggregation_level: AggregationLevel
  readonly grid_area: string
  readonly neighbour_grid_area: string | null
  readonly energy_supplier_id: string | null
  readonly balance_responsible_id: string | null
  readonly metering_point_id: string | null
  readonly resolution: ResultResolution
  /** `YYYY-MM-DD` */
  readonly market_day: string
}

/** All slots of a relation of energy_result_day, in the order of its rows: for exports, not for computing. */
export async function energyRows(relation: string, zone: MarketZone, engine: Engine): Promise<EnergyRow[]> {
  const days = await engine.rows<EnergyResultDay>(
    `select * from ${relation} as r order by time_series_type, aggregation_level, grid_area, neighbour_grid_area nulls first, energy_supplier_id nulls first, balance_responsible_id nulls first, metering_point_id nulls first, market_day`,
  )
  return days.flatMap((day) => slotsOfResult(day, zone))
}

/** The slots of one result day: those in its mask `present`. */
export function slotsOfResult(row: EnergyResultDay, zone: MarketZone): EnergyRow[] {
  const day = marketDay(row.market_day, zone)
  const masks = {
    present: maskOfRow(row, 'present'),
    missing: maskOfRow(row, 'missing'),
    estimated: maskOfRow(row, 'estimated'),
    measured: maskOfRow(row, 'measured'),
    calculated: maskOfRow(row, 'calculated'),
  }
  const qualities = ['missing', 'estimated', 'measured', 'calculated'] as const
  const slotCount = row.resolution === 'PT1H' ? 25 : 100
  return Array.from({ length: slotCount }, (_, slot) => slot)
    .filter((slot) => has(masks.present, slot))
    .map((slot) => ({
      timeSeriesType: row.time_series_type,
      level: row.aggregation_level,
      gridArea: row.grid_area,
      neighbourGridArea: row.neighbour_grid_area,
      energySupplierId: row.energy_supplier_id,
      balanceResponsibleId: row.balance_responsible_id,
      meteringPointId: row.metering_point_id,
      resolution: row.resolution,
      time: formatInstant(slotStartMs(day, row.resolution, slot)),
      quantityKwh: String(row[`q_${slot + 1}`]),
      qualities: qualitiesIn(qualitySet(...qualities.filter((quality) => has(masks[quality], slot)))),
    }))
}

function maskOfRow(row: EnergyResultDay, mask: string): readonly number[] {
  return [Number(row[`${mask}_0`]), Number(row[`${mask}_1`])]
}
