import { sum, textLiteral } from '../../../platform/index.ts'
import { bitOf, perSlot, q, RESULT_CLASS } from '../../models/columns.ts'
import { KEYS } from '../../models/energy-base.ts'
import { besideEachOther, eitherKey, type ComparedRelations, type ComparedScope } from './compared-sides.ts'

/** What identifies a series of energy results within an area's calculation. */
export const ENERGY_KEYS = ['time_series_type', 'aggregation_level', ...KEYS, 'resolution'] as const

const WORDS = [0, 1] as const
const QUALITIES = ['missing', 'estimated', 'calculated', 'measured'] as const
const SLOTS = Array.from({ length: RESULT_CLASS }, (_, k) => k)

/**
 * Model energy_comparison_day: each result day of two calculations beside each other.
 * Grain: (time_series_type, aggregation_level, grid_area, neighbour_grid_area, energy_supplier_id, balance_responsible_id,
 * metering_point_id, resolution, market_day). a_kwh and b_kwh DECIMAL(38,3): the day's sum, NULL where the calculation has
 * no such row; difference_kwh = b less a and absolute_kwh = the sum of the slots' absolute differences, where what is absent
 * adds nothing; value_slots: slots with another value or on one side only; quality_slots: slots on both sides with another
 * set of qualities.
 */
export function energyComparisonSql(relations: ComparedRelations, scope: ComparedScope): string {
  const total = (term: (k: number) => string): string => SLOTS.map((k) => term(k)).join(' + ')
  const differs = (k: number): string => `case when a_${k} is distinct from b_${k} then 1 else 0 end`
  const otherQuality = (k: number): string => {
    const { word, weight } = bitOf(k)
    return `case when (quality_${word} & ${weight}) <> 0 then 1 else 0 end`
  }
  const daySum = (side: 'a' | 'b'): string =>
    `case when in_${side} then cast(${total((k) => `coalesce(${side}_${k}, 0)`)} as DECIMAL(38,3)) end as ${side}_kwh`
  const difference = (k: number): string => `coalesce(b_${k}, 0) - coalesce(a_${k}, 0)`
  return `select ${ENERGY_KEYS.join(', ')}, market_day, ${daySum('a')}, ${daySum('b')},
    cast(${total(difference)} as DECIMAL(38,3)) as difference_kwh,
    cast(${total((k) => `abs(${difference(k)})`)} as DECIMAL(38,3)) as absolute_kwh,
    cast(${total(differs)} as INTEGER) as value_slots, cast(${total(otherQuality)} as INTEGER) as quality_slots
  from (select ${eitherKey([...ENERGY_KEYS, 'market_day'])}, a.market_day is not null as in_a, b.market_day is not null as in_b,
      ${WORDS.map((word) => `${otherQualities(word)} as quality_${word}`).join(', ')},
      ${perSlot(RESULT_CLASS, (k) => `a.${q(k)} as a_${k}, b.${q(k)} as b_${k}`)}
    from ${besideEachOther(relations, scope, ENERGY_KEYS)}) as beside
  order by absolute_kwh desc, value_slots desc, quality_slots desc, ${ENERGY_KEYS.map((key) => `${key} nulls first`).join(', ')}, market_day`
}

// Bits of slots that both sides have, and that are in one of the two masks only.
function otherQualities(word: number): string {
  const either = QUALITIES.map((mask) => {
    const [a, b] = [`a.${mask}_${word}`, `b.${mask}_${word}`]
    return `((${a} | ${b}) - (${a} & ${b}))`
  })
  return `coalesce((${either.join(' | ')}) & a.present_${word} & b.present_${word}, 0)`
}

/** Narrows a comparison: what is left out does not. */
export interface ComparisonFilter {
  readonly gridArea?: string | undefined
  readonly level?: string | undefined
}

/** Rows of energy_comparison_day that differ in anything, in its order. */
export function differingRows(comparison: string, filter: ComparisonFilter): string {
  return `(select * from ${comparison} as c where (value_slots > 0 or quality_slots > 0)${narrowed(filter)})`
}

function narrowed({ gridArea, level }: ComparisonFilter): string {
  return `${gridArea === undefined ? '' : ` and grid_area = ${textLiteral(gridArea)}`}${level === undefined ? '' : ` and aggregation_level = ${textLiteral(level)}`}`
}

/**
 * Summary of energy_comparison_day. Grain: (grid_area, aggregation_level, time_series_type). a_kwh and b_kwh NULL where the
 * calculation has no row at all; rows_a and rows_b: day rows that only one has.
 */
export function energySummarySql(comparison: string, filter: ComparisonFilter): string {
  const count = (condition: string): string => `count(*) filter (where ${condition})`
  return `select grid_area, aggregation_level, time_series_type, ${sum('a_kwh')} as a_kwh, ${sum('b_kwh')} as b_kwh,
    ${sum('difference_kwh')} as difference_kwh, ${sum('absolute_kwh')} as absolute_kwh, count(*) as day_rows,
    ${count('value_slots > 0')} as value_rows, ${count('value_slots = 0 and quality_slots > 0')} as quality_rows,
    ${count('b_kwh is null')} as rows_a, ${count('a_kwh is null')} as rows_b
  from ${comparison} as c where true${narrowed(filter)}
  group by grid_area, aggregation_level, time_series_type order by grid_area, aggregation_level, time_series_type`
}

/**
 * The result rows of one calculation for some keys and days, as they stand: to be unrolled.
 * @param wanted a relation with ENERGY_KEYS and market_day
 */
export function resultRowsSql(relation: string, version: bigint, wanted: string): string {
  const same = [...ENERGY_KEYS, 'market_day'].map((key) => `r.${key} is not distinct from w.${key}`)
  return `select r.* from ${relation} as r join ${wanted} as w on ${same.join(' and ')} where r.calculation_version = ${version}`
}
