import { bitOr } from '../../platform/index.ts'
import type { ResultResolution } from '../arguments.ts'
import { classSumSql } from './class-sum.ts'
import type { ClassRelations } from './class-sum.ts'
import { bitOf, perSlot, perWord, q, RESULT_CLASS, RESULT_MASKS, SUM_TYPE } from './columns.ts'

/** Relations that the sums of both classes are made from: hours and quarters apart. */
export type GroupSumRelations = Omit<ClassRelations, 'readings'> & {
  readonly readingDay25: string
  readonly readingDay100: string
}

/**
 * Sums by day and group of hourly points, and of points of quarters: in quarters, or where results are hourly in hours, made
 * point by point. Each a relation of (market_day, group_id), which may have several rows of one group.
 */
export type ClassSums = { readonly hours: string; readonly quarters: string }

/** The sums of both classes, straight from the readings. */
export function classSumsSql(relations: GroupSumRelations, resolution: ResultResolution): ClassSums {
  return {
    hours: classSumSql({ ...relations, readings: relations.readingDay25 }, 25, 25),
    quarters: quarterSumSql(relations, resolution),
  }
}

/** The sums of the points of quarters, in the slots that results have. */
export function quarterSumSql(relations: GroupSumRelations, resolution: ResultResolution): string {
  return classSumSql({ ...relations, readings: relations.readingDay100 }, 100, resolution === 'PT15M' ? 100 : 25)
}

/**
 * Model group_sum_day. Grain: (market_day, group_id). q_k is the group's exact sum in slot k, DECIMAL(28,8), NULL where
 * none of its points is active; present, missing, estimated, calculated and measured say in which slots the group exists
 * and which qualities fed it. Nothing is rounded here (settlement 1.3).
 *
 * Results in quarters: hourly points are summed as hours and their sum is spread, four equal parts with the same
 * quality, exact at 8 decimals. Hourly results: quarters become hours point by point; columns from q_26 on are NULL.
 */
export function groupSumSql({ hours, quarters }: ClassSums, resolution: ResultResolution): string {
  const branches = resolution === 'PT15M' ? [spread(hours), widened(quarters)] : [padded(hours), padded(quarters)]
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
