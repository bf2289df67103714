import { slots } from '../../platform/index.ts'
import { endOf } from './end-of.ts'
import type { With } from '../pricing/relations.ts'
import { firstMissing, missingSlots } from './price-gap.ts'

/**
 * Relation charge_day: every charge that anything is linked to, on every day of the calendar. Grain: (charge_id, market_day).
 * charge_type VARCHAR, vat, is_tax BOOLEAN: NULL when nothing is known of the charge (informed is false then). is_profile: a tariff
 * that has different prices within some day of the month, and is a sum of products in all of it; else price is the price
 * of the day, NULL without one. missing_slots, first_missing INTEGER: quarters without a price, and the first of them.
 * p_1..p_100 DECIMAL(18,6): prices of a profile; NULL: no price.
 */
export function chargeDaySql(relations: With<'calendar'>): string {
  return `select charge_id, charge_type, market_day, month, vat, is_tax, informed, is_profile,
      case when not is_profile then price end as price,
      cast(case when charge_type is distinct from 'tariff' or price is not null then 0 when is_profile then ${missingSlots('slots')} else slots end as INTEGER) as missing_slots,
      cast(case when price is null and is_profile then ${firstMissing('slots')} else 0 end as INTEGER) as first_missing,
      ${slots(100, (k) => `case when is_profile then coalesce(price, p_${k + 1}) end as p_${k + 1}`)}
    from (select *, charge_type is not distinct from 'tariff'
        and bool_or(is_flat is not distinct from false and has_price) over (partition by charge_id, month) as is_profile
      from (select l.charge_id, c.charge_type, d.market_day, d.month, d.slots, i.vat, i.is_tax,
          c.charge_id is not null and i.charge_id is not null as informed, p.is_flat, case when p.is_flat then p.price end as price,
          coalesce(${slots(100, (k) => `p.p_${k + 1}`)}) is not null as has_price, ${slots(100, (k) => `p.p_${k + 1}`)}
        from (select distinct charge_id from ${relations.chargeLinkPeriod} as k) as l
        cross join ${relations.calendar} as d
        left join ${relations.charge} as c on c.charge_id = l.charge_id
        left join ${relations.chargePeriod} as i on i.charge_id = l.charge_id and i.from_day <= d.market_day and d.market_day < ${endOf('i')}
        left join ${relations.chargePriceDay} as p on p.charge_id = l.charge_id and p.market_day = d.market_day) as priced) as kind
    order by charge_id, market_day`
}

/**
 * Relation charge_run: days in a row on which a charge is the same. Grain: run_id. charge_id, charge_type, vat, is_tax, informed,
 * is_profile, price as in charge_day; from_day, to_day DATE. Where a flat price changes, another run begins, and with it another
 * line (datahub 4.4); a profile is one run whatever its prices.
 */
export function chargeRunSql(relations: With<'chargeDay'>): string {
  const same = 'charge_id, charge_type, vat, is_tax, informed, is_profile, price'
  return `select cast(row_number() over (order by charge_id, min(market_day)) as INTEGER) as run_id, ${same},
      min(market_day) as from_day, max(market_day) + 1 as to_day
    from (select ${same}, market_day, sum(starts) over (partition by charge_id order by market_day rows unbounded preceding) as run
      from (select *, case when lag(state) over (partition by charge_id order by market_day) is distinct from state then 1 else 0 end as starts
        from (select *, row(vat, is_tax, informed, is_profile, price) as state from ${relations.chargeDay} as d) as stated) as marked) as numbered
    group by run, ${same}
    order by run_id`
}
