import { endOf } from './end-of.ts'
import type { With } from '../pricing/relations.ts'

/**
 * Relation segment: an open period, cut wherever anything about it changes but the energy and the price within a day. Grain: segment_id, in
 * the order of period and day. period_id INTEGER; from_day, to_day, month DATE (its days lie in one month); days INTEGER; and of
 * the point on these days: series_id INTEGER, slot_class INTEGER (25, 100), is_energy BOOLEAN (it has energy that is bought or sold), sign
 * INTEGER (1 bought by the customer, -1 sold), vector_id INTEGER (spot prices). NULL: type when nothing is known of the point on
 * these days; series_id when it never had a reading; vector_id when its grid area has no price area.
 */
export function segmentSql(relations: With<'calendar' | 'openPeriod' | 'chargeRun' | 'vector'>): string {
  return `select cast(row_number() over (order by o.period_id, x.from_day) as INTEGER) as segment_id, o.period_id, o.metering_point_id,
      x.from_day, x.to_day, d.month, cast(x.to_day - x.from_day as INTEGER) as days, p.type, s.series_id,
      cast(case p.resolution when 'PT1H' then 25 when 'PT15M' then 100 end as INTEGER) as slot_class,
      coalesce(p.type in ('consumption', 'production'), false) as is_energy,
      cast(case p.type when 'production' then -1 else 1 end as INTEGER) as sign, v.vector_id
    from (select period_id, day as from_day, lead(day) over (partition by period_id order by day) as to_day from (${cuts(relations)}) as cut) as x
    join ${relations.openPeriod} as o on o.period_id = x.period_id
    join ${relations.calendar} as d on d.market_day = x.from_day
    left join ${relations.pointPeriod} as p on p.metering_point_id = o.metering_point_id and p.from_day <= x.from_day
      and x.from_day < ${endOf('p')}
    left join ${relations.series} as s on s.metering_point_id = o.metering_point_id
    left join ${relations.gridArea} as a on a.grid_area = p.grid_area and a.from_day <= x.from_day and x.from_day < ${endOf('a')}
    left join ${relations.vector} as v on v.price_area = a.price_area
    where x.to_day is not null
    order by segment_id`
}

/** The days on which a segment begins or ends. Grain: (period_id, day). */
function cuts(relations: With<'calendar' | 'openPeriod' | 'chargeRun'>): string {
  const { calendar, openPeriod, pointPeriod, gridArea, chargeLinkPeriod, chargeRun } = relations
  const within = (day: string): string => `${day} > o.from_day and ${day} < o.to_day`
  const ends = (join: string, of: string): string =>
    ['from_day', 'to_day']
      .map(
        (end) =>
          `union select o.period_id, ${of}.${end} from ${openPeriod} as o ${join} where ${within(`${of}.${end}`)}`,
      )
      .join('\n')
  const points = `join ${pointPeriod} as p on p.metering_point_id = o.metering_point_id`
  const links = `join ${chargeLinkPeriod} as l on l.metering_point_id = o.metering_point_id`
  return `select period_id, from_day as day from ${openPeriod} as o
    union select period_id, to_day from ${openPeriod} as o
    union select o.period_id, m.month from ${openPeriod} as o join (select distinct month from ${calendar} as c) as m on ${within('m.month')}
    ${ends(points, 'p')}
    ${ends(`${points} join ${gridArea} as a on a.grid_area = p.grid_area`, 'a')}
    ${ends(links, 'l')}
    union select o.period_id, r.from_day from ${openPeriod} as o ${links} join ${chargeRun} as r on r.charge_id = l.charge_id
      where ${within('r.from_day')}`
}
