import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { daysOf, GridbookError, type MarketZone } from '../../kernel/index.ts'
import { exportSeries, openReadingSnapshot, type SnapshotPorts } from '../../measurements/index.ts'
import { exportPeriods } from '../../metering-points/index.ts'
import { inTransaction, parquet, type Pool } from '../../platform/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import type { EnergyRelations } from '../calculate-energy.ts'
import { findGridLossGaps } from '../grid-loss-coverage.ts'
import { inputSeq, type StartedCalculation } from './calculation-store.ts'

/** Ports of a calculation's input. */
export interface InputPorts extends SnapshotPorts {
  readonly pool: Pool
}

/**
 * The relations of a calculation, as known at its pinned number: the same files' worth of rows however often it is asked.
 * @param directory the calculation's own, for what is made of it; removed by the caller
 * @throws GridbookError GRID_LOSS_POINT_MISSING
 */
export async function openEnergyInput(
  given: StartedCalculation,
  directory: string,
  ports: InputPorts,
): Promise<EnergyRelations> {
  const atSeq = await inputSeq(ports.pool, given.calculationId)
  const relations = await openEnergyRelations({ period: given.period, zone: given.zone, atSeq }, directory, ports)
  const gaps = await findGridLossGaps({ arguments: given, version: given.version, relations }, ports.engine)
  if (gaps.length > 0) throw new GridbookError('GRID_LOSS_POINT_MISSING', gaps.map((gap) => gap.message).join('; '))
  return relations
}

/**
 * Points and readings of a period as known at a number, for the energy models.
 * @param gridAreas only points that lie in these areas or exchange with them; left out: all
 * @param directory the caller's own, for what is made of them; removed by the caller
 */
export async function openEnergyRelations(
  {
    period,
    zone,
    atSeq,
    gridAreas,
  }: {
    readonly period: CalculationArguments['period']
    readonly zone: MarketZone
    readonly atSeq: bigint
    readonly gridAreas?: readonly string[]
  },
  directory: string,
  ports: InputPorts,
): Promise<EnergyRelations> {
  await mkdir(directory, { recursive: true })
  return await inTransaction(
    ports.pool,
    async (trx) => {
      const points = join(directory, 'points.parquet')
      const series = join(directory, 'series.parquet')
      await exportPeriods(trx, ports.engine, points, { atSeq, gridAreas, period: { ...period, zone } })
      await exportSeries(trx, ports.engine, series)
      const months = [...new Set(daysOf(period, zone).map(({ day }) => day.date.slice(0, 7)))]
      const readings = await openReadingSnapshot(trx, { months, directory: join(directory, 'readings'), atSeq }, ports)
      return {
        pointPeriod: pointPeriod(points, series),
        readingDay25: `(${readings.relation(25)})`,
        readingDay100: `(${readings.relation(100)})`,
        gridLossPoint: `(select distinct metering_point_id from ${parquet([points])} where loss_role is not null)`,
      }
    },
    { isolation: 'repeatable read' },
  )
}

/** Periods of points with the number of their series; a point that never had a reading has none. */
function pointPeriod(points: string, series: string): string {
  return `(select s.series_id, p.metering_point_id, p.type, p.settlement_method, p.resolution, p.grid_area, p.from_grid_area,
      p.to_grid_area, p.energy_supplier_id, p.balance_responsible_id, p.from_ms, p.to_ms
    from ${parquet([points])} p
    left join ${parquet([series])} s on s.metering_point_id = p.metering_point_id and s.stream = '' and s.unit = 'kWh'
    where p.type in ('consumption', 'production', 'exchange'))`
}
