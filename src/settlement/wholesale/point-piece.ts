/** Relations that the pieces are made from. */
export type PieceRelations = {
  readonly pointPeriod: string
  readonly charge: string
  readonly chargeLink: string
}

/**
 * Model point_piece: point periods, divided where the tariffs of the point change. Points whose tariffs are the same can be
 * summed together, however many tariffs they have, and then be priced once.
 * Grain: (metering_point_id, from_ms). Columns: those of point_period, and link_key VARCHAR: the numbers of the tariffs that
 * are linked throughout the piece, NULL without any. The same tariffs may have several keys; that costs a group and no more.
 * A link counts as often as it is stated. Exchange points carry no charges (settlement 2.1).
 */
export function pointPieceSql({ pointPeriod, charge, chargeLink }: PieceRelations): string {
  return `with point as (select * from ${pointPeriod} as p where from_ms < to_ms),
tariff_link as (select p.metering_point_id, p.from_ms as period_from, greatest(l.from_ms, p.from_ms) as from_ms,
    least(l.to_ms, p.to_ms) as to_ms, l.charge_no
  from point as p join ${chargeLink} as l on l.metering_point_id = p.metering_point_id and l.from_ms < p.to_ms and p.from_ms < l.to_ms
  join ${charge} as c on c.charge_no = l.charge_no
  where c.charge_type = 'tariff' and p.type <> 'exchange' and l.from_ms < l.to_ms),
bundle as (select metering_point_id, period_from, from_ms, to_ms, string_agg(cast(charge_no as VARCHAR), ',' order by charge_no) as charges
  from tariff_link group by metering_point_id, period_from, from_ms, to_ms),
edge as (select metering_point_id, from_ms as period_from, from_ms as at_ms from point
  union select metering_point_id, from_ms, to_ms from point
  union select metering_point_id, period_from, from_ms from bundle
  union select metering_point_id, period_from, to_ms from bundle),
piece as (select metering_point_id, period_from, at_ms as from_ms,
    lead(at_ms) over (partition by metering_point_id, period_from order by at_ms) as to_ms from edge),
keyed as (select e.metering_point_id, e.period_from, e.from_ms, e.to_ms, string_agg(b.charges, ',' order by b.charges) as link_key
  from piece as e left join bundle as b on b.metering_point_id = e.metering_point_id and b.period_from = e.period_from
    and b.from_ms <= e.from_ms and e.to_ms <= b.to_ms
  where e.to_ms is not null group by e.metering_point_id, e.period_from, e.from_ms, e.to_ms)
select p.series_id, p.metering_point_id, p.type, p.settlement_method, p.resolution, p.grid_area, p.from_grid_area, p.to_grid_area,
  p.energy_supplier_id, p.balance_responsible_id, k.from_ms, k.to_ms, k.link_key
from point as p join keyed as k on k.metering_point_id = p.metering_point_id and k.period_from = p.from_ms
order by p.metering_point_id, k.from_ms`
}
