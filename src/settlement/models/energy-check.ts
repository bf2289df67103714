import { isWholesale } from '../calculation-type.ts'
import type { CalculationType } from '../calculation-type.ts'
import { perSlot, q, RESULT_CLASS } from './columns.ts'

/** The checks that every calculation makes over its own results. */
export type EnergyCheck = 'identity' | 'balance' | 'supplier_to_balance_responsible' | 'supplier_to_grid_area'

/**
 * Counts the slots that contradict each other in a relation of results. Grain: one row for each check that has been
 * violated; no row is good news. Columns: check_name, grid_area, slots.
 * identity: total consumption = non-profiled + flex. balance: production + exchange = non-profiled + flex, also where
 * there is no exchange. supplier_to_*: rows by supplier add up to the row above them (settlement 1.5).
 */
export function energyCheckSql(energyResult: string, type: CalculationType): string {
  const wrong = Array.from({ length: RESULT_CLASS }, (_, k) => `case when ${q(k)} <> 0 then 1 else 0 end`).join(' + ')
  const residuals = [identity(energyResult), balance(energyResult), rollUp(energyResult, 'grid_area')]
  // settlement 1.7: wholesale types have no rows by balance responsible party.
  if (!isWholesale(type)) residuals.push(rollUp(energyResult, 'balance_responsible'))
  return `with residual as (${residuals.join('\nunion all ')})
select check_name, grid_area, cast(sum(${wrong}) as BIGINT) as slots from residual group by check_name, grid_area having sum(${wrong}) > 0 order by check_name, grid_area`
}

function identity(energyResult: string): string {
  return `select 'identity' as check_name, c.grid_area, ${perSlot(RESULT_CLASS, (k) => `c.${q(k)} - coalesce(n.${q(k)}, 0) as ${q(k)}`)}
  from (select * from ${energyResult} where time_series_type = 'total_consumption') as c
  left join (select grid_area, market_day, ${sums('1')} from ${energyResult} where aggregation_level = 'grid_area'
    and time_series_type in ('non_profiled_consumption', 'flex_consumption') group by grid_area, market_day) as n
  on n.grid_area = c.grid_area and n.market_day = c.market_day`
}

function balance(energyResult: string): string {
  const sign = "case when time_series_type in ('production', 'net_exchange_per_ga') then 1 else -1 end"
  return `select 'balance', grid_area, ${sums(sign)} from ${energyResult} where aggregation_level = 'grid_area'
    and time_series_type in ('production', 'net_exchange_per_ga', 'non_profiled_consumption', 'flex_consumption') group by grid_area, market_day`
}

function rollUp(energyResult: string, level: 'balance_responsible' | 'grid_area'): string {
  const sign = "case when aggregation_level = 'supplier' then 1 else -1 end"
  const key = level === 'grid_area' ? 'cast(null as VARCHAR)' : 'balance_responsible_id'
  return `select 'supplier_to_${level}', grid_area, ${sums(sign)} from (select *, ${key} as upper_key from ${energyResult}
    where time_series_type in ('production', 'non_profiled_consumption', 'flex_consumption') and aggregation_level in ('supplier', '${level}')) as r
  group by time_series_type, grid_area, upper_key, market_day`
}

function sums(sign: string): string {
  return perSlot(RESULT_CLASS, (k) => `coalesce(sum(${q(k)} * ${sign}), 0) as ${q(k)}`)
}

/** The checks that a calculation of a type makes. */
export function checksOf(type: CalculationType): EnergyCheck[] {
  const checks: EnergyCheck[] = ['identity', 'balance', 'supplier_to_grid_area']
  return isWholesale(type) ? checks : [...checks, 'supplier_to_balance_responsible']
}
