import { wordCount } from '../../kernel/index.ts'
import { bitOr } from '../../platform/index.ts'
import { hoursOf } from './hours.ts'
import { bothBits, CLASS_SUM_TYPE, perSlot, perWord, q, READING_MASKS, RESULT_MASKS } from './columns.ts'
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
 * Sums of the points of one slot class by day and group. Grain: (market_day, group_id), where part days are rows of their own:
 * who reads the sums adds them up. q_k is NULL where no point of the row is active, else the sum with absent readings as 0; the
 * masks are the union over the points.
 *
 * Whole days are summed as they stand, with one integer join and no work on single values. Each day is expected to have as
 * many rows as points that are active all day; where rows lack, the day is missing too: a count says so without a join to
 * every absent row, and only then are the wide sums touched once more. Parts of days are masked slot by slot.
 * @param pointClass the class that the points are read in
 * @param sumClass the class that is summed in: another one when quarters become hours before the transition
 */
export function classSumSql(relations: ClassRelations, pointClass: SettledClass, sumClass: SettledClass): string {
  const value = (k: number): string => `coalesce(w.${q(k)}, case when ${k} < e.slots then 0 end)`
  return `select e.market_day, e.group_id, ${perSlot(sumClass, (k) => `cast(${value(k)} as ${CLASS_SUM_TYPE}) as ${q(k)}`)},
  ${maskList(sumClass, (column, mask, word) => expectedMask(column, mask, word))}
from (${expectedDays(relations, pointClass, sumClass)}) as e
left join (${wholeDays(relations, pointClass, sumClass)}) as w on w.market_day = e.market_day and w.group_id = e.group_id
union all ${partDays(relations, pointClass, sumClass)}`
}

function expectedMask(column: string, mask: string, word: number): string {
  if (mask === 'present') return `e.day_${word}`
  const found = `coalesce(w.${column}, 0)`
  return mask === 'missing' ? `case when e.expected > coalesce(w.found, 0) then e.day_${word} else ${found} end` : found
}

function wholeDays(relations: ClassRelations, pointClass: SettledClass, sumClass: SettledClass): string {
  const readings =
    pointClass === sumClass
      ? relations.readings
      : `(${hoursOf(relations.readings, ['series_id', 'market_day'], false)})`
  return `select r.market_day, p.group_id, count(*) as found,
    ${perSlot(sumClass, (k) => `sum(r.${q(k)}) as ${q(k)}`)},
    ${perWord(sumClass, READING_MASKS, (column) => `${bitOr(`r.${column}`)} as ${column}`)}
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
  return `select market_day, group_id, ${perSlot(sumClass, (k) => `cast(${q(k)} as ${CLASS_SUM_TYPE}) as ${q(k)}`)}, ${maskList(sumClass, (column) => column)}
  from (${rows}) as part_day`
}

function activeMask(column: string, mask: string, active: string): string {
  if (mask === 'present') return active
  return `coalesce(${bothBits(`r.${column}`, active)}, ${mask === 'missing' ? active : '0'})`
}

// How many rows each day should have, with the slots that it has.
function expectedDays(
  { pointGroup, calculationDay }: ClassRelations,
  pointClass: SettledClass,
  sumClass: SettledClass,
): string {
  const day = ['market_day', `slots_${sumClass}`, ...dayWords(sumClass)].map((column) => `d.${column}`)
  return `select d.market_day, e.group_id, sum(e.points) as expected, d.slots_${sumClass} as slots,
    ${dayWords(sumClass)
      .map((column, word) => `d.${column} as day_${word}`)
      .join(', ')}
  from (select group_id, full_from, full_last, count(*) as points from ${pointGroup}
    where slot_class = ${pointClass} and full_from is not null group by group_id, full_from, full_last) as e
  join ${calculationDay} as d on d.market_day between e.full_from and e.full_last
  group by e.group_id, ${day.join(', ')}`
}

function maskList(slotClass: SettledClass, text: (column: string, mask: string, word: number) => string): string {
  return perWord(
    slotClass,
    RESULT_MASKS,
    (column, mask, word) => `cast(${text(column, mask, word)} as BIGINT) as ${column}`,
  )
}

function dayWords(slotClass: SettledClass): string[] {
  return Array.from({ length: wordCount(slotClass) }, (_, word) => `day_${slotClass}_${word}`)
}
