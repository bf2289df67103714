import { parquet } from '../../platform/index.ts'
import type { Column, Engine } from '../../platform/index.ts'
import type { EnergyRelations } from '../calculate-energy.ts'
import { bigintColumn, integerColumn } from '../models/calculation-days.ts'
import { calculationPoints } from './calculation-points.ts'
import type { CalculationPoint } from './calculation-points.ts'
import { textColumn } from './input-columns.ts'
import type { ScenarioInputs } from './inputs.ts'
import { readingDays, writeReadingDays } from './reading-days.ts'

/**
 * Writes the relations of an energy calculation from plain inputs; series ids are made up, in the order of the points.
 * @param out where the file of a relation goes
 */
export async function writeRelations(
  inputs: ScenarioInputs,
  engine: Engine,
  out: { path(name: string): string },
): Promise<EnergyRelations> {
  const points = calculationPoints(inputs.points, inputs.arguments)
  const ids = [...new Set(points.map((point) => point.meteringPointId))].toSorted()
  const seriesIds = new Map(ids.map((id, at) => [id, at + 1]))
  const paths = {
    point: out.path('point_period'),
    loss: out.path('grid_loss_point'),
    hours: out.path('reading_day_25'),
    quarters: out.path('reading_day_100'),
  }
  await engine.writeParquet(paths.point, points.length, pointColumns(points, seriesIds))
  await engine.writeParquet(paths.loss, inputs.lossPointIds.length, [
    textColumn('metering_point_id', inputs.lossPointIds, (id) => id),
  ])
  for (const [slotClass, path] of [
    [25, paths.hours],
    [100, paths.quarters],
  ] as const) {
    const days = readingDays(inputs.readings, points, seriesIds, slotClass, inputs.arguments.zone)
    await writeReadingDays(days, slotClass, engine, path)
  }
  return {
    pointPeriod: parquet([paths.point]),
    gridLossPoint: parquet([paths.loss]),
    readingDay25: parquet([paths.hours]),
    readingDay100: parquet([paths.quarters]),
  }
}

function pointColumns(points: readonly CalculationPoint[], seriesIds: ReadonlyMap<string, number>): Column[] {
  return [
    integerColumn('series_id', points, (point) => seriesIds.get(point.meteringPointId) ?? 0),
    textColumn('metering_point_id', points, (point) => point.meteringPointId),
    textColumn('type', points, (point) => point.type),
    textColumn('settlement_method', points, (point) => point.settlementMethod),
    textColumn('resolution', points, (point) => point.resolution),
    textColumn('grid_area', points, (point) => point.gridArea),
    textColumn('from_grid_area', points, (point) => point.fromGridArea),
    textColumn('to_grid_area', points, (point) => point.toGridArea),
    textColumn('energy_supplier_id', points, (point) => point.energySupplierId),
    textColumn('balance_responsible_id', points, (point) => point.balanceResponsibleId),
    bigintColumn('from_ms', points, (point) => point.fromMs),
    bigintColumn('to_ms', points, (point) => point.toMs),
  ]
}
