import { sum, textLiteral, valuesRelation } from '../../../platform/index.ts'
import type { TimeSeriesType } from '../../result-kinds.ts'

/** A result day whose move is explained. */
export interface MovedResult {
  readonly timeSeriesType: TimeSeriesType
  readonly level: string
  readonly gridArea: string
  readonly neighbourGridArea: string | null
  readonly energySupplierId: string | null
  readonly balanceResponsibleId: string | null
  readonly marketDay: string
}

type Contribution = 'exchange' | 'production' | 'flex' | 'non_profiled'
type Loss = 'positive_grid_loss' | 'negative_grid_loss'

/**
 * What each result is summed from (settlement 1.5): readings of points, with their sign, and the loss as it is allocated.
 * The allocated loss is no sum: it is the positive or negative part of one, slot by slot, so it stands as it is.
 */
export const MADE_FROM: Readonly<
  Record<TimeSeriesType, { readonly points: readonly (readonly [Contribution, 1 | -1])[]; readonly loss?: Loss }>
> = {
  net_exchange_per_neighboring_ga: { points: [['exchange', 1]] },
  net_exchange_per_ga: { points: [['exchange', 1]] },
  temp_production: { points: [['production', 1]] },
  temp_flex_consumption: { points: [['flex', 1]] },
  non_profiled_consumption: { points: [['non_profiled', 1]] },
  grid_loss: {
    points: [
      ['exchange', 1],
      ['production', 1],
      ['flex', -1],
      ['non_profiled', -1],
    ],
  },
  positive_grid_loss: { points: [], loss: 'positive_grid_loss' },
  negative_grid_loss: { points: [], loss: 'negative_grid_loss' },
  production: { points: [['production', 1]], loss: 'negative_grid_loss' },
  flex_consumption: { points: [['flex', 1]], loss: 'positive_grid_loss' },
  total_consumption: {
    points: [
      ['production', 1],
      ['exchange', 1],
    ],
    loss: 'negative_grid_loss',
  },
}

const BY_SUPPLIER = ['supplier', 'metering_point']

/** Results as a relation, mover being the place in the list. */
export function moverRelation(moved: readonly MovedResult[]): string {
  const text = (name: string) => ({ name, type: 'VARCHAR' }) as const
  return valuesRelation(
    [
      { name: 'mover', type: 'INTEGER' },
      text('time_series_type'),
      text('aggregation_level'),
      text('grid_area'),
      text('neighbour_grid_area'),
      text('energy_supplier_id'),
      text('balance_responsible_id'),
      { name: 'market_day', type: 'DATE' },
    ],
    moved.map((one, at) => [
      at,
      one.timeSeriesType,
      one.level,
      one.gridArea,
      one.neighbourGridArea,
      one.energySupplierId,
      one.balanceResponsibleId,
      one.marketDay,
    ]),
  )
}

/** Condition that a row c of parts belongs to a result m: what its level does not have is not asked for. */
export const SAME_KEYS = `c.market_day = m.market_day and c.grid_area = m.grid_area
  and (m.aggregation_level <> 'neighbour' or c.neighbour_grid_area is not distinct from m.neighbour_grid_area)
  and (m.aggregation_level not in (${BY_SUPPLIER.map(textLiteral).join(', ')}) or c.energy_supplier_id is not distinct from m.energy_supplier_id)
  and (m.aggregation_level not in (${[...BY_SUPPLIER, 'balance_responsible'].map(textLiteral).join(', ')}) or c.balance_responsible_id is not distinct from m.balance_responsible_id)`

/** Which contributions of points make which series: time_series_type, contribution, sign. */
export function pointTerms(): string {
  return valuesRelation(
    [
      { name: 'time_series_type', type: 'VARCHAR' },
      { name: 'contribution', type: 'VARCHAR' },
      { name: 'sign', type: 'INTEGER' },
    ],
    Object.entries(MADE_FROM).flatMap(([series, { points }]) => points.map(([name, sign]) => [series, name, sign])),
  )
}

/**
 * What points make results move by. Grain: (mover, metering_point_id, slot_class), mover being the place in the list.
 * Columns: contribution, a_kwh, b_kwh (NULL where the point is not part of the result), reading_kwh, period_kwh, all with the
 * sign that they have in the result, other_qualities.
 * @param causes the relation of pointCauseSql
 */
function moverCauses(moved: readonly MovedResult[], causes: string): string {
  const signed = (column: string): string => `${sum(`c.${column} * t.sign`)} as ${column}`
  return `select m.mover, c.metering_point_id, c.slot_class, min(c.contribution) as contribution,
      ${['a_kwh', 'b_kwh', 'reading_kwh', 'period_kwh'].map(signed).join(', ')}, bool_or(c.other_qualities) as other_qualities
    from ${moverRelation(moved)} as m
    join ${pointTerms()} as t on t.time_series_type = m.time_series_type
    join ${causes} as c on c.contribution = t.contribution and ${SAME_KEYS}
    group by m.mover, c.metering_point_id, c.slot_class`
}

/** Sums of all causes. Grain: mover; points, reading_kwh, period_kwh. */
export function causeTotalsSql(moved: readonly MovedResult[], causes: string): string {
  return `select mover, count(distinct metering_point_id) as points, ${sum('reading_kwh')} as reading_kwh, ${sum('period_kwh')} as period_kwh
    from (${moverCauses(moved, causes)}) as c group by mover order by mover`
}

/** The causes of each mover that contribute most. @param limit for each mover */
export function topCausesSql(moved: readonly MovedResult[], causes: string, limit: number): string {
  return `select * from (select *, row_number() over (partition by mover
        order by abs(reading_kwh + period_kwh) desc, metering_point_id, slot_class) as place
      from (${moverCauses(moved, causes)}) as c) as ranked
    where place <= ${Math.trunc(limit)} order by mover, place`
}

/**
 * What the allocated loss adds to results. Grain: mover; loss_kwh, the difference of the loss rows of the points that are in
 * its keys.
 * @param comparison the relation of energyComparisonSql
 */
export function lossPartsSql(moved: readonly MovedResult[], comparison: string): string {
  const losses = valuesRelation(
    [
      { name: 'time_series_type', type: 'VARCHAR' },
      { name: 'loss', type: 'VARCHAR' },
    ],
    Object.entries(MADE_FROM).flatMap(([series, { loss }]) => (loss === undefined ? [] : [[series, loss]])),
  )
  return `select m.mover, ${sum('c.difference_kwh')} as loss_kwh
    from ${moverRelation(moved)} as m
    join ${losses} as l on l.time_series_type = m.time_series_type
    join ${comparison} as c on c.time_series_type = l.loss and c.aggregation_level = 'metering_point' and ${SAME_KEYS}
    group by m.mover order by m.mover`
}
