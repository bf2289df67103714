import type { CalculationArguments } from '../arguments.ts'
import { resultId } from '../result-id.ts'
import type { AmountRow, AmountRows, MonthlyAmountRow, TotalAmountRow } from '../wholesale/amount-rows.ts'
import { arrayCell } from './result-table.ts'
import type { ResultTable, ResultTables } from './result-table.ts'

/** The files of amounts (settlement 7.3): one for each kind that a wholesale calculation makes, also when it has no rows. */
export function amountTables({ amounts, monthly, totals }: AmountRows, given: CalculationArguments): ResultTables {
  const { calculationId } = given
  const table = (name: string, columns: readonly string[], rows: ResultTable['rows']): [string, ResultTable] => [
    `wholesale_results/${name}`,
    { columns, rows },
  ]
  const supplierTotals = totals.filter((row) => row.chargeOwnerId === null)
  const ownerTotals = totals.filter((row) => row.chargeOwnerId !== null)
  return new Map([
    ...KINDS.map(({ file, is }) =>
      table(
        file,
        AMOUNT_COLUMNS,
        amounts.filter(is).map((row) => toAmountRow(row, calculationId)),
      ),
    ),
    ...KINDS.map(({ monthlyFile, is }) =>
      table(
        monthlyFile,
        MONTHLY_COLUMNS,
        monthly.filter(is).map((row) => toMonthlyRow(row, given)),
      ),
    ),
    table(
      'total_monthly_amounts_per_co_es',
      TOTAL_COLUMNS,
      ownerTotals.map((row) => toTotalRow(row, given)),
    ),
    table(
      'total_monthly_amounts_per_es',
      TOTAL_COLUMNS,
      supplierTotals.map((row) => toTotalRow(row, given)),
    ),
  ])
}

type Kind = {
  readonly file: string
  readonly monthlyFile: string
  readonly is: (row: Pick<AmountRow, 'chargeType' | 'resolution'>) => boolean
}

const KINDS: readonly Kind[] = [
  {
    file: 'hourly_tariff_per_co_es',
    monthlyFile: 'monthly_tariff_from_hourly_per_co_es',
    is: (row) => row.chargeType === 'tariff' && row.resolution === 'PT1H',
  },
  {
    file: 'daily_tariff_per_co_es',
    monthlyFile: 'monthly_tariff_from_daily_per_co_es',
    is: (row) => row.chargeType === 'tariff' && row.resolution === 'P1D',
  },
  {
    file: 'subscription_per_co_es',
    monthlyFile: 'monthly_subscription_per_co_es',
    is: (row) => row.chargeType === 'subscription',
  },
  { file: 'fee_per_co_es', monthlyFile: 'monthly_fee_per_co_es', is: (row) => row.chargeType === 'fee' },
]

const CHARGE_COLUMNS = ['is_tax', 'charge_code', 'charge_type', 'charge_owner_id']
const HEAD_COLUMNS = ['calculation_id', 'result_id', 'grid_area_code', 'energy_supplier_id']
const AMOUNT_COLUMNS = [
  ...HEAD_COLUMNS,
  'quantity',
  'quantity_unit',
  'quantity_qualities',
  'time',
  'resolution',
  'metering_point_type',
  'settlement_method',
  'price',
  'amount',
  ...CHARGE_COLUMNS,
]
const MONTHLY_COLUMNS = [...HEAD_COLUMNS, 'quantity_unit', 'time', 'amount', ...CHARGE_COLUMNS]
const TOTAL_COLUMNS = [...HEAD_COLUMNS, 'time', 'amount', 'charge_owner_id']

type Row = ResultTable['rows'][number]

function chargeCells(row: MonthlyAmountRow | AmountRow): Row {
  return {
    is_tax: String(row.isTax),
    charge_code: row.chargeCode,
    charge_type: row.chargeType,
    charge_owner_id: row.chargeOwnerId,
  }
}

function toAmountRow(row: AmountRow, calculationId: string): Row {
  return {
    calculation_id: calculationId,
    result_id: resultId([
      calculationId,
      row.resolution,
      row.chargeType,
      row.chargeOwnerId,
      row.chargeCode,
      row.gridArea,
      row.energySupplierId,
      row.meteringPointType,
      row.settlementMethod,
      'amounts_per_charge',
    ]),
    grid_area_code: row.gridArea,
    energy_supplier_id: row.energySupplierId,
    quantity: row.quantity,
    quantity_unit: row.quantityUnit,
    quantity_qualities: row.qualities === null ? null : arrayCell(row.qualities),
    time: row.time,
    resolution: row.resolution,
    metering_point_type: row.meteringPointType,
    settlement_method: row.settlementMethod,
    price: row.price,
    amount: row.amount,
    ...chargeCells(row),
  }
}

function toMonthlyRow(row: MonthlyAmountRow, { calculationId }: CalculationArguments): Row {
  return {
    calculation_id: calculationId,
    result_id: resultId([
      calculationId,
      row.chargeType,
      row.chargeCode,
      row.chargeOwnerId,
      row.gridArea,
      row.energySupplierId,
      'monthly_amounts_per_charge',
    ]),
    grid_area_code: row.gridArea,
    energy_supplier_id: row.energySupplierId,
    quantity_unit: row.quantityUnit,
    time: row.time,
    amount: row.amount,
    ...chargeCells(row),
  }
}

function toTotalRow(row: TotalAmountRow, { calculationId }: CalculationArguments): Row {
  return {
    calculation_id: calculationId,
    result_id: resultId([
      calculationId,
      row.chargeOwnerId,
      row.gridArea,
      row.energySupplierId,
      'total_monthly_amounts',
    ]),
    grid_area_code: row.gridArea,
    energy_supplier_id: row.energySupplierId,
    time: row.time,
    amount: row.amount,
    charge_owner_id: row.chargeOwnerId,
  }
}
