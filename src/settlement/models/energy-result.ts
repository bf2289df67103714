import { resultResolution } from '../arguments.ts'
import type { CalculationArguments } from '../arguments.ts'
import { resultLines } from '../result-kinds.ts'
import type { AggregationLevel } from '../result-kinds.ts'
import {
  bothBits,
  eitherBits,
  perSlot,
  perWord,
  q,
  RESULT_CLASS,
  RESULT_MASKS,
  RESULT_TYPE,
  sumColumns,
} from './columns.ts'
import { contributionCtes, KEYS } from './energy-base.ts'
import type { BaseRelations } from './energy-base.ts'
import { bitOr, textLiteral } from '../../platform/index.ts'

/**
 * Model energy_result_day: every result of the calculation (settlement 1.5 to 1.7).
 * Grain: (time_series_type, aggregation_level, grid_area, neighbour_grid_area, energy_supplier_id,
 * balance_responsible_id, metering_point_id, market_day). A key column is NULL where the level does not have it; by
 * supplier means by supplier and balance responsible party, and the loss series carry both beside their point.
 * q_1..q_100 DECIMAL(18,3) kWh, NULL where the series has no slot; with resolution PT1H the first 25 are used. Masks:
 * present = slots of the series; the other four = the set of qualities that fed each slot.
 */
export function energyResultSql(relations: BaseRelations, given: CalculationArguments, version: bigint): string {
  const resolution = resultResolution(given)
  return `with ${contributionCtes(relations, given.gridAreas, resolution)},
result_line(contribution, time_series_type, aggregation_level) as (values ${resultLines(given.type)
    .map((line) => `(${[line.contribution, line.timeSeriesType, line.level].map(textLiteral).join(', ')})`)
    .join(', ')}),
summed as (${summed()}),
total as (${totalConsumption()})
select cast(${version} as BIGINT) as calculation_version, ${KEYS.join(', ')}, time_series_type, aggregation_level, ${textLiteral(resolution)} as resolution, market_day,
  ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => column)}, ${perSlot(RESULT_CLASS, (k) => `cast(${q(k)} as ${RESULT_TYPE}) as ${q(k)}`)}
from (select ${SUMMED_COLUMNS} from summed union all select ${SUMMED_COLUMNS} from total) as result
where present_0 <> 0 or present_1 <> 0
order by time_series_type, aggregation_level, ${KEYS.map((key) => `${key} nulls first`).join(', ')}, market_day`
}

const SUMMED_COLUMNS = `time_series_type, aggregation_level, ${KEYS.join(', ')}, market_day, ${sumColumns(RESULT_CLASS)}`

const KEY_LEVELS: Readonly<Record<(typeof KEYS)[number], readonly AggregationLevel[] | 'all'>> = {
  grid_area: 'all',
  neighbour_grid_area: ['neighbour'],
  energy_supplier_id: ['supplier', 'metering_point'],
  balance_responsible_id: ['supplier', 'balance_responsible', 'metering_point'],
  metering_point_id: ['metering_point'],
}

// Every result is a sum of contributions: roll-ups are plain sums, the adjusted series take in the allocated loss, and a
// supplier that holds a loss point and nothing else gets a row by itself (settlement 1.5 #9 and #10).
function summed(): string {
  const keys = KEYS.map((key) => {
    const levels = KEY_LEVELS[key]
    return levels === 'all'
      ? `c.${key}`
      : `case when m.aggregation_level in (${levels.map(textLiteral).join(', ')}) then c.${key} end as ${key}`
  })
  return `select time_series_type, aggregation_level, ${KEYS.join(', ')}, market_day,
    ${perSlot(RESULT_CLASS, (k) => `cast(sum(${q(k)}) as DECIMAL(18,3)) as ${q(k)}`)}, ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => `${bitOr(column)} as ${column}`)}
  from (select m.time_series_type, m.aggregation_level, ${keys.join(', ')}, c.market_day, ${perSlot(RESULT_CLASS, (k) => `c.${q(k)}`)}, ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => `c.${column}`)}
    from contribution as c join result_line as m on m.contribution = c.contribution) as addend
  group by time_series_type, aggregation_level, ${KEYS.join(', ')}, market_day`
}

// settlement 1.5 #11: an inner join of adjusted production and exchange, slot by slot.
function totalConsumption(): string {
  const masks = perWord(RESULT_CLASS, RESULT_MASKS, (column, mask, word) => {
    const present = bothBits(`p.present_${word}`, `x.present_${word}`)
    return `${mask === 'present' ? present : bothBits(eitherBits(`p.${column}`, `x.${column}`), present)} as ${column}`
  })
  return `select 'total_consumption' as time_series_type, 'grid_area' as aggregation_level, ${KEYS.map((key) => `p.${key}`).join(', ')}, p.market_day,
    ${perSlot(RESULT_CLASS, (k) => `p.${q(k)} + x.${q(k)} as ${q(k)}`)}, ${masks}
  from ${areaRows('production')} as p join ${areaRows('net_exchange_per_ga')} as x on x.grid_area = p.grid_area and x.market_day = p.market_day`
}

function areaRows(type: string): string {
  return `(select * from summed where time_series_type = '${type}' and aggregation_level = 'grid_area')`
}
