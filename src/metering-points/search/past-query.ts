import { NEWEST_SEQ } from '../periods-as-known.ts'
import { areaConditions, idConditions, isWholeId, parameters, valueConditions } from './filter-conditions.ts'
import type { Bind, BoundQuery } from './filter-conditions.ts'
import { FOUND_COLUMNS } from './found-point.ts'
import type { PointFilter } from './point-filter.ts'

type Page = { readonly limit: number; readonly after?: string | undefined }

/**
 * A search of another day, or as it was known at another number, along the log: statements about the parent, the supplier
 * or the area, else all points, in the order of their ids; of these what held. Rows of FOUND_COLUMNS, one more than the
 * limit.
 */
export function pastQuery(
  filter: PointFilter,
  { asOf, asKnown = NEWEST_SEQ }: { readonly asOf: string; readonly asKnown?: bigint | undefined },
  page: Page,
): BoundQuery {
  const { values, bind } = parameters()
  const at = `${bind(asOf)}::date, ${bind(asKnown.toString())}::bigint`
  const text = `select ${FOUND_COLUMNS} from (${statementsOfPage(filter, at, page, bind)}) p
    left join lateral metering_points.next_statement(p.metering_point_id, ${at}) n on true
    order by p.place`
  return { text, values }
}

/** The statements that a page shows, and one more. @param at day and number */
function statementsOfPage(filter: PointFilter, at: string, { limit, after }: Page, bind: Bind): string {
  const candidates = candidatesOf(filter, bind)
  const conditions = [
    ...candidates.conditions,
    ...idConditions(filter, after, candidates.place, bind),
    ...valueConditions(filter, 'v', bind),
    ...(candidates.areas === undefined ? areaConditions(filter, 'v', bind) : []),
  ]
  const rows = `select v.*, ${candidates.place} as place from ${candidates.table} c
    cross join lateral metering_points.statement_in_force(c.metering_point_id, ${at}) v
    ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
    order by ${candidates.place} limit ${limit + 1}`
  if (candidates.areas === undefined) return rows
  return `select s.* from unnest(${bind(candidates.areas)}::text[]) area (code) cross join lateral (${rows}) s order by s.place limit ${limit + 1}`
}

type Candidates = {
  readonly table: string
  /** on a candidate `c`, and the statement `v` that holds */
  readonly conditions: readonly string[]
  /** the order of the pages */
  readonly place: string
  /** a page is taken of each of these areas, which condition each as `area.code` */
  readonly areas?: readonly string[]
}

/**
 * Among what to look: the statements with the rarest value for which the log has an index, if one of them is what holds; else all points.
 */
function candidatesOf(filter: PointFilter, bind: Bind): Candidates {
  const { parentId, energySupplierId, gridAreas } = filter
  const stated = (condition: string): Candidates => ({
    table: 'metering_points.metering_point_period',
    // One truth instead of two equations, which the planner would think so rare that it sorts all candidates for a page.
    conditions: [condition, 'coalesce(v.valid_from = c.valid_from and v.recorded_seq = c.recorded_seq, false)'],
    place: 'c.metering_point_id collate "C"', // as the indexes of these values have it, and the key has not
  })
  if (!isWholeId(filter.id)) {
    if (parentId !== undefined) return stated(`c.parent_id = ${bind(parentId)}`)
    if (energySupplierId !== undefined) return stated(`c.energy_supplier_id = ${bind(energySupplierId)}`)
    if (gridAreas !== undefined) return { ...stated('c.grid_area = area.code'), areas: gridAreas }
  }
  return { table: 'metering_points.metering_point', conditions: [], place: 'c.metering_point_id' }
}
