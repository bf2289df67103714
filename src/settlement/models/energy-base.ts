import { bitOr, decimal, greatest0 } from '../../platform/index.ts'
import type { ResultResolution } from '../arguments.ts'
import { activeDaysSql } from './active-days.ts'
import { bothBits, perSlot, perWord, q, RESULT_CLASS, RESULT_MASKS } from './columns.ts'
import { areaList } from './area-list.ts'

/** Columns that say what a contribution belongs to; NULL where one does not apply. */
export const KEYS = [
  'grid_area',
  'neighbour_grid_area',
  'energy_supplier_id',
  'balance_responsible_id',
  'metering_point_id',
] as const

/** Relations that the contributions are made from. */
export type BaseRelations = {
  readonly groupSumDay: string
  readonly settlementGroup: string
  readonly gridLossPoint: string
  readonly pointPeriod: string
  readonly span: string
  readonly spanPart: string
  readonly calculationDay: string
}

/**
 * The named parts that every result is summed from (settlement 1.5), as the inside of a WITH:
 * raw (exact sums by supplier, and exchange netted by neighbour), base (raw after the carry rounding, three decimals),
 * loss (the residual of each area), loss_point_day (where the loss points are active), allocation (the loss by point),
 * and contribution, all of them together. Grain: (contribution, keys, market_day); q_k NULL where there is nothing.
 */
export function contributionCtes(
  relations: BaseRelations,
  gridAreas: readonly string[],
  resolution: ResultResolution,
): string {
  return `exchange_side as (${exchangeSide(relations, areaList(gridAreas))}),
raw as (${raw(relations)}),
base as (select contribution, ${KEYS.join(', ')}, market_day, ${MASK_COLUMNS}, ${perSlot(RESULT_CLASS, (k) => `${carryRounded(q(k), resolution === 'PT15M' ? k % 4 : 0)} as ${q(k)}`)} from raw),
loss as (${loss()}),
loss_point_day as (${lossPointDays(relations, areaList(gridAreas), resolution)}),
allocation as (${allocation()}),
contribution as (${['base', 'loss', 'allocation'].map((part) => `select contribution, ${KEYS.join(', ')}, market_day, ${MASK_COLUMNS}, ${perSlot(RESULT_CLASS, q)} from ${part}`).join(' union all ')})`
}

/**
 * The carry rounding (settlement 1.4) of value v in quarter i of its hour. What the text builds step by step telescopes:
 * the first i+1 rounded quarters together are round((i+1) v), so quarter i is round((i+1) v) - round(i v).
 */
export function carryRounded(value: string, quarterOfHour: number): string {
  const rounded = (digits: number): string => {
    const one = decimal(value, digits, 8)
    const upTo = (quarters: number): string =>
      decimal(decimal(quarters === 1 ? one : `${one} * ${quarters}`, digits, 8), digits, 3)
    return quarterOfHour === 0 ? upTo(1) : `${upTo(quarterOfHour + 1)} - ${upTo(quarterOfHour)}`
  }
  // Four times as much still has room in 18 digits, which the engine rounds much faster.
  const isSmall = `(${value}) > -1000000000 and (${value}) < 1000000000`
  return `cast(case when ${isSmall} then ${rounded(18)} else ${rounded(38)} end as DECIMAL(18,3))`
}

const MASK_COLUMNS = perWord(RESULT_CLASS, RESULT_MASKS, (column) => column)
const NO_TEXT = 'cast(null as VARCHAR)'

/** Both directions between an area and a neighbour, as seen from each area in scope; a line from an area to itself is both. */
export function exchangeSide({ settlementGroup }: Pick<BaseRelations, 'settlementGroup'>, areas: string): string {
  return `select group_id, to_grid_area as area, grid_area as neighbour, 1 as direction from ${settlementGroup} where kind = 'exchange' and to_grid_area in (${areas})
  union all select group_id, grid_area, to_grid_area, -1 from ${settlementGroup} where kind = 'exchange' and grid_area in (${areas})`
}

function raw({ groupSumDay, settlementGroup }: BaseRelations): string {
  return `select g.kind as contribution, g.grid_area, ${NO_TEXT} as neighbour_grid_area, g.energy_supplier_id, g.balance_responsible_id, ${NO_TEXT} as metering_point_id,
    s.market_day, ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => `s.${column}`)}, ${perSlot(RESULT_CLASS, (k) => `s.${q(k)}`)}
  from ${groupSumDay} as s join ${settlementGroup} as g on g.group_id = s.group_id where g.kind <> 'exchange'
  union all select 'exchange', x.area, x.neighbour, ${NO_TEXT}, ${NO_TEXT}, ${NO_TEXT}, s.market_day,
    ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => bitOr(`s.${column}`))}, ${perSlot(RESULT_CLASS, (k) => `cast(sum(s.${q(k)} * x.direction) as DECIMAL(28,8))`)}
  from ${groupSumDay} as s join exchange_side as x on x.group_id = s.group_id
  group by x.area, x.neighbour, s.market_day`
}

// settlement 1.5 #6: a residual, so it may be negative; it exists where any of its terms does, and is always calculated.
function loss(): string {
  const masks = perWord(RESULT_CLASS, RESULT_MASKS, (column, mask, word) =>
    mask === 'present' || mask === 'calculated'
      ? `${bitOr(`present_${word}`)} as ${column}`
      : `cast(0 as BIGINT) as ${column}`,
  )
  const sign = "case when contribution in ('exchange', 'production') then 1 else -1 end"
  return `select 'grid_loss' as contribution, grid_area, ${NO_TEXT} as neighbour_grid_area, ${NO_TEXT} as energy_supplier_id, ${NO_TEXT} as balance_responsible_id, ${NO_TEXT} as metering_point_id,
    market_day, ${masks}, ${perSlot(RESULT_CLASS, (k) => `cast(sum(${q(k)} * sign) as DECIMAL(18,3)) as ${q(k)}`)}
  from (select *, ${sign} as sign from base) as term group by grid_area, market_day`
}

// settlement 1.2 (3): where each loss point is active, with the supplier of that period.
function lossPointDays(relations: BaseRelations, areas: string, resolution: ResultResolution): string {
  const columns = ['metering_point_id', 'type', 'grid_area', 'energy_supplier_id', 'balance_responsible_id']
  const lossPoints = `(select * from ${relations.pointPeriod} as l where l.type in ('consumption', 'production') and l.grid_area in (${areas})
    and l.metering_point_id in (select metering_point_id from ${relations.gridLossPoint}))`
  return activeDaysSql(lossPoints, columns, relations, resolution)
}

// settlement 1.5 #7 and #8: the consumption point is given what is lost, the production point what is gained; zeros too.
function allocation(): string {
  const masks = perWord(RESULT_CLASS, RESULT_MASKS, (column, mask, word) =>
    mask === 'present' || mask === 'calculated'
      ? `${bothBits(`l.present_${word}`, `d.active_${word}`)} as ${column}`
      : `cast(0 as BIGINT) as ${column}`,
  )
  return `select case d.type when 'consumption' then 'positive_grid_loss' else 'negative_grid_loss' end as contribution,
    l.grid_area, ${NO_TEXT} as neighbour_grid_area, d.energy_supplier_id, d.balance_responsible_id, d.metering_point_id, l.market_day, ${masks},
    ${perSlot(RESULT_CLASS, (k) => `cast(${lossShare(k)} as DECIMAL(18,3)) as ${q(k)}`)}
  from loss as l join (select *, case type when 'consumption' then 1 else -1 end as sign from loss_point_day) as d
    on d.grid_area = l.grid_area and d.market_day = l.market_day`
}

function lossShare(slot: number): string {
  return `case when d.from_slot <= ${slot} and ${slot} < d.to_slot then ${greatest0(`l.${q(slot)} * d.sign`)} end`
}
