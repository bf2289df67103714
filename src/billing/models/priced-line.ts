import { decimal, roundHalfAway } from '../../platform/index.ts'
import type { With } from '../pricing/relations.ts'
import { LINE_COLUMNS } from './energy-line.ts'
import { EXACT_SCALE } from './scales.ts'

/** What a line charges for. */
export type LineType = 'energy' | 'tariff' | 'tax' | 'subscription' | 'supplier_subscription' | 'fee'

/** The types in the order in which a document has them. */
const LINE_TYPES: readonly LineType[] = ['energy', 'tariff', 'tax', 'subscription', 'supplier_subscription', 'fee']

/**
 * Relation priced_line. Grain: (period_id, line_type, charge_id, from_day, link), every line within one month. period_id, supply_period_id
 * INTEGER; metering_point_id, contract_id, customer_id, line_type VARCHAR; charge_id INTEGER (NULL: the supplier's own); from_day, to_day
 * DATE; factor INTEGER; quantity DECIMAL(18,6) in unit (kWh, day, piece); unit_price DECIMAL(18,6) (NULL: no single price); exact_amount
 * DECIMAL(38,17); amount_ore BIGINT; vat BOOLEAN. A line that lacks anything is a pricing_fault instead: it is never free.
 * @param lines SELECTs of LINE_COLUMNS
 * @param options.withoutMissing a period that lacks readings has lines for its days without a gap
 */
export function pricedLineSql(
  relations: With<'openPeriod' | 'pricingFault'>,
  lines: readonly string[],
  { withoutMissing = false }: { readonly withoutMissing?: boolean } = {},
): string {
  const counts = withoutMissing ? "f.code <> 'READINGS_MISSING' and" : ''
  return `select o.period_id, o.supply_period_id, o.metering_point_id, o.contract_id, o.customer_id, l.line_type, l.charge_id, l.from_day,
      l.to_day, l.factor, l.quantity, l.unit, l.unit_price, l.exact_amount, ${lineAmountOre('l.exact_amount')} as amount_ore, l.vat
    from (select ${LINE_COLUMNS} from (${lines.join('\nunion all ')}) as line) as l
    join ${relations.openPeriod} as o on o.period_id = l.period_id
    where not exists (select 1 from ${relations.pricingFault} as f where ${counts} f.period_id = l.period_id
      and (f.line_type is null or (f.line_type = l.line_type and f.charge_id is not distinct from l.charge_id)))
    order by ${lineOrder('l')}`
}

/** The order of lines: by contract and metering point, for which period_id stands, then by month and type. Two lines never tie. */
export function lineOrder(line: string): string {
  const types = LINE_TYPES.map((type, n) => `when '${type}' then ${n}`).join(' ')
  const month = `year(${line}.from_day), month(${line}.from_day)`
  return `${line}.period_id, ${month}, case ${line}.line_type ${types} end, ${line}.charge_id, ${line}.from_day, ${line}.to_day, ${line}.factor`
}

// The one place where the amount of a line is rounded: half away from zero, to the øre (datahub 4.4).
function lineAmountOre(exactAmount: string): string {
  return `cast(${decimal(roundHalfAway(exactAmount, EXACT_SCALE, 2), 18, 2)} * cast(100 as DECIMAL(3,0)) as BIGINT)`
}
