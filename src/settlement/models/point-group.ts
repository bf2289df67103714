import { areaList } from './area-list.ts'

/** Relations that the grouping models read. */
export type GroupingRelations = {
  /** point_period: see calculate-energy.ts */
  readonly pointPeriod: string
  /** grid_loss_point: metering_point_id */
  readonly gridLossPoint: string
  /** span: see spans.ts */
  readonly span: string
}

/**
 * Model settlement_group. Grain: one row for each set of points that are summed together: consumption and production by
 * area, supplier and balance responsible party, consumption also by method, exchange by direction.
 * Columns: group_id (dense, in the order of the keys), kind (flex, non_profiled, production, exchange), grid_area,
 * to_grid_area, energy_supplier_id, balance_responsible_id; grid_area is the area energy comes from for exchange, and
 * to_grid_area is NULL for all others.
 * @param keys other keys than those of energy results, of the relation of keyedPoints; they are the columns then
 */
export function settlementGroupSql(
  relations: GroupingRelations,
  gridAreas: readonly string[],
  keys: readonly string[] = GROUP_KEYS,
): string {
  return `with keyed as (${keyedPoints(relations, gridAreas)})
select cast(row_number() over (order by ${keys.map((key) => `${key} nulls first`).join(', ')}) as INTEGER) as group_id, ${keys.join(', ')}
from (select distinct ${keys.join(', ')} from keyed) as distinct_key
order by group_id`
}

/**
 * Model point_group. Grain: one row for each point period that is summed. Columns: series_id (NULL when nothing was ever
 * read), group_id, slot_class (25 or 100), span_id, full_from and full_last (whole days, inclusive, NULL without any).
 * Integers only: the large join is made over this relation.
 * @param keys those of the settlement group
 */
export function pointGroupSql(
  relations: GroupingRelations & { readonly settlementGroup: string },
  gridAreas: readonly string[],
  keys: readonly string[] = GROUP_KEYS,
): string {
  const sameKeys = keys.map((key) => `g.${key} is not distinct from k.${key}`).join(' and ')
  return `with keyed as (${keyedPoints(relations, gridAreas)})
select k.series_id, g.group_id, k.slot_class, s.span_id, s.full_from, s.full_last
from keyed as k
join ${relations.settlementGroup} as g on ${sameKeys}
join ${relations.span} as s on s.from_ms = k.from_ms and s.to_ms = k.to_ms
order by g.group_id, k.series_id nulls first, s.span_id, k.slot_class`
}

/** What distinguishes the groups of energy results. */
export const GROUP_KEYS = ['kind', 'grid_area', 'to_grid_area', 'energy_supplier_id', 'balance_responsible_id']

/**
 * The point periods that energy results count, with the keys of their group (settlement 1.2): grid-loss points are taken out;
 * exchange counts for either side, whoever owns the point; consumption that is neither flex nor non-profiled belongs to no result.
 * @param columns further ones to be passed on
 */
export function keyedPoints(
  { pointPeriod, gridLossPoint }: Pick<GroupingRelations, 'pointPeriod' | 'gridLossPoint'>,
  gridAreas: readonly string[],
  columns: readonly string[] = [],
): string {
  const areas = areaList(gridAreas)
  return `select ${columns.map((column) => `p.${column}, `).join('')}p.series_id, p.metering_point_id, case p.resolution when 'PT1H' then 25 else 100 end as slot_class, p.from_ms, p.to_ms,
    case p.type when 'consumption' then p.settlement_method else p.type end as kind,
    case p.type when 'exchange' then p.from_grid_area else p.grid_area end as grid_area,
    case p.type when 'exchange' then p.to_grid_area end as to_grid_area,
    case when p.type <> 'exchange' then p.energy_supplier_id end as energy_supplier_id,
    case when p.type <> 'exchange' then p.balance_responsible_id end as balance_responsible_id
  from ${pointPeriod} as p
  where p.from_ms < p.to_ms
    and not exists (select 1 from ${gridLossPoint} as l where l.metering_point_id = p.metering_point_id)
    and ((p.type = 'exchange' and (p.from_grid_area in (${areas}) or p.to_grid_area in (${areas})))
      or (p.type = 'production' and p.grid_area in (${areas}))
      or (p.type = 'consumption' and p.settlement_method in ('flex', 'non_profiled') and p.grid_area in (${areas})))`
}
