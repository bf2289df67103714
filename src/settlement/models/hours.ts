import { bitOf, q, READING_MASKS, RESULT_MASKS } from './columns.ts'

/**
 * Hourly rows from rows of quarters (settlement 1.3, used before the transition only): the sum of the hour's quarters,
 * and one quality for the hour and point by precedence: any calculated, else any estimated, else measured and missing
 * together are estimated, else measured, else missing. It happens for each point, before anything is summed.
 * @param relation rows with masks and q_1..q_100; a slot that is NULL adds nothing, an hour of four NULLs is NULL
 * @param keys columns that are passed on
 * @param present whether the rows carry the mask of active slots
 */
export function hoursOf(relation: string, keys: readonly string[], present: boolean): string {
  const hours = Array.from({ length: 25 }, (_, hour) => hour)
  const values = hours.map((hour) => `${hourSum(hour)} as ${q(hour)}`)
  const masks = (present ? (['present', ...READING_MASKS] as const) : READING_MASKS).map(
    (mask) =>
      `${hours.map((hour) => `case when ${HOUR_HAS[mask](hour)} then ${2 ** hour} else 0 end`).join(' + ')} as ${mask}_0`,
  )
  return `select ${[...keys, ...values].join(', ')}, ${masks.map((mask) => `cast${asBigint(mask)}`).join(', ')} from ${relation} as quarter`
}

/**
 * Hourly sums from sums of quarters: values are added, and an hour has every quality that one of its quarters has. For sums
 * of groups, in which no single point is to have one quality (settlement 1.6, 2.2).
 * @param relation rows with the five masks of a sum and q_1..q_100
 */
export function foldedToHours(relation: string, keys: readonly string[]): string {
  const hours = Array.from({ length: 25 }, (_, hour) => hour)
  const values = hours.map((hour) => `${hourSum(hour)} as ${q(hour)}`)
  const masks = RESULT_MASKS.map(
    (mask) =>
      `cast(${hours.map((hour) => `case when ${any(mask, hour)} then ${2 ** hour} else 0 end`).join(' + ')} as BIGINT) as ${mask}_0`,
  )
  return `select ${[...keys, ...values, ...masks].join(', ')} from ${relation} as quarter`
}

function asBigint(named: string): string {
  const at = named.lastIndexOf(' as ')
  return `(${named.slice(0, at)} as BIGINT)${named.slice(at)}`
}

function hourSum(hour: number): string {
  const quarters = [0, 1, 2, 3].map((quarter) => q(4 * hour + quarter))
  const sum = quarters.map((column) => `coalesce(${column}, 0)`).join(' + ')
  return `case when coalesce(${quarters.join(', ')}) is not null then ${sum} end`
}

// The four quarters of an hour lie in one word.
function any(mask: string, hour: number): string {
  const { word, weight } = bitOf(4 * hour)
  return `(${mask}_${word} & ${15 * weight}) <> 0`
}

const HOUR_HAS = {
  present: (hour: number) => any('present', hour),
  calculated: (hour: number) => any('calculated', hour),
  estimated: (hour: number) =>
    `not ${any('calculated', hour)} and (${any('estimated', hour)} or (${any('measured', hour)} and ${any('missing', hour)}))`,
  measured: (hour: number) =>
    `${any('measured', hour)} and not ${any('calculated', hour)} and not ${any('estimated', hour)} and not ${any('missing', hour)}`,
  missing: (hour: number) =>
    `${any('missing', hour)} and not ${any('calculated', hour)} and not ${any('estimated', hour)} and not ${any('measured', hour)}`,
} as const
