/**
 * Days of periods that other periods do not cover, as a SELECT: the columns of `item`, first_day DATE (the first day that
 * is not covered) and days BIGINT (how many are not). Items that are covered are left out.
 * @param item a relation with metering_point_id, from_day and to_day (exclusive), and `keys`, which name its rows
 * @param cover periods of points that do not overlap within a point: point_id, from_day, to_day
 * @param pointOf the column of `item` whose periods should cover it
 */
export function uncoveredDays(item: string, cover: string, keys: readonly string[], pointOf: string): string {
  const same = (a: string, b: string): string => keys.map((key) => `${a}.${key} = ${b}.${key}`).join(' and ')
  const named = (row: string): string => keys.map((key) => `${row}.${key}`).join(', ')
  const overlaps = `c.point_id = i.${pointOf} and c.from_day < i.to_day and i.from_day < c.to_day`
  return `with item as (${item}), cover as (${cover}),
covered as (select ${named('i')}, sum(least(i.to_day, c.to_day) - greatest(i.from_day, c.from_day)) as days
  from item as i join cover as c on ${overlaps} group by ${named('i')}),
short as (select i.*, (i.to_day - i.from_day) - coalesce(c.days, 0) as lacking
  from item as i left join covered as c on ${same('c', 'i')} where coalesce(c.days, 0) < i.to_day - i.from_day),
edge as (select ${named('i')}, i.${pointOf} as point_id, i.from_day as day from short as i
  union all select ${named('i')}, i.${pointOf}, c.to_day from short as i join cover as c on ${overlaps} and c.to_day < i.to_day),
first_edge as (select ${named('e')}, min(e.day) as day from edge as e
  where not exists (select 1 from cover as c where c.point_id = e.point_id and c.from_day <= e.day and e.day < c.to_day) group by ${named('e')})
select i.*, e.day as first_day, cast(i.lacking as bigint) as days from short as i join first_edge as e on ${same('e', 'i')}`
}
