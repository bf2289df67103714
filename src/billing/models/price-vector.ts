import { slots } from '../../platform/index.ts'
import type { With } from '../pricing/relations.ts'
import { priceInteger, type PriceScale } from './scales.ts'

/** The vector of no prices: energy without any is summed all the same. */
export const NO_VECTOR = 0

/**
 * Relation vector: what has a price for each quarter. Grain: vector_id. price_area VARCHAR or charge_id INTEGER, the other one
 * NULL; both are in vector NO_VECTOR.
 */
export function vectorSql(relations: With<'spotDay' | 'chargeRun'>): string {
  return `select cast(row_number() over (order by charge_id nulls first, price_area nulls first) - 1 as INTEGER) as vector_id, price_area, charge_id
    from (select cast(null as VARCHAR) as price_area, cast(null as INTEGER) as charge_id
      union all select distinct price_area, null from ${relations.spotDay} as s
      union all select distinct null, charge_id from ${relations.chargeRun} as r where is_profile) as v
    order by vector_id`
}

/**
 * Relation vector_day: the prices of a vector on a day, as integers of `scale` decimals. Grain: (vector_id, market_day), a row for
 * every day of the calendar. w_1..w_100 BIGINT; no price is 0 here: whoever lacks one is found in missing_slots, and has no line.
 */
export function vectorDaySql(
  relations: With<'calendar' | 'spotDay' | 'chargeDay' | 'vector'>,
  scale: PriceScale,
): string {
  const prices = slots(100, (k) => `coalesce(${priceInteger(`p.p_${k + 1}`, scale)}, 0) as w_${k + 1}`)
  return `select * from (select v.vector_id, d.market_day, ${slots(100, (k) => `cast(0 as BIGINT) as w_${k + 1}`)}
      from ${relations.vector} as v cross join ${relations.calendar} as d where v.vector_id = ${NO_VECTOR}
    union all select v.vector_id, p.market_day, ${prices} from ${relations.vector} as v join ${relations.spotDay} as p on p.price_area = v.price_area
    union all select v.vector_id, p.market_day, ${prices} from ${relations.vector} as v join ${relations.chargeDay} as p on p.charge_id = v.charge_id) as w
    order by vector_id, market_day`
}
