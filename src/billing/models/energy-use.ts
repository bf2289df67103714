import type { With } from '../pricing/relations.ts'
import { NO_VECTOR } from './price-vector.ts'

/**
 * Relation energy_use: two vectors that a segment's energy is priced with, so that its readings are decoded once for both. Grain:
 * (segment_id, pair). vector_a, vector_b INTEGER, NO_VECTOR where there is none. Every segment with readings to come has pair 0.
 */
export function energyUseSql(relations: With<'segment' | 'segmentCharge'>): string {
  return `select segment_id, cast(pair as INTEGER) as pair, series_id, slot_class, from_day, to_day - 1 as last_day,
      cast(max(case when place = 0 then vector_id end) as INTEGER) as vector_a,
      cast(coalesce(max(case when place = 1 then vector_id end), ${NO_VECTOR}) as INTEGER) as vector_b
    from (select *, n % 2 as place, n - n % 2 as pair
      from (select s.segment_id, s.series_id, s.slot_class, s.from_day, s.to_day, w.vector_id,
          row_number() over (partition by s.segment_id order by w.is_charge, w.vector_id) - 1 as n
        from ${relations.segment} as s
        join (select segment_id, coalesce(vector_id, ${NO_VECTOR}) as vector_id, false as is_charge from ${relations.segment} as e
          union all select segment_id, vector_id, true from ${relations.segmentCharge} as c where vector_id is not null) as w
          on w.segment_id = s.segment_id
        where s.series_id is not null and s.slot_class is not null) as numbered) as paired
    group by segment_id, pair, series_id, slot_class, from_day, to_day
    order by segment_id, pair`
}
