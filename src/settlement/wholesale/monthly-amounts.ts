import { a, AMOUNT_SLOTS, MONTHLY_KEYS } from './amount-columns.ts'

/** The sum of the amounts of a row: NULL when it has none, never 0 (settlement 2.4). */
export function rowAmount(): string {
  const columns = Array.from({ length: AMOUNT_SLOTS }, (_, k) => a(k))
  const known = columns.map((column) => `coalesce(${column}, 0)`).join(' + ')
  return `case when coalesce(${columns.join(', ')}) is not null then ${known} end`
}

/**
 * Model monthly_amount_per_charge (settlement 2.4): the amounts of each charge over the period, hourly and daily tariffs apart.
 * Its grain and columns are in amount-tables.ts.
 * @param firstDay market day literal that the period begins with
 */
export function monthlyAmountSql(amountPerChargeDay: string, firstDay: string): string {
  return `select calculation_version, ${MONTHLY_KEYS.join(', ')}, quantity_unit, ${firstDay} as market_day,
  cast(sum(row_amount) as DECIMAL(18,6)) as amount
from (select *, ${rowAmount()} as row_amount from ${amountPerChargeDay} as d) as day
group by calculation_version, ${MONTHLY_KEYS.join(', ')}, quantity_unit
order by ${MONTHLY_KEYS.map((key) => `${key} nulls first`).join(', ')}`
}

/**
 * Model total_monthly_amount (settlement 2.5). The total of a supplier in a grid area has all of its charges, tax included.
 * An owner's total has its charges that are no tax, and the supplier's tax, which the grid company collects; not so that of
 * the tax's owner. An owner of nothing but tax has no row. Its grain and columns are in amount-tables.ts.
 */
export function totalAmountSql(monthlyAmount: string): string {
  const supplier = 'calculation_version, grid_area, energy_supplier_id'
  return `with monthly as (select * from ${monthlyAmount} as m),
tax as (select ${supplier}, sum(amount) as amount from monthly where is_tax group by ${supplier}),
tax_owner as (select distinct ${supplier}, charge_owner_id from monthly where is_tax),
owned as (select ${supplier}, market_day, charge_owner_id, sum(amount) as amount from monthly where not is_tax group by ${supplier}, market_day, charge_owner_id),
owner_total as (select o.calculation_version, o.grid_area, o.energy_supplier_id, o.market_day, o.charge_owner_id,
    case when w.charge_owner_id is not null or t.amount is null then o.amount else coalesce(o.amount, 0) + t.amount end as amount
  from owned as o
  left join tax as t on t.calculation_version = o.calculation_version and t.grid_area = o.grid_area and t.energy_supplier_id is not distinct from o.energy_supplier_id
  left join tax_owner as w on w.calculation_version = o.calculation_version and w.grid_area = o.grid_area
    and w.energy_supplier_id is not distinct from o.energy_supplier_id and w.charge_owner_id = o.charge_owner_id),
total as (select ${supplier}, market_day, cast(null as VARCHAR) as charge_owner_id, sum(amount) as amount from monthly group by ${supplier}, market_day
  union all select ${supplier}, market_day, charge_owner_id, amount from owner_total)
select calculation_version, grid_area, energy_supplier_id, market_day, charge_owner_id, cast(amount as DECIMAL(18,6)) as amount
from total order by grid_area, energy_supplier_id nulls first, charge_owner_id nulls first`
}
