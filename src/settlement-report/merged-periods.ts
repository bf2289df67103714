/**
 * Periods of the same keys that overlap or follow each other without a gap become one.
 * @param relation SQL of rows with the keys, from_day and to_day DATE, half open
 * @param keys columns; NULLs are equal
 * @returns a SELECT of the keys, from_day and to_day
 */
export function mergedPeriods(relation: string, keys: readonly string[]): string {
  const key = keys.join(', ')
  const window = `partition by ${key} order by from_day, to_day rows between unbounded preceding`
  return `select ${key}, min(from_day) as from_day, max(to_day) as to_day from (
    select *, sum(begins) over (${window} and current row) as island from (
      select ${key}, from_day, to_day,
        case when from_day <= max(to_day) over (${window} and 1 preceding) then 0 else 1 end as begins
      from ${relation} as period) as begun) as numbered
  group by ${key}, island`
}
