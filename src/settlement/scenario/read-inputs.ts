import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isQuality } from '../../kernel/index.ts'
import { fromMethodCode, fromTypeCode } from './codes.ts'
import { Cells } from './cells.ts'
import { toChargeInformation, toChargeLink, toChargePrice } from './charge-rows.ts'
import { readCsv } from './csv-table.ts'
import type { CsvTable } from './csv-table.ts'
import { ScenarioFaults } from './faults.ts'
import type { PointPeriodInput, ReadingInput, ScenarioInputs } from './inputs.ts'
import { readArguments } from './read-arguments.ts'

/**
 * Reads the folder `when` of a scenario (settlement 7.2); files that are not there are empty tables.
 * @throws GridbookError SCENARIO_INVALID with every fault of the tables at once
 */
export function readInputs(directory: string): ScenarioInputs {
  const table = (name: string): CsvTable | undefined => {
    const path = join(directory, 'when', `${name}.csv`)
    return existsSync(path) ? readCsv(path, `when/${name}.csv`) : undefined
  }
  const faults = new ScenarioFaults()
  const argumentsFile = join(directory, 'when', 'calculation_arguments.yml')
  if (!existsSync(argumentsFile)) faults.add('when/calculation_arguments.yml', undefined, 'is missing')
  faults.throwIfAny()
  const given = readArguments(argumentsFile, 'when/calculation_arguments.yml')
  const points = rowsOf(table('metering_point_periods'), faults, toPointPeriod)
  const readings = rowsOf(table('time_series_points'), faults, toReading)
  const lossPointIds = rowsOf(table('grid_loss_metering_points'), faults, (cells) => cells.text('metering_point_id'))
  findDoubles(readings, faults)
  const charges = {
    links: rowsOf(table('charge_link_periods'), faults, toChargeLink),
    information: rowsOf(table('charge_price_information_periods'), faults, toChargeInformation),
    prices: rowsOf(table('charge_price_points'), faults, toChargePrice).flat(),
  }
  faults.throwIfAny()
  return { arguments: given, points, readings, lossPointIds, charges }
}

function rowsOf<Row>(table: CsvTable | undefined, faults: ScenarioFaults, read: (cells: Cells) => Row): Row[] {
  return table === undefined ? [] : table.rows.map((row) => read(new Cells(row, table.file, faults)))
}

function toPointPeriod(cells: Cells): PointPeriodInput {
  const type = cells.word('type', fromTypeCode)
  const resolution = cells.word('resolution', (text) => (text === 'PT15M' || text === 'PT1H' ? text : undefined))
  if (type === null) cells.text('type')
  if (resolution === null) cells.text('resolution')
  return {
    meteringPointId: cells.text('metering_point_id'),
    type: type ?? 'consumption',
    settlementMethod: cells.word('settlement_method', fromMethodCode),
    resolution: resolution ?? 'PT15M',
    gridArea: cells.text('grid_area_code'),
    fromGridArea: cells.optional('from_grid_area_code'),
    toGridArea: cells.optional('to_grid_area_code'),
    parentId: cells.optional('parent_metering_point_id'),
    energySupplierId: cells.optional('energy_supplier_id'),
    balanceResponsibleId: cells.optional('balance_responsible_party_id', 'balance_responsible_id'),
    fromMs: cells.instant('from_date'),
    toMs: cells.instantOrNull('to_date'),
  }
}

function toReading(cells: Cells): ReadingInput {
  return {
    meteringPointId: cells.text('metering_point_id'),
    microKwh: cells.micro('quantity'),
    quality: cells.word('quality', (text) => (isQuality(text) ? text : undefined)) ?? 'missing',
    observedMs: cells.instant('observation_time'),
  }
}

// settlement 1.3: a slot has one reading; which of two would count is nowhere said.
function findDoubles(readings: readonly ReadingInput[], faults: ScenarioFaults): void {
  const seen = new Set<string>()
  for (const { meteringPointId, observedMs } of readings) {
    const key = `${meteringPointId} at ${new Date(observedMs).toISOString()}`
    if (seen.has(key)) faults.add('when/time_series_points.csv', undefined, `reads point ${key} twice`)
    seen.add(key)
  }
}
