import { endOf } from './end-of.ts'
import type { With } from '../pricing/relations.ts'

/**
 * Relation segment_charge: the charges that are linked to a segment's point on its days. Grain: (segment_id, charge_id). factor
 * INTEGER; linked_from DATE: with run_id it tells one line from the next; charge_type, vat, is_tax, informed, is_profile, price as in
 * charge_run; vector_id INTEGER: the prices of a profile, NULL for all others.
 */
export function segmentChargeSql(relations: With<'segment' | 'chargeRun' | 'vector'>): string {
  return `select s.segment_id, s.period_id, s.from_day, s.to_day, s.month, s.days, l.charge_id, l.factor, l.from_day as linked_from,
      r.run_id, r.charge_type, r.vat, r.is_tax, r.informed, r.is_profile, r.price, v.vector_id
    from ${relations.segment} as s
    join ${relations.chargeLinkPeriod} as l on l.metering_point_id = s.metering_point_id and l.from_day <= s.from_day
      and s.from_day < ${endOf('l')}
    join ${relations.chargeRun} as r on r.charge_id = l.charge_id and r.from_day <= s.from_day and s.from_day < r.to_day
    left join ${relations.vector} as v on v.charge_id = case when r.is_profile then r.charge_id end
    order by s.segment_id, l.charge_id`
}
