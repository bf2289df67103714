import type { MarketZone } from '../../kernel/index.ts'
import { parquet, type Engine } from '../../platform/index.ts'
import { slotsOfResult, type EnergyKey, type EnergyResultDay, type EnergyRow } from '../energy-rows.ts'
import type { AggregationLevel, TimeSeriesType } from '../result-kinds.ts'
import type { ComparedRelations, ComparedScope } from './models/compared-sides.ts'
import {
  differingRows,
  ENERGY_KEYS,
  energyComparisonSql,
  energySummarySql,
  resultRowsSql,
  type ComparisonFilter,
} from './models/energy-comparison.ts'

/** A series of a grid area in two calculations. kWh as decimal text with three decimals. */
export interface EnergySummaryRow {
  readonly gridArea: string
  readonly level: AggregationLevel
  readonly timeSeriesType: TimeSeriesType
  /** Sum over the days and keys; null where the calculation has no row. */
  readonly aKwh: string | null
  readonly bKwh: string | null
  /** b less a; what is absent adds nothing. */
  readonly differenceKwh: string
  /** Sum of the absolute differences, slot by slot. */
  readonly absoluteKwh: string
  /** Day rows of both; with another value; with other qualities only; that only one has. */
  readonly rows: number
  readonly valueRows: number
  readonly qualityRows: number
  readonly rowsOnlyA: number
  readonly rowsOnlyB: number
}

/** A slot that differs. null: the calculation has no such slot. */
export interface SlotDifference {
  /** First instant of the slot. */
  readonly time: string
  readonly aKwh: string | null
  readonly bKwh: string | null
  readonly aQualities: EnergyRow['qualities']
  readonly bQualities: EnergyRow['qualities']
}

/** A result day that differs, with its slots that do. */
export interface EnergyMover extends EnergyKey {
  readonly marketDay: string
  readonly aKwh: string | null
  readonly bKwh: string | null
  readonly differenceKwh: string
  readonly absoluteKwh: string
  readonly valueSlots: number
  readonly qualitySlots: number
  readonly slots: readonly SlotDifference[]
}

/** Energy results of two calculations against each other. */
export interface EnergyComparison {
  readonly summary: readonly EnergySummaryRow[]
  /** Result days that differ in anything. */
  readonly differingRows: number
  /** The first of them, the largest absolute difference first. */
  readonly movers: readonly EnergyMover[]
}

interface ComparisonRow extends EnergyResultDay {
  readonly a_kwh: string | null
  readonly b_kwh: string | null
  readonly difference_kwh: string
  readonly absolute_kwh: string
  readonly value_slots: number
  readonly quality_slots: number
}

/**
 * Compares day rows first and unrolls only what is shown.
 * @param path where model energy_comparison_day goes
 * @param limit how many movers
 */
export async function compareEnergy(
  relations: ComparedRelations,
  scope: ComparedScope,
  { engine, zone, path }: { readonly engine: Engine; readonly zone: MarketZone; readonly path: string },
  { limit, ...filter }: ComparisonFilter & { readonly limit: number },
): Promise<EnergyComparison> {
  await engine.copyTo(energyComparisonSql(relations, scope), path)
  const comparison = parquet([path])
  const differing = differingRows(comparison, filter)
  const [count] = await engine.rows<{ n: bigint }>(`select count(*) as n from ${differing} as d`)
  const order = `absolute_kwh desc, value_slots desc, quality_slots desc, ${ENERGY_KEYS.map((key) => `${key} nulls first`).join(', ')}, market_day`
  const shown = `(select * from ${differing} as d order by ${order} limit ${Math.trunc(limit)})`
  const rows = await engine.rows<ComparisonRow>(`select * from ${shown} as s order by ${order}`)
  const slots = async (relation: string, version: bigint): Promise<ReadonlyMap<string, readonly EnergyRow[]>> => {
    const days = await engine.rows<EnergyResultDay>(resultRowsSql(relation, version, shown))
    return new Map(days.map((day) => [keyText(day), slotsOfResult(day, zone)]))
  }
  const [a, b] = [await slots(relations.a, scope.versionA), await slots(relations.b, scope.versionB)]
  return {
    summary: await summaryOf(comparison, filter, engine),
    differingRows: Number(count?.n ?? 0n),
    movers: rows.map((row) => moverOf(row, a.get(keyText(row)) ?? [], b.get(keyText(row)) ?? [])),
  }
}

function keyText(row: EnergyResultDay): string {
  return [...ENERGY_KEYS, 'market_day'].map((key) => String(row[key])).join(' ')
}

function moverOf(row: ComparisonRow, a: readonly EnergyRow[], b: readonly EnergyRow[]): EnergyMover {
  return {
    timeSeriesType: row.time_series_type,
    level: row.aggregation_level,
    gridArea: row.grid_area,
    neighbourGridArea: row.neighbour_grid_area,
    energySupplierId: row.energy_supplier_id,
    balanceResponsibleId: row.balance_responsible_id,
    meteringPointId: row.metering_point_id,
    resolution: row.resolution,
    marketDay: row.market_day,
    aKwh: row.a_kwh,
    bKwh: row.b_kwh,
    differenceKwh: row.difference_kwh,
    absoluteKwh: row.absolute_kwh,
    valueSlots: row.value_slots,
    qualitySlots: row.quality_slots,
    slots: slotDifferences(a, b),
  }
}

/** The slots in which two days of one series differ, in value or in qualities, in the order of time. */
function slotDifferences(a: readonly EnergyRow[], b: readonly EnergyRow[]): SlotDifference[] {
  const [ofA, ofB] = [a, b].map((rows) => new Map(rows.map((row) => [row.time, row])))
  const times = [...new Set([...a, ...b].map(({ time }) => time))].toSorted()
  return times.flatMap((time) => {
    const [one, other] = [ofA?.get(time), ofB?.get(time)]
    const same =
      one?.quantityKwh === other?.quantityKwh && String(one?.qualities ?? '') === String(other?.qualities ?? '')
    if (same) return []
    return [
      {
        time,
        aKwh: one?.quantityKwh ?? null,
        bKwh: other?.quantityKwh ?? null,
        aQualities: one?.qualities ?? [],
        bQualities: other?.qualities ?? [],
      },
    ]
  })
}

async function summaryOf(comparison: string, filter: ComparisonFilter, engine: Engine): Promise<EnergySummaryRow[]> {
  const rows = await engine.rows<{
    grid_area: string
    aggregation_level: AggregationLevel
    time_series_type: TimeSeriesType
    a_kwh: string | null
    b_kwh: string | null
    difference_kwh: string
    absolute_kwh: string
    day_rows: bigint
    value_rows: bigint
    quality_rows: bigint
    rows_a: bigint
    rows_b: bigint
  }>(energySummarySql(comparison, filter))
  return rows.map((row) => ({
    gridArea: row.grid_area,
    level: row.aggregation_level,
    timeSeriesType: row.time_series_type,
    aKwh: row.a_kwh,
    bKwh: row.b_kwh,
    differenceKwh: row.difference_kwh,
    absoluteKwh: row.absolute_kwh,
    rows: Number(row.day_rows),
    valueRows: Number(row.value_rows),
    qualityRows: Number(row.quality_rows),
    rowsOnlyA: Number(row.rows_a),
    rowsOnlyB: Number(row.rows_b),
  }))
}
