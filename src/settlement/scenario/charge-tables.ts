import { formatDecimal, formatInstant } from '../../kernel/index.ts'
import { calculationPoints } from './calculation-points.ts'
import { chargeKeyOf, considerCharges } from './considered-charges.ts'
import type { ChargeInputKey, ScenarioInputs } from './inputs.ts'
import type { ResultTable, ResultTables } from './result-table.ts'

/** The charges that a calculation considers, as basis data (settlement 2.1, 7.3). */
export function chargeTables({ charges, points, arguments: given }: ScenarioInputs): ResultTables {
  const pointIds = new Set(calculationPoints(points, given).map((point) => point.meteringPointId))
  const considered = considerCharges(charges, pointIds, given.period)
  const keyed = (charge: ChargeInputKey) => ({
    calculation_id: given.calculationId,
    charge_key: chargeKeyOf(charge),
    charge_code: charge.chargeCode,
    charge_type: charge.chargeType,
    charge_owner_id: charge.chargeOwnerId,
  })
  const period = (row: { readonly fromMs: number; readonly toMs: number }) => ({
    from_date: formatInstant(row.fromMs),
    to_date: formatInstant(row.toMs),
  })
  return new Map([
    tableOf(
      'charge_link_periods',
      ['metering_point_id', 'quantity', 'from_date', 'to_date'],
      considered.links.map((link) => ({
        ...keyed(link),
        metering_point_id: link.meteringPointId,
        quantity: String(link.quantity),
        ...period(link),
      })),
    ),
    tableOf(
      'charge_price_information_periods',
      ['resolution', 'is_tax', 'from_date', 'to_date'],
      considered.information.map((row) => ({
        ...keyed(row),
        resolution: row.resolution,
        is_tax: String(row.isTax),
        ...period(row),
      })),
    ),
    tableOf(
      'charge_price_points',
      ['charge_price', 'charge_time'],
      considered.prices.map((price) => ({
        ...keyed(price),
        charge_price: formatDecimal(price.microPrice, 6),
        charge_time: formatInstant(price.timeMs),
      })),
    ),
  ])
}

const KEY = ['calculation_id', 'charge_key', 'charge_code', 'charge_type', 'charge_owner_id']

function tableOf(name: string, columns: readonly string[], rows: ResultTable['rows']): [string, ResultTable] {
  return [`basis_data/${name}`, { columns: [...KEY, ...columns], rows }]
}
