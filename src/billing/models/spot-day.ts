import { slots } from '../../platform/index.ts'
import type { With } from '../pricing/relations.ts'
import { firstMissing, missingSlots } from './price-gap.ts'

/**
 * Relation spot_day: every price area that a grid area lies in, on every day of the calendar. Grain: (price_area, market_day).
 * p_1..p_100 DECIMAL(18,9) a kWh, NULL: no price. missing_slots, first_missing INTEGER as in charge_day.
 */
export function spotDaySql(relations: With<'calendar'>): string {
  return `select price_area, market_day, cast(${missingSlots('slots')} as INTEGER) as missing_slots,
      cast(coalesce(${firstMissing('slots')}, 0) as INTEGER) as first_missing, ${slots(100, (k) => `p_${k + 1}`)}
    from (select a.price_area, d.market_day, d.slots, ${slots(100, (k) => `s.p_${k + 1}`)}
      from (select distinct price_area from ${relations.gridArea} as g where price_area is not null) as a
      cross join ${relations.calendar} as d
      left join ${relations.spotPriceDay} as s on s.price_area = a.price_area and s.market_day = d.market_day) as area_day
    order by price_area, market_day`
}

/** Whether six decimals hold every spot price: one row with column fits BOOLEAN. */
export function spotFitsSixSql(relations: With<'spotDay'>): string {
  const fits = (k: number): string => `(p_${k + 1} is null or cast(p_${k + 1} as DECIMAL(18,6)) = p_${k + 1})`
  return `select coalesce(bool_and(${slots(100, fits, ' and ')}), true) as fits from ${relations.spotDay} as d`
}
