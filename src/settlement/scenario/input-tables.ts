import { stringify } from 'yaml'
import { meteringPointTypeCode, settlementMethodCode } from '../../exchange/index.ts'
import { formatDecimal, formatInstant } from '../../kernel/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import { isWholesale } from '../calculation-type.ts'
import type { ChargeInputKey, ChargeInputs, PointPeriodInput, ScenarioInputs } from './inputs.ts'
import type { ResultTable, ResultTables } from './result-table.ts'

/** The files of the folder `when` (settlement 7.2), by their names; those of charges for wholesale types only. */
export function inputTables({
  arguments: given,
  points,
  readings,
  lossPointIds,
  charges,
}: ScenarioInputs): ResultTables {
  return new Map<string, ResultTable>([
    ['metering_point_periods', { columns: POINT_COLUMNS, rows: points.map(toPointRow) }],
    [
      'time_series_points',
      {
        columns: ['metering_point_id', 'quantity', 'quality', 'observation_time'],
        rows: readings.map((reading) => ({
          metering_point_id: reading.meteringPointId,
          quantity: reading.microKwh === null ? null : formatDecimal(reading.microKwh, 6),
          quality: reading.quality,
          observation_time: formatInstant(reading.observedMs),
        })),
      },
    ],
    [
      'grid_loss_metering_points',
      { columns: ['metering_point_id'], rows: lossPointIds.map((id) => ({ metering_point_id: id })) },
    ],
    ...(isWholesale(given.type) ? chargeInputTables(charges) : []),
  ])
}

/** calculation_arguments.yml: a list with one mapping (settlement 7.1). */
export function argumentsText(given: CalculationArguments): string {
  return stringify(
    [
      {
        'grid-areas': given.gridAreas,
        'calculation-id': given.calculationId,
        'period-start-datetime': formatInstant(given.period.fromMs),
        'period-end-datetime': formatInstant(given.period.toMs),
        'calculation-type': given.type,
        'calculation-execution-time-start': formatInstant(given.executionStartMs),
        'created-by-user-id': given.createdBy,
        'quarterly-resolution-transition-datetime': formatInstant(given.quarterlyTransitionMs),
        'time-zone': given.zone,
        'is-internal-calculation': String(given.isInternal),
      },
    ],
    { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' },
  )
}

type Row = ResultTable['rows'][number]

const POINT_COLUMNS = [
  'metering_point_id',
  'type',
  'calculation_type',
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
]

function toPointRow(point: PointPeriodInput): Row {
  return {
    metering_point_id: point.meteringPointId,
    type: meteringPointTypeCode(point.type),
    calculation_type: null,
    settlement_method: point.settlementMethod === null ? null : settlementMethodCode(point.settlementMethod),
    grid_area_code: point.gridArea,
    resolution: point.resolution,
    from_grid_area_code: point.fromGridArea,
    to_grid_area_code: point.toGridArea,
    parent_metering_point_id: point.parentId,
    energy_supplier_id: point.energySupplierId,
    balance_responsible_party_id: point.balanceResponsibleId,
    ...periodCells(point),
  }
}

function chargeInputTables({ links, information, prices }: ChargeInputs): [string, ResultTable][] {
  return [
    [
      'charge_link_periods',
      {
        columns: [...KEY_COLUMNS, 'metering_point_id', 'quantity', ...PERIOD_COLUMNS],
        rows: links.map((link) => ({
          ...keyCells(link),
          metering_point_id: link.meteringPointId,
          quantity: String(link.quantity),
          ...periodCells(link),
        })),
      },
    ],
    [
      'charge_price_information_periods',
      {
        columns: [...KEY_COLUMNS, 'resolution', 'is_tax', ...PERIOD_COLUMNS],
        rows: information.map((row) => ({
          ...keyCells(row),
          resolution: row.resolution,
          is_tax: String(row.isTax),
          ...periodCells(row),
        })),
      },
    ],
    [
      'charge_price_points',
      {
        columns: [...KEY_COLUMNS, 'charge_price', 'charge_time'],
        rows: prices.map((price) => ({
          ...keyCells(price),
          charge_price: formatDecimal(price.microPrice, 6),
          charge_time: formatInstant(price.timeMs),
        })),
      },
    ],
  ]
}

const KEY_COLUMNS = ['charge_code', 'charge_type', 'charge_owner_id']
const PERIOD_COLUMNS = ['from_date', 'to_date']

function keyCells(charge: ChargeInputKey): Row {
  return { charge_code: charge.chargeCode, charge_type: charge.chargeType, charge_owner_id: charge.chargeOwnerId }
}

function periodCells({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | null }): Row {
  return { from_date: formatInstant(fromMs), to_date: toMs === null ? null : formatInstant(toMs) }
}
