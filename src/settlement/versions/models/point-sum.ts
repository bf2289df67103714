import { areaList } from '../../models/area-list.ts'
import { perSlot, perWord, q, RESULT_CLASS, RESULT_MASKS } from '../../models/columns.ts'
import { exchangeSide } from '../../models/energy-base.ts'
import { GROUP_KEYS, pointGroupSql, settlementGroupSql, type GroupingRelations } from '../../models/point-group.ts'

// Every point is a group of its own, so the engine's own sums say what each point contributes, exactly.
const POINT_KEYS = ['metering_point_id', 'slot_class', ...GROUP_KEYS]

/**
 * Model point_sum_group. Grain: (metering_point_id, slot_class, keys of its settlement group). Columns: group_id (dense),
 * the grain. It takes the place of settlement_group for the sums of group-sum.ts.
 */
export function pointSumGroupSql(relations: GroupingRelations, gridAreas: readonly string[]): string {
  return settlementGroupSql(relations, gridAreas, POINT_KEYS)
}

/** Model point_group over point_sum_group: see point-group.ts. @param settlementGroup the relation of pointSumGroupSql */
export function pointSumPointSql(
  relations: GroupingRelations & { readonly settlementGroup: string },
  gridAreas: readonly string[],
): string {
  return pointGroupSql(relations, gridAreas, POINT_KEYS)
}

/** What says which sums a point contributes to on a day. */
const PART_KEYS = [
  'metering_point_id',
  'slot_class',
  'contribution',
  'grid_area',
  'neighbour_grid_area',
  'energy_supplier_id',
  'balance_responsible_id',
  'direction',
] as const

/**
 * What each point contributes to on each day: the exact value of each slot, before any rounding. Grain: (PART_KEYS,
 * market_day). contribution: exchange, production, flex, non_profiled; an exchange point has a row for each of its sides in
 * scope, direction 1 where energy comes in and -1 where it goes out; q_k without that sign, NULL where the point is not
 * active.
 */
export function pointParts(groupSumDay: string, settlementGroup: string, gridAreas: readonly string[]): string {
  const values = `s.market_day, ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => `s.${column}`)}, ${perSlot(RESULT_CLASS, (k) => `s.${q(k)}`)}`
  return `select g.metering_point_id, g.slot_class, g.kind as contribution, g.grid_area, cast(null as VARCHAR) as neighbour_grid_area,
    g.energy_supplier_id, g.balance_responsible_id, 1 as direction, ${values}
  from ${groupSumDay} as s join ${settlementGroup} as g on g.group_id = s.group_id where g.kind <> 'exchange'
  union all select g.metering_point_id, g.slot_class, 'exchange', x.area, x.neighbour, cast(null as VARCHAR), cast(null as VARCHAR), x.direction, ${values}
  from ${groupSumDay} as s join ${settlementGroup} as g on g.group_id = s.group_id
  join (${exchangeSide({ settlementGroup }, areaList(gridAreas))}) as x on x.group_id = s.group_id`
}

/** Sums by point of one state of the inputs. */
export interface PointSums {
  readonly groupSumDay: string
  readonly settlementGroup: string
}

/**
 * Model point_cause_day: what each point makes a sum move by. Grain: (PART_KEYS, market_day), only where something differs.
 * a_kwh, b_kwh DECIMAL(38,8): the day's value of the point in the sum, NULL where it is not part of it. reading_kwh: in slots
 * that it has in both, the later less the earlier value. period_kwh: in slots that it has in one of them only, its value
 * there, negative when it left; so the two add up to the difference of the sums. Both signed by direction.
 * other_qualities: whether the qualities differ.
 */
export function pointCauseSql(a: PointSums, b: PointSums, gridAreas: readonly string[]): string {
  const slots = Array.from({ length: RESULT_CLASS }, (_, k) => k)
  const total = (term: (k: number) => string): string => slots.map((k) => term(k)).join(' + ')
  const moved = (k: number): string => `coalesce(b.${q(k)}, 0) - coalesce(a.${q(k)}, 0)`
  const inBoth = (k: number): string => `a.${q(k)} is not null and b.${q(k)} is not null`
  const direction = 'coalesce(a.direction, b.direction)'
  const signed = (term: (k: number) => string): string => `cast((${total(term)}) * ${direction} as DECIMAL(38,8))`
  const day = (side: string): string =>
    `case when ${side}.market_day is not null then ${signed((k) => `coalesce(${side}.${q(k)}, 0)`)} end as ${side}_kwh`
  const qualities = perWord(RESULT_CLASS, RESULT_MASKS, (column) => `a.${column} is distinct from b.${column}`)
  const keys = [...PART_KEYS, 'market_day']
  return `select * from (select ${keys.map((key) => `coalesce(a.${key}, b.${key}) as ${key}`).join(', ')}, ${day('a')}, ${day('b')},
      ${signed((k) => `case when ${inBoth(k)} then ${moved(k)} else 0 end`)} as reading_kwh,
      ${signed((k) => `case when ${inBoth(k)} then 0 else ${moved(k)} end`)} as period_kwh,
      (${qualities.replaceAll(', ', ' or ')}) as other_qualities
    from (${pointParts(a.groupSumDay, a.settlementGroup, gridAreas)}) as a
    full outer join (${pointParts(b.groupSumDay, b.settlementGroup, gridAreas)}) as b
      on ${keys.map((key) => `b.${key} is not distinct from a.${key}`).join(' and ')}) as beside
  where reading_kwh <> 0 or period_kwh <> 0 or other_qualities or (a_kwh is null) <> (b_kwh is null)
  order by market_day, ${PART_KEYS.map((key) => `${key} nulls first`).join(', ')}`
}
