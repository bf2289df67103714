import { areaConditions, idConditions, isWholeId, parameters, valueConditions } from './filter-conditions.ts'
import type { Bind, BoundQuery } from './filter-conditions.ts'
import { FOUND_COLUMNS } from './found-point.ts'
import type { PointFilter } from './point-filter.ts'

type Page = { readonly limit: number; readonly after?: string | undefined }

/**
 * A search along point_today: whether its rows reach the day, then a row of FOUND_COLUMNS for each point and one more than
 * the limit. Both in one statement, so that they are of one moment; there is always a row.
 */
export function todayQuery(filter: PointFilter, today: string, page: Page): BoundQuery {
  const { values, bind } = parameters()
  const day = `${bind(today)}::date`
  const text = `with reach as materialized (select ${reaches(day)} as is_current)
    select reach.is_current, ${FOUND_COLUMNS}
    from reach left join (${rowsOfPage(filter, page, bind)}) n on true
    left join metering_points.metering_point_period p on p.metering_point_id = n.metering_point_id
      and p.valid_from = n.valid_from and p.recorded_seq = n.recorded_seq
    order by n.metering_point_id`
  return { text, values }
}

/** Whether every row is about a day, and no commit waits for being brought in. */
function reaches(day: string): string {
  return `coalesce((select min(next_change) > ${day} from metering_points.point_today), true)
    and coalesce((select max(valid_from) <= ${day} from metering_points.point_today), true)
    and not exists (select from metering_points.point_today_backlog)`
}

/** The rows of point_today that a page shows, and one more. */
function rowsOfPage(filter: PointFilter, { limit, after }: Page, bind: Bind): string {
  const isRare = hasOwnIndex(filter)
  const areas = filter.gridAreas
  const eachArea = areas !== undefined && areas.length !== 1 && !isRare && !isWholeId(filter.id)
  // In the order that the indexes of the conditions have, and the key has not; by the key, where no index has the conditions.
  const order =
    (isRare || areas !== undefined) && !isWholeId(filter.id) ? 't.metering_point_id collate "C"' : 't.metering_point_id'
  const conditions = [
    't.valid_from is not null',
    ...idConditions(filter, after, order, bind),
    ...valueConditions(filter, 't', bind),
    ...(eachArea ? ['t.grid_area = area.code'] : areaConditions(filter, 't', bind)),
  ]
  const rows = `select * from metering_points.point_today t where ${conditions.join(' and ')} order by ${order} limit ${limit + 1}`
  if (!eachArea) return rows
  // A page of each area, and of these the first: an index gives the points of one area in order, not those of several.
  return `select t.* from unnest(${bind(areas)}::text[]) area (code) cross join lateral (${rows}) t order by ${order} limit ${limit + 1}`
}

/** The words that most points share, which have no index (migration 0027). */
const SHARED: Partial<Record<keyof PointFilter, string>> = {
  connectionState: 'connected',
  type: 'consumption',
  settlementMethod: 'flex',
  resolution: 'PT15M',
}
const WITHOUT_INDEX: ReadonlySet<string> = new Set(['id', 'gridAreas', 'buildingNumber'])

/** Whether the filter has a condition with an index of its own, the areas aside. */
function hasOwnIndex(filter: PointFilter): boolean {
  return (Object.keys(filter) as (keyof PointFilter)[]).some(
    (field) => filter[field] !== undefined && !WITHOUT_INDEX.has(field) && filter[field] !== SHARED[field],
  )
}
