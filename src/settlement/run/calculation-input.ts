import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { daysOf, type MarketZone } from '../../kernel/index.ts'
import { exportSeries, openReadingSnapshot, type SnapshotPorts } from '../../measurements/index.ts'
import { isParentType, isWholesaleType, METERING_POINT_TYPES } from '../../market/index.ts'
import { exportPeriods } from '../../metering-points/index.ts'
import { inTransaction, parquet, textLiteral, type Pool, type Transaction } from '../../platform/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import type { EnergyRelations } from '../calculate-energy.ts'
import { isWholesale } from '../calculation-type.ts'
import { areaList } from '../models/area-list.ts'
import type { ChargeRelations } from '../wholesale/wholesale-relations.ts'
import { openChargeRelations } from './charge-input.ts'
import { inputSeq, type StartedCalculation } from './calculation-store.ts'

/** Ports of a calculation's input. */
export interface InputPorts extends SnapshotPorts {
  readonly pool: Pool
}

/** The relations of a calculation: of wholesale types those of charges too. */
export type CalculationRelations = EnergyRelations & { readonly charges?: ChargeRelations }

/**
 * The relations of a calculation, as known at its pinned number: the same files' worth of rows however often it is asked.
 * What they lack was looked for by the step before.
 * @param directory the calculation's own, for what is made of it; removed by the caller
 */
export async function openCalculationInput(
  given: StartedCalculation,
  directory: string,
  ports: InputPorts,
): Promise<CalculationRelations> {
  const atSeq = await inputSeq(ports.pool, given.calculationId)
  return isWholesale(given.type)
    ? await openWholesaleRelations({ ...given, atSeq }, directory, ports)
    : await openEnergyRelations({ ...given, atSeq }, directory, ports)
}

/** What is asked for: a period, as known at a number. */
interface RelationsQuery {
  readonly period: CalculationArguments['period']
  readonly zone: MarketZone
  readonly atSeq: bigint
  /** only points that lie in these areas or exchange with them; left out: all */
  readonly gridAreas?: readonly string[] | undefined
}

/**
 * Points and readings of a period as known at a number, for the energy models.
 * @param directory the caller's own, for what is made of them; removed by the caller
 */
export async function openEnergyRelations(
  query: RelationsQuery,
  directory: string,
  ports: InputPorts,
): Promise<EnergyRelations> {
  return await inSnapshot(directory, ports, async (trx) => {
    const { points, ...rest } = await pinned(trx, query, directory, ports)
    return { ...rest, pointPeriod: `(${points} where p.type in ('consumption', 'production', 'exchange'))` }
  })
}

/**
 * Points with their children, readings and charges of a month as known at a number, for the wholesale models.
 * @param directory the caller's own, for what is made of them; removed by the caller
 */
export async function openWholesaleRelations(
  query: RelationsQuery & { readonly gridAreas: readonly string[] },
  directory: string,
  ports: InputPorts,
): Promise<EnergyRelations & { readonly charges: ChargeRelations }> {
  return await inSnapshot(directory, ports, async (trx) => {
    const { points, ...rest } = await pinned(trx, query, directory, ports)
    return {
      ...rest,
      pointPeriod: withChildren(points, query.gridAreas),
      charges: await openChargeRelations(trx, ports.engine, directory, query),
    }
  })
}

async function inSnapshot<Result>(
  directory: string,
  { pool }: InputPorts,
  open: (trx: Transaction) => Promise<Result>,
): Promise<Result> {
  await mkdir(directory, { recursive: true })
  return await inTransaction(pool, open, { isolation: 'repeatable read' })
}

async function pinned(
  trx: Transaction,
  { period, zone, atSeq, gridAreas }: RelationsQuery,
  directory: string,
  ports: InputPorts,
): Promise<Omit<EnergyRelations, 'pointPeriod'> & { readonly points: string }> {
  const points = join(directory, 'points.parquet')
  const series = join(directory, 'series.parquet')
  await exportPeriods(trx, ports.engine, points, { atSeq, gridAreas, period: { ...period, zone } })
  await exportSeries(trx, ports.engine, series)
  const months = [...new Set(daysOf(period, zone).map(({ day }) => day.date.slice(0, 7)))]
  const readings = await openReadingSnapshot(trx, { months, directory: join(directory, 'readings'), atSeq }, ports)
  return {
    points: pointsWithSeries(points, series),
    readingDay25: `(${readings.relation(25)})`,
    readingDay100: `(${readings.relation(100)})`,
    gridLossPoint: `(select distinct metering_point_id from ${parquet([points])} where loss_role is not null)`,
  }
}

/** Periods of points with the number of their series; a point that never had a reading has none. */
function pointsWithSeries(points: string, series: string): string {
  return `select s.series_id, p.metering_point_id, p.type, p.settlement_method, p.resolution, p.grid_area, p.from_grid_area,
      p.to_grid_area, p.parent_id, p.energy_supplier_id, p.balance_responsible_id, p.from_ms, p.to_ms
    from ${parquet([points])} p
    left join ${parquet([series])} s on s.metering_point_id = p.metering_point_id and s.stream = '' and s.unit = 'kWh'`
}

// settlement 1.2 (2): a child has the supplier of its parent, in each of the parent's periods, and nobody who is balance
// responsible for it; a child without its parent is left out.
function withChildren(points: string, gridAreas: readonly string[]): string {
  const areas = areaList(gridAreas)
  const columns =
    'series_id, metering_point_id, type, settlement_method, resolution, grid_area, from_grid_area, to_grid_area'
  const children = METERING_POINT_TYPES.filter((type) => isWholesaleType(type) && !isParentType(type)).map(textLiteral)
  return `(with point as (${points})
    select ${columns}, energy_supplier_id, balance_responsible_id, from_ms, to_ms from point where type in ('consumption', 'production', 'exchange')
    union all
    select ${columns.replaceAll(/(\w+)/g, 'c.$1')}, p.energy_supplier_id, cast(null as VARCHAR), greatest(c.from_ms, p.from_ms), least(c.to_ms, p.to_ms)
    from point as c join point as p on p.metering_point_id = c.parent_id and c.from_ms < p.to_ms and p.from_ms < c.to_ms
    where c.type in (${children.join(', ')}) and c.grid_area in (${areas})
      and (p.grid_area in (${areas}) or p.from_grid_area in (${areas}) or p.to_grid_area in (${areas}))
      and p.type in ('consumption', 'production', 'exchange'))`
}
