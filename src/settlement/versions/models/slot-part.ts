import { sum, textLiteral } from '../../../platform/index.ts'
import { bitOf, q } from '../../models/columns.ts'
import { MADE_FROM, moverRelation, pointTerms, SAME_KEYS, type MovedResult } from './mover-cause.ts'
import { pointParts, type PointSums } from './point-sum.ts'

const QUALITIES = ['missing', 'estimated', 'measured', 'calculated'] as const

/**
 * What each point gives to one slot of a result, before rounding. Grain: (metering_point_id, slot_class). contribution; kwh
 * DECIMAL(38,8) with the sign that it has in the result; is_missing, is_estimated, is_measured, is_calculated.
 */
export function slotPartsSql(sums: PointSums, gridAreas: readonly string[], result: MovedResult, slot: number): string {
  const { word, weight } = bitOf(slot)
  const is = (mask: string): string => `bool_or((c.${mask}_${word} & ${weight}) <> 0) as is_${mask}`
  return `select c.metering_point_id, c.slot_class, min(c.contribution) as contribution,
      cast(${sum(`c.${q(slot)} * c.direction * t.sign`)} as DECIMAL(38,8)) as kwh, ${QUALITIES.map(is).join(', ')}
    from ${moverRelation([result])} as m
    join ${pointTerms()} as t on t.time_series_type = m.time_series_type
    join (${pointParts(sums.groupSumDay, sums.settlementGroup, gridAreas)}) as c on c.contribution = t.contribution and ${SAME_KEYS}
    where c.${q(slot)} is not null
    group by c.metering_point_id, c.slot_class`
}

/** The loss that is allocated to one slot of a result: kwh, NULL where none is. @param results energy_result_day of the calculation */
export function slotLossSql(results: string, version: bigint, result: MovedResult, slot: number): string {
  const { loss } = MADE_FROM[result.timeSeriesType]
  const series = loss === undefined ? 'false' : `c.time_series_type = ${textLiteral(loss)}`
  return `select ${sum(`c.${q(slot)}`)} as kwh from ${moverRelation([result])} as m
    join ${results} as c on c.calculation_version = ${version} and c.aggregation_level = 'metering_point' and ${series} and ${SAME_KEYS}`
}
