import { decimal, divide } from '../../platform/index.ts'
import type { With } from '../pricing/relations.ts'
import { endOf } from './end-of.ts'
import { EXACT_SCALE, EXACT_TYPE } from './scales.ts'

type DayInputs = With<'calendar' | 'openPeriod' | 'chargeRun' | 'segment'>

/** The months of the calendar. Grain: month. month, next_month DATE, month_days INTEGER. */
function months(relations: DayInputs): string {
  return `(select month, month_days, month + month_days as next_month from ${relations.calendar} as d group by month, month_days)`
}

/**
 * Subscriptions by link, before their price is known to exist (datahub 4.1, layer 5; 4.4: pro rata for each month). Grain: (period_id, charge_id,
 * link, month). price DECIMAL(18,6) of the whole month, NULL: none; days INTEGER.
 */
export function subscriptionSql(relations: DayInputs): string {
  return `select *, cast(to_day - from_day as INTEGER) as days
    from (select o.period_id, l.charge_id, l.factor, r.vat, m.month_days, p.price,
        greatest(o.from_day, l.from_day, r.from_day, m.month) as from_day,
        least(o.to_day, coalesce(l.to_day, o.to_day), r.to_day, m.next_month) as to_day
      from ${relations.openPeriod} as o
      join ${relations.chargeLinkPeriod} as l on l.metering_point_id = o.metering_point_id
      join ${relations.chargeRun} as r on r.charge_id = l.charge_id and r.charge_type = 'subscription' and r.informed
      cross join ${months(relations)} as m
      left join ${relations.chargeMonthPrice} as p on p.charge_id = l.charge_id and p.month = m.month) as s
    where from_day < to_day
    order by period_id, charge_id, from_day`
}

/** Lines of subscriptions that are linked. Grain and meaning as in subscription. */
export function subscriptionLineSql(relations: DayInputs & { readonly subscription: string }): string {
  return `select period_id, 'subscription' as line_type, charge_id, from_day, to_day, factor, ${decimal('days', 18, 6)} as quantity, 'day' as unit,
      price as unit_price, ${proRata('price', 'factor * days')} as exact_amount, vat
    from ${relations.subscription} as s where price is not null`
}

/** Lines of the supplier's own subscription. Grain: (period_id, month). A contract without one has none. */
export function ownSubscriptionLineSql(relations: DayInputs): string {
  return `select o.period_id, 'supplier_subscription' as line_type, cast(null as INTEGER) as charge_id, s.from_day, s.to_day,
      cast(1 as INTEGER) as factor, ${decimal('s.days', 18, 6)} as quantity, 'day' as unit, o.subscription as unit_price,
      ${proRata('o.subscription', 's.days')} as exact_amount, true as vat
    from ${relations.openPeriod} as o
    join (select period_id, month, min(from_day) as from_day, max(to_day) as to_day, sum(days) as days from ${relations.segment} as s
      where is_energy group by period_id, month) as s on s.period_id = o.period_id
    join ${months(relations)} as m on m.month = s.month
    where o.subscription <> 0`
}

/**
 * Fees by link, on the day from which they are linked (datahub 4.1, layer 6), before their price is known to exist. Grain: (period_id,
 * charge_id, link). price DECIMAL(18,6): the last one stated up to that day, NULL: none.
 */
export function feeSql(relations: DayInputs): string {
  return `select o.period_id, l.charge_id, l.factor, r.vat, l.from_day, l.from_day + 1 as to_day, p.price
    from ${relations.openPeriod} as o
    join ${relations.chargeLinkPeriod} as l on l.metering_point_id = o.metering_point_id and l.from_day >= o.from_day and l.from_day < o.to_day
    join ${relations.chargeRun} as r on r.charge_id = l.charge_id and r.charge_type = 'fee' and r.informed
      and r.from_day <= l.from_day and l.from_day < r.to_day
    left join (select charge_id, price, month as from_day, lead(month) over (partition by charge_id order by month) as to_day
      from ${relations.chargeMonthPrice} as p) as p
      on p.charge_id = l.charge_id and p.from_day <= l.from_day and l.from_day < ${endOf('p')}
    order by o.period_id, l.charge_id, l.from_day`
}

/** Lines of fees. Grain as in fee. */
export function feeLineSql(relations: DayInputs & { readonly fee: string }): string {
  return `select period_id, 'fee' as line_type, charge_id, from_day, to_day, factor, ${decimal('factor', 18, 6)} as quantity, 'piece' as unit,
      price as unit_price, ${decimal(`cast(price as DECIMAL(18,6)) * cast(factor as DECIMAL(10,0))`, 38, EXACT_SCALE)} as exact_amount, vat
    from ${relations.fee} as f where price is not null`
}

// Divided once, to more decimals than any tie of half an øre could hide behind.
function proRata(price: string, pieces: string): string {
  const dividend = `(${decimal(price, 26, 6)} * cast(${pieces} as DECIMAL(12,0)))`
  return `cast(${divide(dividend, 'month_days', EXACT_SCALE, { n: 6, d: 0 })} as ${EXACT_TYPE})`
}
