import { dateLiteral, textLiteral } from '../../platform/index.ts'
import { METERING_POINT_TYPES, isParentType, isWholesaleType } from '../../market/index.ts'

const typeList = (types: readonly string[]): string => types.map(textLiteral).join(', ')

/** Types that settlement itself sums (settlement 1.2). */
export const PARENT_TYPES = typeList(METERING_POINT_TYPES.filter(isParentType))
/** Children that wholesale settlement accepts (settlement 3.2). */
export const CHILD_TYPES = typeList(METERING_POINT_TYPES.filter((type) => isWholesaleType(type) && !isParentType(type)))

/**
 * Model case_point. Grain: one row for each period of a point that touches the case's areas and days (settlement 1.2).
 * series_id INTEGER, NULL when nothing was ever read; kind VARCHAR: the method of consumption (NULL: none), else the type;
 * slot_class 25 or 100, NULL for points that are read by no slot; is_loss BOOLEAN; from_day and to_day DATE, cut to the
 * case's days, to_day exclusive and never NULL. Periods begin and end with market days, so a point's day is whole.
 */
export function casePointSql(
  { period, series }: { readonly period: string; readonly series: string },
  { from, to }: { readonly from: string; readonly to: string },
): string {
  return `select p.metering_point_id, s.series_id, p.type, case p.type when 'consumption' then p.settlement_method else p.type end as kind,
    p.settlement_method, p.resolution, case p.resolution when 'PT1H' then 25 when 'PT15M' then 100 end as slot_class,
    p.grid_area, p.from_grid_area, p.to_grid_area, p.parent_id, p.energy_supplier_id, p.balance_responsible_id,
    p.loss_role is not null as is_loss,
    greatest(p.from_day, ${dateLiteral(from)}) as from_day, least(coalesce(p.to_day, ${dateLiteral(to)}), ${dateLiteral(to)}) as to_day
  from ${period} as p
  left join ${series} as s on s.metering_point_id = p.metering_point_id and s.stream = '' and s.unit = 'kWh'
  order by p.metering_point_id, p.from_day`
}

/**
 * The periods of case_point that charges can belong to (settlement 2.1): consumption and production, and children in the
 * days of their parent's periods, with the parent's supplier. Grain: (metering_point_id, from_day).
 */
export function chargeablePeriods(point: string): string {
  return `(select metering_point_id, grid_area, type, energy_supplier_id, from_day, to_day from ${point} where type in ('consumption', 'production')
    union all select c.metering_point_id, c.grid_area, c.type, p.energy_supplier_id, greatest(c.from_day, p.from_day), least(c.to_day, p.to_day)
    from ${point} as c join ${point} as p on p.metering_point_id = c.parent_id and p.type in (${PARENT_TYPES})
      and p.from_day < c.to_day and c.from_day < p.to_day
    where c.type in (${CHILD_TYPES}))`
}
