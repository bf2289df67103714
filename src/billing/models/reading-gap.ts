import type { With } from '../pricing/relations.ts'

/**
 * Relation reading_gap: days on which a slot of a segment has no value. Grain: (segment_id, market_day). missing_slots BIGINT: quarters, so
 * an hour counts four; first_ms BIGINT: the first of them, epoch milliseconds. Only segments that energy_sum finds short are looked at.
 */
export function readingGapSql(relations: With<'calendar' | 'segment' | 'energySum'>): string {
  const short = `select s.segment_id, s.period_id, s.series_id, s.slot_class, s.from_day, s.to_day from ${relations.segment} as s
    left join ${relations.energySum} as e on e.segment_id = s.segment_id and e.pair = 0
    where s.slot_class is not null and (e.segment_id is null or e.found_days < s.days or e.gap_days > 0)`
  const masks = `select 25 as slot_class, series_id, market_day, 4 * bit_count(missing_0) as missing,
      ${lowestBit('missing_0')} * 3600000 as first_after from ${relations.readingDay25} as r
    union all select 100, series_id, market_day, bit_count(missing_0) + bit_count(missing_1),
      case when missing_0 <> 0 then ${lowestBit('missing_0')} else 52 + ${lowestBit('missing_1')} end * 900000 from ${relations.readingDay100} as r`
  return `select s.segment_id, s.period_id, d.market_day, cast(coalesce(r.missing, d.slots) as BIGINT) as missing_slots,
      cast(d.start_ms + coalesce(r.first_after, 0) as BIGINT) as first_ms
    from (${short}) as s
    join ${relations.calendar} as d on d.market_day >= s.from_day and d.market_day < s.to_day
    left join (${masks}) as r on r.series_id = s.series_id and r.slot_class = s.slot_class and r.market_day = d.market_day
    where coalesce(r.missing, d.slots) > 0
    order by s.segment_id, d.market_day`
}

/** The number of the lowest bit that is set; means nothing for 0. */
function lowestBit(word: string): string {
  return `cast(bit_count((${word} & -${word}) - 1) as BIGINT)`
}
