import { formatInstant } from '../../kernel/index.ts'
import { calculationPoints } from './calculation-points.ts'
import type { CsvRow, CsvTable } from './csv-table.ts'
import { ScenarioFaults } from './faults.ts'
import type { ScenarioInputs } from './inputs.ts'
import type { ResultTable, ResultTables } from './result-table.ts'
import { parseScenarioInstant } from './scenario-instant.ts'

type Row = ResultTable['rows'][number]

/**
 * The charges that a calculation considers (settlement 2.1): links of its points, then price information and prices of the
 * linked charges; links and price information are clamped to the period, prices lie in it.
 */
export function chargeTables({ charges, points, arguments: given }: ScenarioInputs): ResultTables {
  const pointIds = new Set(calculationPoints(points, given).map((point) => point.meteringPointId))
  const faults = new ScenarioFaults()
  const clampedRows = (table: CsvTable | undefined): Row[] =>
    (table?.rows ?? []).flatMap((row) => clamped(row, table?.file ?? '', given.period, faults))
  const keyed = (rows: readonly Row[]): Row[] =>
    rows.map((row) => ({ calculation_id: given.calculationId, charge_key: chargeKey(row), ...row }))

  const links = keyed(clampedRows(charges.links).filter((row) => pointIds.has(row['metering_point_id'] ?? '')))
  const linked = new Set(links.map((row) => row['charge_key']))
  const information = keyed(clampedRows(charges.priceInformation)).filter((row) => linked.has(row['charge_key']))
  const prices = keyed(
    (charges.prices?.rows ?? []).flatMap((row) => pricesIn(row, charges.prices?.file ?? '', given.period, faults)),
  )
  faults.throwIfAny()
  return new Map([
    [
      'basis_data/charge_link_periods',
      { columns: [...KEY, 'metering_point_id', 'quantity', 'from_date', 'to_date'], rows: links },
    ],
    [
      'basis_data/charge_price_information_periods',
      { columns: [...KEY, 'resolution', 'is_tax', 'from_date', 'to_date'], rows: information },
    ],
    [
      'basis_data/charge_price_points',
      { columns: [...KEY, 'charge_price', 'charge_time'], rows: prices.filter((row) => linked.has(row['charge_key'])) },
    ],
  ])
}

const KEY = ['calculation_id', 'charge_key', 'charge_code', 'charge_type', 'charge_owner_id']

type Bounds = { readonly fromMs: number; readonly toMs: number }

function chargeKey(row: Row): string {
  return [row['charge_code'], row['charge_owner_id'], row['charge_type']].join('-')
}

function clamped({ cells, line }: CsvRow, file: string, period: Bounds, faults: ScenarioFaults): Row[] {
  const fromMs = Math.max(instantOf(cells['from_date'], file, line, faults), period.fromMs)
  const end = cells['to_date'] ?? null
  const toMs = end === null ? period.toMs : Math.min(instantOf(end, file, line, faults), period.toMs)
  return fromMs < toMs ? [{ ...cells, from_date: formatInstant(fromMs), to_date: formatInstant(toMs) }] : []
}

function pricesIn({ cells, line }: CsvRow, file: string, period: Bounds, faults: ScenarioFaults): Row[] {
  const instantMs = instantOf(cells['charge_time'], file, line, faults)
  return period.fromMs <= instantMs && instantMs < period.toMs
    ? [{ ...cells, charge_time: formatInstant(instantMs) }]
    : []
}

function instantOf(text: string | null | undefined, file: string, line: number, faults: ScenarioFaults): number {
  const instantMs = text === null || text === undefined ? undefined : parseScenarioInstant(text)
  if (instantMs === undefined) faults.add(file, line, `has '${text ?? ''}' where an instant is needed`)
  return instantMs ?? 0
}
