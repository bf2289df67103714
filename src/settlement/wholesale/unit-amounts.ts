import { divide, multiply, roundHalfAway } from '../../platform/index.ts'
import { areaList } from '../models/area-list.ts'
import { perSlot, q } from '../models/columns.ts'
import { a, AMOUNT_KEYS, AMOUNT_MASKS, AMOUNT_SLOTS, p } from './amount-columns.ts'

/** Relations that amounts of subscriptions and fees are made from. */
export type UnitRelations = {
  readonly pointPeriod: string
  readonly charge: string
  readonly chargePeriod: string
  readonly chargeLink: string
  readonly unitPrice: string
  readonly calculationDay: string
}

/**
 * Amounts of subscriptions and fees (settlement 2.2, 2.3), as the inside of a WITH: unit_amount, of the grain and with the
 * columns of amount_per_charge_day, with charge_no for the charge. On each day the quantities of all links are added up. The
 * price is the last one stated within the charge's period and the calculation's, at or before the day; a subscription's is
 * divided by the days of the calculation and rounded at six decimals before it is multiplied.
 * @param dayCount whole market days of the calculation's period
 */
export function unitAmountCtes(relations: UnitRelations, gridAreas: readonly string[], dayCount: number): string {
  return `unit_link as (${unitLinks(relations, gridAreas)}),
price_step as (${priceSteps(relations)}),
unit_day as (${unitDays(relations, dayCount)}),
unit_quantity as (${unitQuantity()}),
unit_amount as (${unitAmount()})`
}

// Links that last as long and have the same keys are counted together; then they are few, and days can be counted one by one.
function unitLinks({ pointPeriod, charge, chargeLink }: UnitRelations, gridAreas: readonly string[]): string {
  return `select charge_no, ${AMOUNT_KEYS.join(', ')}, from_ms, to_ms, sum(quantity) as quantity
  from (select l.charge_no, t.grid_area, t.energy_supplier_id, t.type as metering_point_type, t.settlement_method, l.quantity,
      greatest(l.from_ms, t.from_ms) as from_ms, least(l.to_ms, t.to_ms) as to_ms
    from ${chargeLink} as l join ${charge} as c on c.charge_no = l.charge_no
    join ${pointPeriod} as t on t.metering_point_id = l.metering_point_id and l.from_ms < t.to_ms and t.from_ms < l.to_ms
    where c.charge_type <> 'tariff' and t.type <> 'exchange' and t.grid_area in (${areaList(gridAreas)})) as slice
  where from_ms < to_ms group by charge_no, ${AMOUNT_KEYS.join(', ')}, from_ms, to_ms`
}

// settlement 2.2: filled forward from each price of the period; it starts afresh with each period of the charge. A statement
// that ends a price is carried on like a price: after it there is none.
function priceSteps({ chargePeriod, unitPrice, calculationDay }: UnitRelations): string {
  return `select c.charge_no, c.from_ms as period_from, x.price, d.start_ms as step_from,
    coalesce(lead(d.start_ms) over (partition by c.charge_no, c.from_ms order by d.start_ms), c.to_ms) as step_to
  from ${chargePeriod} as c join ${unitPrice} as x on x.charge_no = c.charge_no
  join ${calculationDay} as d on d.market_day = x.market_day and c.from_ms <= d.start_ms and d.start_ms < c.to_ms`
}

function unitDays({ chargePeriod, charge, calculationDay }: UnitRelations, dayCount: number): string {
  const daily = divide('s.price', String(dayCount), 6, { d: 0 })
  return `select c.charge_no, c.is_tax, d.market_day, d.start_ms,
    cast(case when k.charge_type = 'subscription' then ${daily} else s.price end as DECIMAL(18,6)) as price
  from ${chargePeriod} as c join ${charge} as k on k.charge_no = c.charge_no and k.charge_type <> 'tariff'
  join ${calculationDay} as d on c.from_ms <= d.start_ms and d.start_ms < c.to_ms
  left join price_step as s on s.charge_no = c.charge_no and s.period_from = c.from_ms and s.step_from <= d.start_ms and d.start_ms < s.step_to`
}

function unitQuantity(): string {
  const keys = AMOUNT_KEYS.map((key) => `l.${key}`).join(', ')
  return `select d.charge_no, d.is_tax, ${keys}, d.market_day, d.price, cast(sum(l.quantity) as DECIMAL(18,3)) as quantity
  from unit_day as d join unit_link as l on l.charge_no = d.charge_no and l.from_ms <= d.start_ms and d.start_ms < l.to_ms
  group by d.charge_no, d.is_tax, ${keys}, d.market_day, d.price`
}

function unitAmount(): string {
  const first = (value: string, type: string, column: (slot: number) => string): string =>
    perSlot(AMOUNT_SLOTS, (k) => `cast(${k === 0 ? value : 'null'} as ${type}) as ${column(k)}`)
  const amount = roundHalfAway(multiply('quantity', 3, 'price', 6), 9, 6)
  return `select charge_no, is_tax, 'P1D' as resolution, ${AMOUNT_KEYS.join(', ')}, 'pcs' as quantity_unit, market_day,
    ${AMOUNT_MASKS.map((mask, at) => `cast(${at === 0 ? 1 : 0} as BIGINT) as ${mask}`).join(', ')},
    ${first('quantity', 'DECIMAL(18,3)', q)}, ${first('price', 'DECIMAL(18,6)', p)}, ${first(amount, 'DECIMAL(18,6)', a)}
  from unit_quantity`
}
