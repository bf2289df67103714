import { bitOr } from '../../platform/index.ts'
import { hoursOf } from './hours.ts'
import { bothBits, CLASS_SUM_TYPE, perSlot, perWord, q, RESULT_MASKS } from './columns.ts'
import type { SettledClass } from './columns.ts'

/** Relations that the sums of one slot class read. */
export type ClassRelations = {
  /** current reading days of the class */
  readonly readings: string
  readonly pointGroup: string
  readonly spanPart: string
  readonly calculationDay: string
}

/**
 * Sums of the points of one slot class by day and group. Grain: (market_day, group_id). q_k is NULL where no point of the
 * group is active, else the sum with absent readings as 0; the masks are the union over the points.
 *
 * Three branches are added: whole days are summed as they stand, with one integer join and no work on single values;
 * parts of days are masked slot by slot; and each day is expected to have as many rows as points that are active all
 * day. Where rows lack, the day is missing too: a count says so without a join to every absent row.
 * @param pointClass the class that the points are read in
 * @param sumClass the class that is summed in: another one when quarters become hours before the transition
 */
export function classSumSql(relations: ClassRelations, pointClass: SettledClass, sumClass: SettledClass): string {
  const short = 'sum(expected) > sum(found)'
  const masks = perWord(sumClass, RESULT_MASKS, (column, mask, word) =>
    mask === 'missing'
      ? `case when ${short} then ${bitOr(`day_${word}`)} else ${bitOr(column)} end as ${column}`
      : `${bitOr(column)} as ${column}`,
  )
  return `select market_day, group_id, ${perSlot(sumClass, (k) => `cast(sum(${q(k)}) as ${CLASS_SUM_TYPE}) as ${q(k)}`)}, ${masks}
from (${wholeDays(relations, pointClass, sumClass)}
union all ${partDays(relations, pointClass, sumClass)}
union all ${expectedDays(relations, pointClass, sumClass)}) as summand
group by market_day, group_id`
}

function wholeDays(relations: ClassRelations, pointClass: SettledClass, sumClass: SettledClass): string {
  const readings =
    pointClass === sumClass
      ? relations.readings
      : `(${hoursOf(relations.readings, ['series_id', 'market_day'], false)})`
  return `select r.market_day, p.group_id, count(*) as found, 0 as expected,
    ${perSlot(sumClass, (k) => `sum(r.${q(k)}) as ${q(k)}`)},
    ${maskList(sumClass, (column, mask) => (mask === 'present' ? '0' : bitOr(`r.${column}`)))},
    ${dayWords(sumClass, () => '0')}
  from ${relations.pointGroup} as p
  join ${readings} as r on r.series_id = p.series_id and r.market_day between p.full_from and p.full_last
  where p.slot_class = ${pointClass}
  group by r.market_day, p.group_id`
}

function partDays(relations: ClassRelations, pointClass: SettledClass, sumClass: SettledClass): string {
  const active = `select a.market_day, p.group_id,
    ${perSlot(pointClass, (k) => `case when a.from_slot <= ${k} and ${k} < a.to_slot then coalesce(r.${q(k)}, 0) end as ${q(k)}`)},
    ${maskList(pointClass, (column, mask, word) => activeMask(column, mask, `a.active_${word}`))}
  from ${relations.pointGroup} as p
  join ${relations.spanPart} as a on a.span_id = p.span_id and a.slot_class = p.slot_class
  left join ${relations.readings} as r on r.series_id = p.series_id and r.market_day = a.market_day
  where p.slot_class = ${pointClass}`
  const rows = pointClass === sumClass ? active : hoursOf(`(${active})`, ['market_day', 'group_id'], true)
  return `select market_day, group_id, 0, 0, ${perSlot(sumClass, q)}, ${maskList(sumClass, (column) => column)}, ${dayWords(sumClass, () => '0')}
  from (${rows}) as part_day`
}

function activeMask(column: string, mask: string, active: string): string {
  if (mask === 'present') return active
  return `coalesce(${bothBits(`r.${column}`, active)}, ${mask === 'missing' ? active : '0'})`
}

function expectedDays(
  { pointGroup, calculationDay }: ClassRelations,
  pointClass: SettledClass,
  sumClass: SettledClass,
): string {
  const dayMask = (word: number): string => `d.day_${sumClass}_${word}`
  return `select d.market_day, e.group_id, 0, e.points,
    ${perSlot(sumClass, (k) => `case when ${k} < d.slots_${sumClass} then 0 end`)},
    ${maskList(sumClass, (_, mask, word) => (mask === 'present' ? dayMask(word) : '0'))},
    ${dayWords(sumClass, dayMask)}
  from (select group_id, full_from, full_last, count(*) as points from ${pointGroup}
    where slot_class = ${pointClass} and full_from is not null group by group_id, full_from, full_last) as e
  join ${calculationDay} as d on d.market_day between e.full_from and e.full_last`
}

function maskList(slotClass: SettledClass, text: (column: string, mask: string, word: number) => string): string {
  return perWord(
    slotClass,
    RESULT_MASKS,
    (column, mask, word) => `cast(${text(column, mask, word)} as BIGINT) as ${column}`,
  )
}

function dayWords(slotClass: SettledClass, text: (word: number) => string): string {
  return perWord(slotClass, ['day'], (column, _, word) => `cast(${text(word)} as BIGINT) as ${column}`)
}
