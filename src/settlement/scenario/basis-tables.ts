import { formatDecimal, formatInstant, minutesOf } from '../../kernel/index.ts'
import type { EnergyRow } from '../energy-rows.ts'
import { calculationPoints } from './calculation-points.ts'
import type { CalculationPoint } from './calculation-points.ts'
import type { ReadingInput, ScenarioInputs } from './inputs.ts'
import type { ResultTable, ResultTables } from './result-table.ts'

/**
 * The basis data of a calculation (settlement 7.3): its points, clamped; their series at the points' own resolution, padded
 * with missing slots and followed by the grid loss of the loss points; and the loss points of its areas.
 */
export function basisTables(inputs: ScenarioInputs, energy: readonly EnergyRow[]): ResultTables {
  const { calculationId } = inputs.arguments
  const points = calculationPoints(inputs.points, inputs.arguments)
  const lossIds = new Set(inputs.lossPointIds)
  const areas = new Set(inputs.arguments.gridAreas)
  const ownLossIds = new Set(
    points
      .filter((point) => lossIds.has(point.meteringPointId) && areas.has(point.gridArea))
      .map((point) => point.meteringPointId),
  )
  const measured = points.filter((point) => !lossIds.has(point.meteringPointId))
  return new Map<string, ResultTable>([
    [
      'basis_data/metering_point_periods',
      { columns: PERIOD_COLUMNS, rows: points.map((point) => toPeriodRow(point, calculationId)) },
    ],
    [
      'basis_data/time_series_points',
      {
        columns: SERIES_COLUMNS,
        rows: [...paddedSeries(measured, inputs.readings, calculationId), ...lossSeries(energy, calculationId)],
      },
    ],
    [
      'basis_data/grid_loss_metering_points',
      {
        columns: ['calculation_id', 'metering_point_id'],
        rows: [...ownLossIds].map((id) => ({ calculation_id: calculationId, metering_point_id: id })),
      },
    ],
  ])
}

type Row = ResultTable['rows'][number]

const PERIOD_COLUMNS = [
  'calculation_id',
  'metering_point_id',
  'metering_point_type',
  'settlement_method',
  'grid_area_code',
  'resolution',
  'from_grid_area_code',
  'to_grid_area_code',
  'parent_metering_point_id',
  'energy_supplier_id',
  'balance_responsible_party_id',
  'from_date',
  'to_date',
] as const

const SERIES_COLUMNS = [
  'calculation_id',
  'metering_point_id',
  'quantity',
  'quality',
  'observation_time',
  'metering_point_type',
  'resolution',
  'grid_area_code',
  'energy_supplier_id',
] as const

function toPeriodRow(point: CalculationPoint, calculationId: string): Row {
  return {
    calculation_id: calculationId,
    metering_point_id: point.meteringPointId,
    metering_point_type: point.type,
    settlement_method: point.settlementMethod,
    grid_area_code: point.gridArea,
    resolution: point.resolution,
    from_grid_area_code: point.fromGridArea,
    to_grid_area_code: point.toGridArea,
    parent_metering_point_id: point.parentId,
    energy_supplier_id: point.energySupplierId,
    balance_responsible_party_id: point.balanceResponsibleId,
    from_date: formatInstant(point.fromMs),
    to_date: formatInstant(point.toMs),
  }
}

function paddedSeries(
  points: readonly CalculationPoint[],
  readings: readonly ReadingInput[],
  calculationId: string,
): Row[] {
  const byPoint = Map.groupBy(readings, (reading) => reading.meteringPointId)
  return points.flatMap((point) => {
    const byInstant = new Map(
      (byPoint.get(point.meteringPointId) ?? []).map((reading) => [reading.observedMs, reading]),
    )
    const stepMs = minutesOf(point.resolution) * 60_000
    // A reading has at most as many decimals as energy in files, so nothing is rounded here.
    return instants(point.fromMs, point.toMs, stepMs).map((instantMs) => {
      const reading = byInstant.get(instantMs)
      return {
        calculation_id: calculationId,
        metering_point_id: point.meteringPointId,
        quantity: formatDecimal(reading?.microKwh ?? 0n, 6),
        quality: reading?.quality ?? 'missing',
        observation_time: formatInstant(instantMs),
        metering_point_type: point.type,
        resolution: point.resolution,
        grid_area_code: point.gridArea,
        energy_supplier_id: point.energySupplierId,
      }
    })
  })
}

function instants(fromMs: number, toMs: number, stepMs: number): number[] {
  return Array.from({ length: Math.ceil((toMs - fromMs) / stepMs) }, (_, n) => fromMs + n * stepMs)
}

function lossSeries(energy: readonly EnergyRow[], calculationId: string): Row[] {
  return energy
    .filter((row) => row.level === 'metering_point')
    .map((row) => ({
      calculation_id: calculationId,
      metering_point_id: row.meteringPointId,
      quantity: row.quantityKwh,
      quality: 'calculated',
      observation_time: row.time,
      metering_point_type: row.timeSeriesType === 'positive_grid_loss' ? 'consumption' : 'production',
      resolution: row.resolution,
      grid_area_code: row.gridArea,
      energy_supplier_id: row.energySupplierId,
    }))
}
