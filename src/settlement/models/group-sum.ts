import { bitOr } from '../../platform/index.ts'
import type { ResultResolution } from '../arguments.ts'
import { classSumSql } from './class-sum.ts'
import type { ClassRelations } from './class-sum.ts'
import { bitOf, perSlot, perWord, q, RESULT_CLASS, RESULT_MASKS, SUM_TYPE } from './columns.ts'

/** Relations that the model reads: hours and quarters apart. */
export type GroupSumRelations = Omit<ClassRelations, 'readings'> & {
  readonly readingDay25: string
  readonly readingDay100: string
}

/**
 * Model group_sum_day. Grain: (market_day, group_id). q_k is the group's exact sum in slot k, DECIMAL(28,8), NULL where
 * none of its points is active; present, missing, estimated, calculated and measured say in which slots the group exists
 * and which qualities fed it. Nothing is rounded here (settlement 1.3).
 *
 * Results in quarters: hourly points are summed as hours and their sum is spread, four equal parts with the same
 * quality, exact at 8 decimals. Hourly results: quarters become hours point by point; columns from q_26 on are NULL.
 */
export function groupSumSql(relations: GroupSumRelations, resolution: ResultResolution): string {
  const hours = { ...relations, readings: relations.readingDay25 }
  const quarters = { ...relations, readings: relations.readingDay100 }
  const branches =
    resolution === 'PT15M'
      ? [spread(classSumSql(hours, 25, 25)), widened(classSumSql(quarters, 100, 100))]
      : [padded(classSumSql(hours, 25, 25)), padded(classSumSql(quarters, 100, 25))]
  return `select market_day, group_id, ${perSlot(RESULT_CLASS, (k) => `cast(sum(${q(k)}) as ${SUM_TYPE}) as ${q(k)}`)},
  ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => `${bitOr(column)} as ${column}`)}
from (${branches.join('\nunion all ')}) as branch
group by market_day, group_id
order by market_day, group_id`
}

function widened(classSum: string): string {
  return `select market_day, group_id, ${perSlot(100, (k) => `cast(${q(k)} as ${SUM_TYPE}) as ${q(k)}`)}, ${perWord(100, RESULT_MASKS, (column) => column)}
from (${classSum}) as quarter_sum`
}

function spread(classSum: string): string {
  const masks = perWord(100, RESULT_MASKS, (column, mask, word) => `${spreadWord(`${mask}_0`, word)} as ${column}`)
  return `select market_day, group_id, ${perSlot(100, (k) => `cast(${q(Math.floor(k / 4))} * 0.25 as ${SUM_TYPE}) as ${q(k)}`)}, ${masks}
from (${classSum}) as hour_sum`
}

function padded(classSum: string): string {
  const values = perSlot(100, (k) =>
    k < 25 ? `cast(${q(k)} as ${SUM_TYPE}) as ${q(k)}` : `cast(null as ${SUM_TYPE}) as ${q(k)}`,
  )
  const masks = perWord(100, RESULT_MASKS, (column, _, word) =>
    word === 0 ? column : `cast(0 as BIGINT) as ${column}`,
  )
  return `select market_day, group_id, ${values}, ${masks} from (${classSum}) as hour_sum`
}

/** Each hour's bit becomes four, in the word that holds its quarters. */
function spreadWord(hourWord: string, word: number): string {
  const hours = Array.from({ length: 25 }, (_, hour) => hour).filter((hour) => bitOf(4 * hour).word === word)
  const quarters = hours.map(
    (hour) => `case when (${hourWord} & ${2 ** hour}) <> 0 then ${15 * bitOf(4 * hour).weight} else 0 end`,
  )
  return `cast(${quarters.join(' + ')} as BIGINT)`
}
