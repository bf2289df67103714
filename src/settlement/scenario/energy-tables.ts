import { formatInstant } from '../../kernel/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import type { EnergyRow } from '../energy-rows.ts'
import { energyResultId } from '../result-id.ts'
import { resultLines } from '../result-kinds.ts'
import type { AggregationLevel, TimeSeriesType } from '../result-kinds.ts'
import { arrayCell } from './result-table.ts'
import type { ResultTable, ResultTables } from './result-table.ts'

/** Columns of every energy file, in their order (settlement 7.3). */
const ENERGY_COLUMNS = [
  'grid_area_code',
  'energy_supplier_id',
  'balance_responsible_party_id',
  'quantity',
  'quantity_qualities',
  'time',
  'time_series_type',
  'calculation_id',
  'calculation_type',
  'calculation_execution_time_start',
  'neighbor_grid_area_code',
  'result_id',
  'metering_point_id',
  'resolution',
] as const

const SERIES_FILE: Readonly<Record<TimeSeriesType, string>> = {
  net_exchange_per_neighboring_ga: 'exchange_per_neighbor',
  net_exchange_per_ga: 'exchange',
  temp_production: 'temporary_production',
  temp_flex_consumption: 'temporary_flex_consumption',
  grid_loss: 'grid_loss',
  positive_grid_loss: 'positive_grid_loss',
  negative_grid_loss: 'negative_grid_loss',
  production: 'production',
  flex_consumption: 'flex_consumption',
  non_profiled_consumption: 'non_profiled_consumption',
  total_consumption: 'total_consumption',
}

const LEVEL_SUFFIX: Readonly<Record<AggregationLevel, string>> = {
  grid_area: '',
  neighbour: '',
  metering_point: '',
  supplier: '_per_es',
  balance_responsible: '_per_brp',
}

/** The energy files of a calculation (settlement 7.3): one for each result that its type makes, also when it has no rows. */
export function energyTables(rows: readonly EnergyRow[], given: CalculationArguments): ResultTables {
  const byFile = Map.groupBy(rows, (row) => fileOf(row.timeSeriesType, row.level))
  const files = new Set(resultLines(given.type).map((line) => fileOf(line.timeSeriesType, line.level)))
  files.add(fileOf('total_consumption', 'grid_area'))
  const resultIds = new Map<string, string>()
  const toRow = (row: EnergyRow) => toEnergyRow(row, given, resultIds)
  return new Map(
    [...files]
      .toSorted()
      .map((file): [string, ResultTable] => [
        file,
        { columns: ENERGY_COLUMNS, rows: (byFile.get(file) ?? []).map(toRow) },
      ]),
  )
}

function fileOf(type: TimeSeriesType, level: AggregationLevel): string {
  return `energy_results/${SERIES_FILE[type]}${LEVEL_SUFFIX[level]}`
}

function toEnergyRow(
  row: EnergyRow,
  given: CalculationArguments,
  resultIds: Map<string, string>,
): ResultTable['rows'][number] {
  return {
    grid_area_code: row.gridArea,
    energy_supplier_id: row.energySupplierId,
    balance_responsible_party_id: row.balanceResponsibleId,
    quantity: row.quantityKwh,
    quantity_qualities: arrayCell(row.qualities),
    time: row.time,
    time_series_type: row.timeSeriesType,
    calculation_id: given.calculationId,
    calculation_type: given.type,
    calculation_execution_time_start: formatInstant(given.executionStartMs),
    neighbor_grid_area_code: row.neighbourGridArea,
    result_id: idOf(row, given, resultIds),
    metering_point_id: row.meteringPointId,
    resolution: row.resolution,
  }
}

// One id belongs to thousands of slots, so it is hashed once.
function idOf(row: EnergyRow, { calculationId }: CalculationArguments, known: Map<string, string>): string {
  const { gridArea, neighbourGridArea, balanceResponsibleId, energySupplierId, timeSeriesType } = row
  const key = JSON.stringify([gridArea, neighbourGridArea, balanceResponsibleId, energySupplierId, timeSeriesType])
  const id =
    known.get(key) ??
    energyResultId({
      calculationId,
      gridArea,
      neighbourGridArea,
      balanceResponsibleId,
      energySupplierId,
      timeSeriesType,
    })
  known.set(key, id)
  return id
}
