import type { Period } from '../../kernel/index.ts'
import { q } from '../models/columns.ts'
import { AMOUNT_SLOTS } from './amount-columns.ts'
import { rowAmount } from './monthly-amounts.ts'

/** The checks that every wholesale calculation makes over its own amounts. */
export type AmountCheck =
  | 'energy_to_hourly_tariffs'
  | 'days_to_month'
  | 'charges_to_supplier_total'
  | 'owners_to_supplier_total'

/** Every check of amounts. */
export const AMOUNT_CHECKS: readonly AmountCheck[] = [
  'energy_to_hourly_tariffs',
  'days_to_month',
  'charges_to_supplier_total',
  'owners_to_supplier_total',
]

/** Relations that the checks read: results, and what they were made from. */
export type CheckedAmounts = {
  readonly amountPerChargeDay: string
  readonly monthlyAmount: string
  readonly totalAmount: string
  readonly chargedEnergyDay: string
  readonly linkSetCharge: string
  readonly charge: string
  readonly chargePeriod: string
  /** the calculation's, to which periods of charges are clamped */
  readonly period: Period
}

/**
 * Counts what contradicts itself in the amounts of a calculation. Grain: one row for each check and grid area that is
 * violated; no row is good news. Columns: check_name, grid_area, slots.
 * energy_to_hourly_tariffs: an hourly tariff that exists throughout has the energy of all points that have it. days_to_month: the
 * amounts of a charge are those of its days. charges_to_supplier_total: all charges of a supplier make its total.
 * owners_to_supplier_total: what owners settle with a supplier makes its total, where somebody collects the tax.
 */
export function amountCheckSql(relations: CheckedAmounts): string {
  const residuals = [energy(relations), days(relations), charges(relations), owners(relations)]
  return `with residual as (${residuals.join('\nunion all ')})
select check_name, grid_area, cast(count(*) as BIGINT) as slots from residual where difference <> 0 group by check_name, grid_area order by check_name, grid_area`
}

// Added up by charge and area from the energy itself, not by the way that made the amounts.
function energy(relations: CheckedAmounts): string {
  const { amountPerChargeDay, chargedEnergyDay, linkSetCharge } = relations
  const whole = Array.from({ length: AMOUNT_SLOTS }, (_, k) => `coalesce(${q(k)}, 0)`).join(' + ')
  return `select 'energy_to_hourly_tariffs' as check_name, grid_area, sum(kwh) as difference
  from (select k.charge_code, k.charge_owner_id, e.grid_area, e.kwh
    from (select grid_area, link_set, sum(cast(${whole} as DECIMAL(38,6))) as kwh from ${chargedEnergyDay} as d group by grid_area, link_set) as e
    join ${linkSetCharge} as s on s.link_set = e.link_set join (${wholeHourlyTariffs(relations)}) as k on k.charge_no = s.charge_no
    union all select d.charge_code, d.charge_owner_id, d.grid_area, -cast(${whole} as DECIMAL(38,6))
    from ${amountPerChargeDay} as d join (${wholeHourlyTariffs(relations)}) as k on k.charge_code = d.charge_code and k.charge_owner_id = d.charge_owner_id
    where d.charge_type = 'tariff' and d.resolution = 'PT1H') as side
  group by charge_code, charge_owner_id, grid_area`
}

function wholeHourlyTariffs({ charge, chargePeriod, period }: CheckedAmounts): string {
  return `select k.charge_no, k.charge_code, k.charge_owner_id from ${charge} as k join ${chargePeriod} as c on c.charge_no = k.charge_no
    where k.charge_type = 'tariff' and c.resolution = 'PT1H' group by k.charge_no, k.charge_code, k.charge_owner_id
    having sum(c.to_ms - c.from_ms) = ${period.toMs - period.fromMs}`
}

function days({ amountPerChargeDay, monthlyAmount }: CheckedAmounts): string {
  const keys = 'grid_area, energy_supplier_id, charge_code, charge_type, charge_owner_id'
  return `select 'days_to_month' as check_name, grid_area, sum(amount) as difference
  from (select ${keys}, cast(coalesce(${rowAmount()}, 0) as DECIMAL(38,6)) as amount from ${amountPerChargeDay} as d
    union all select ${keys}, cast(-coalesce(amount, 0) as DECIMAL(38,6)) from ${monthlyAmount} as m) as side
  group by ${keys}`
}

function charges({ amountPerChargeDay, totalAmount }: CheckedAmounts): string {
  return `select 'charges_to_supplier_total' as check_name, grid_area, sum(amount) as difference
  from (select grid_area, energy_supplier_id, cast(coalesce(${rowAmount()}, 0) as DECIMAL(38,6)) as amount from ${amountPerChargeDay} as d
    union all select grid_area, energy_supplier_id, cast(-coalesce(amount, 0) as DECIMAL(38,6)) from ${totalAmount} as t where charge_owner_id is null) as side
  group by grid_area, energy_supplier_id`
}

// Each owner beside the tax's own collects the tax, so it counts as often as there are such owners (settlement 2.5).
function owners({ monthlyAmount, totalAmount }: CheckedAmounts): string {
  const supplier = 'grid_area, energy_supplier_id'
  return `select 'owners_to_supplier_total' as check_name, t.grid_area, t.owned - m.untaxed - m.tax * coalesce(m.collectors, 0) as difference
  from (select ${supplier}, coalesce(sum(amount), 0) as owned from ${totalAmount} as t where charge_owner_id is not null group by ${supplier}) as t
  join (select ${supplier}, coalesce(sum(amount) filter (where not is_tax), 0) as untaxed, coalesce(sum(amount) filter (where is_tax), 0) as tax,
      count(distinct charge_owner_id) filter (where not is_tax) - count(distinct charge_owner_id) filter (where not is_tax and charge_owner_id in (select charge_owner_id from ${monthlyAmount} as x
        where x.is_tax and x.grid_area = m.grid_area and x.energy_supplier_id is not distinct from m.energy_supplier_id)) as collectors
    from ${monthlyAmount} as m group by ${supplier}) as m on m.grid_area = t.grid_area and m.energy_supplier_id is not distinct from t.energy_supplier_id`
}
