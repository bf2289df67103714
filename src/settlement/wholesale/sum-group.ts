import { areaList } from '../models/area-list.ts'
import { GROUP_KEYS, keyedPoints } from '../models/point-group.ts'
import type { GroupingRelations } from '../models/point-group.ts'

/** Relations that the sum groups are made from; pointPeriod is point_piece. */
export type SumGroupRelations = GroupingRelations & { readonly settlementGroup: string; readonly linkSet: string }

/**
 * Model sum_group: points that are summed together for both purposes, energy results and tariffs.
 * Grain: (group_id, grid_area, energy_supplier_id, type, settlement_method, link_set). Columns: sum_group_id (dense), group_id
 * (of settlement_group; NULL: in no energy result, such as children), link_set (NULL: without tariffs; then the columns by
 * which amounts are told apart are NULL too).
 */
export function sumGroupSql(relations: SumGroupRelations, gridAreas: readonly string[]): string {
  const keys = SUM_KEYS.join(', ')
  return `with member as (${members(relations, gridAreas)})
select cast(row_number() over (order by ${SUM_KEYS.map((key) => `${key} nulls first`).join(', ')}) as INTEGER) as sum_group_id, ${keys}
from (select distinct ${keys} from member) as distinct_key order by sum_group_id`
}

/**
 * Model sum_point: the members of the sum groups, in the shape of point_group (its column group_id is the sum group).
 */
export function sumPointSql(
  relations: SumGroupRelations & { readonly sumGroup: string },
  gridAreas: readonly string[],
): string {
  const sameKeys = SUM_KEYS.map((key) => `g.${key} is not distinct from m.${key}`).join(' and ')
  return `with member as (${members(relations, gridAreas)})
select m.series_id, g.sum_group_id as group_id, m.slot_class, s.span_id, s.full_from, s.full_last
from member as m join ${relations.sumGroup} as g on ${sameKeys}
join ${relations.span} as s on s.from_ms = m.from_ms and s.to_ms = m.to_ms
order by g.sum_group_id, m.series_id nulls first, s.span_id, m.slot_class`
}

const SUM_KEYS = ['group_id', 'grid_area', 'energy_supplier_id', 'type', 'settlement_method', 'link_set']

// Loss points are no members: their tariffs are for the loss that they are given, not for readings (settlement 2.2).
function members(relations: SumGroupRelations, gridAreas: readonly string[]): string {
  const { pointPeriod, gridLossPoint, settlementGroup, linkSet } = relations
  const sameGroup = GROUP_KEYS.map((key) => `g.${key} is not distinct from k.${key}`).join(' and ')
  const amountKey = (column: string, name: string): string =>
    `case when link_set is not null then ${column} end as ${name}`
  const inResults = keyedPoints(relations, gridAreas, [
    'type',
    'settlement_method',
    'grid_area as own_area',
    'link_key',
  ])
  return `select series_id, slot_class, from_ms, to_ms, group_id, link_set, ${amountKey('own_area', 'grid_area')},
    ${['energy_supplier_id', 'type', 'settlement_method'].map((column) => amountKey(column, column)).join(', ')}
  from (select k.*, g.group_id, l.link_set from (${inResults}) as k
    join ${settlementGroup} as g on ${sameGroup} left join ${linkSet} as l on l.link_key = k.link_key) as in_results
  union all
  select p.series_id, case p.resolution when 'PT1H' then 25 else 100 end, p.from_ms, p.to_ms, cast(null as INTEGER), l.link_set,
    p.grid_area, p.energy_supplier_id, p.type, p.settlement_method
  from ${pointPeriod} as p join ${linkSet} as l on l.link_key = p.link_key
  where p.resolution in ('PT15M', 'PT1H') and p.grid_area in (${areaList(gridAreas)})
    and not exists (select 1 from ${gridLossPoint} as x where x.metering_point_id = p.metering_point_id)
    and p.type not in ('exchange', 'production')
    and not (p.type = 'consumption' and coalesce(p.settlement_method, '') in ('flex', 'non_profiled'))`
}
