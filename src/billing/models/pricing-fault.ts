import type { With } from '../pricing/relations.ts'

/** Why days of a supply period cannot be priced. */
export type PricingFaultCode =
  | 'POINT_UNPRICEABLE'
  | 'READINGS_MISSING'
  | 'PRICE_AREA_MISSING'
  | 'PRICE_MISSING'
  | 'CHARGE_UNKNOWN'

type FaultInputs = With<
  | 'calendar'
  | 'openPeriod'
  | 'segment'
  | 'segmentCharge'
  | 'chargeDay'
  | 'spotDay'
  | 'vector'
  | 'readingGap'
  | 'subscription'
  | 'fee'
>

/**
 * Relation pricing_fault: what keeps a line from being priced. Grain: (period_id, line_type, charge_id, code). line_type VARCHAR: the line that is
 * not there, NULL: every line; charge_id INTEGER, NULL: it is not a charge that lacks; code as in PricingFaultCode; first_ms BIGINT: the first
 * instant that lacks something; slots BIGINT: how many quarters do; and the columns that tell the supply period.
 */
export function pricingFaultSql(relations: FaultInputs): string {
  const { calendar, openPeriod, segment, segmentCharge, chargeDay, spotDay, vector, readingGap, subscription, fee } =
    relations
  const tariffType = "case when c.is_tax then 'tax' else 'tariff' end"
  const whole = (of: string): string =>
    `${calendar} as d on d.market_day >= ${of}.from_day and d.market_day < ${of}.to_day`
  const row = (type: string, charge: string, code: PricingFaultCode): string =>
    `${type} as line_type, cast(${charge} as INTEGER) as charge_id, '${code}' as code`
  return `select o.period_id, o.supply_period_id, o.metering_point_id, o.contract_id, f.line_type, f.charge_id, f.code, f.first_ms, f.slots
    from (select period_id, line_type, charge_id, code, cast(min(first_ms) as BIGINT) as first_ms, cast(sum(slots) as BIGINT) as slots from (
      select s.period_id, ${row('null', 'null', 'POINT_UNPRICEABLE')}, d.start_ms as first_ms, d.slots
        from ${segment} as s join ${whole('s')} where s.slot_class is null
      union all select g.period_id, ${row('null', 'null', 'READINGS_MISSING')}, g.first_ms, g.missing_slots from ${readingGap} as g
      union all select s.period_id, ${row("'energy'", 'null', 'PRICE_AREA_MISSING')}, d.start_ms, d.slots
        from ${segment} as s join ${whole('s')} where s.is_energy and s.vector_id is null
      union all select s.period_id, ${row("'energy'", 'null', 'PRICE_MISSING')}, d.start_ms + 900000 * p.first_missing, p.missing_slots
        from (select * from ${spotDay} as p where missing_slots > 0) as p
        join ${calendar} as d on d.market_day = p.market_day
        join ${vector} as v on v.price_area = p.price_area
        join ${segment} as s on s.is_energy and s.vector_id = v.vector_id and s.from_day <= p.market_day and p.market_day < s.to_day
      union all select c.period_id, ${row(tariffType, 'c.charge_id', 'PRICE_MISSING')}, d.start_ms + 900000 * p.first_missing, p.missing_slots
        from (select * from ${chargeDay} as p where missing_slots > 0 and informed) as p
        join ${calendar} as d on d.market_day = p.market_day
        join ${segmentCharge} as c on c.charge_id = p.charge_id and c.from_day <= p.market_day and p.market_day < c.to_day
      union all select c.period_id, ${row('null', 'c.charge_id', 'CHARGE_UNKNOWN')}, d.start_ms, d.slots
        from ${segmentCharge} as c join ${whole('c')} where not c.informed
      union all select s.period_id, ${row("'subscription'", 's.charge_id', 'PRICE_MISSING')}, d.start_ms, d.slots
        from ${subscription} as s join ${whole('s')} where s.price is null
      union all select f.period_id, ${row("'fee'", 'f.charge_id', 'PRICE_MISSING')}, d.start_ms, d.slots
        from ${fee} as f join ${whole('f')} where f.price is null) as each
      group by period_id, line_type, charge_id, code) as f
    join ${openPeriod} as o on o.period_id = f.period_id
    order by o.period_id, f.line_type nulls first, f.charge_id nulls first, f.code`
}
