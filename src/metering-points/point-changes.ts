import { changedStretches } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { PointValues } from './model.ts'
import { fromValueColumns, VALUE_COLUMNS } from './period-row.ts'

/** Which changes of master data are asked for. */
export type PointChangeQuery = {
  /** the earlier state; statements recorded after it, up to toSeq, are the changes */
  readonly fromSeq: bigint
  readonly toSeq: bigint
  /** market days `[from, to)` */
  readonly from: string
  readonly to: string
  /** areas that the point lies in, or exchanges with, before or after; left out: all */
  readonly gridAreas?: readonly string[] | undefined
  /** only these points; left out: all */
  readonly pointIds?: readonly string[] | undefined
}

/** A stretch of days for which a point is known as something else than before. */
export type PointChange = {
  readonly meteringPointId: string
  /** market days, toDay exclusive; cut to the days asked for */
  readonly fromDay: string
  readonly toDay: string
  /** what was known; undefined: nothing held */
  readonly before: PointValues | undefined
  readonly after: PointValues | undefined
}

/** Points that went from one supplier to another, in an area. */
export type SupplierMove = {
  readonly gridArea: string
  /** null: none */
  readonly beforeSupplierId: string | null
  readonly afterSupplierId: string | null
  readonly points: number
  /** days of all the points together */
  readonly pointDays: number
}

/** How much master data changed. */
export type PointChangeCounts = {
  readonly points: number
  readonly pointDays: number
  /** points whose supplier changed on some day */
  readonly suppliedPoints: number
  /** the largest first */
  readonly supplierMoves: readonly SupplierMove[]
}

/**
 * The stretches of days for which master data changed between two numbers, the longest first, then by point and day.
 * @param limit at most so many; left out: all
 */
export async function pointChanges(trx: Transaction, query: PointChangeQuery, limit?: number): Promise<PointChange[]> {
  const { text, values } = changeQuery(query)
  const { rows } = await trx.query<ChangeRow>({
    rowMode: 'array',
    text: `select metering_point_id, from_day::text, to_day::text, held_before, held_after, ${listed('before')}, ${listed('after')}
      from (${text}) c order by to_day - from_day desc, metering_point_id, from_day ${limit === undefined ? '' : `limit ${Math.trunc(limit)}`}`,
    values,
  })
  return rows.map((row) => ({
    meteringPointId: row[0],
    fromDay: row[1],
    toDay: row[2],
    before: row[3] ? fromValueColumns(row, BEFORE) : undefined,
    after: row[4] ? fromValueColumns(row, BEFORE + VALUE_COLUMNS.length) : undefined,
  }))
}

/** Counts what pointChanges lists. @param limit at most so many moves of suppliers */
export async function countPointChanges(
  trx: Transaction,
  query: PointChangeQuery,
  limit: number,
): Promise<PointChangeCounts> {
  const { text, values } = changeQuery(query)
  const { rows: counts } = await trx.query<{ points: number; pointDays: number; suppliedPoints: number }>(
    `select count(distinct metering_point_id)::integer as points, coalesce(sum(to_day - from_day), 0)::integer as "pointDays",
       count(distinct metering_point_id) filter (where ${SUPPLIER_MOVED})::integer as "suppliedPoints" from (${text}) c`,
    values,
  )
  const { rows: supplierMoves } = await trx.query<SupplierMove>(
    `select coalesce(after_grid_area, before_grid_area) as "gridArea", before_energy_supplier_id as "beforeSupplierId",
       after_energy_supplier_id as "afterSupplierId", count(distinct metering_point_id)::integer as points,
       sum(to_day - from_day)::integer as "pointDays"
     from (${text}) c where ${SUPPLIER_MOVED} group by 1, 2, 3 order by 5 desc, 1, 2 nulls first, 3 nulls first limit ${Math.trunc(limit)}`,
    values,
  )
  return { ...(counts[0] ?? { points: 0, pointDays: 0, suppliedPoints: 0 }), supplierMoves }
}

const SUPPLIER_MOVED = 'before_energy_supplier_id is distinct from after_energy_supplier_id'

// Columns before the first value of PointChange's row.
const BEFORE = 5

type ChangeRow = [
  id: string,
  fromDay: string,
  toDay: string,
  heldBefore: boolean,
  heldAfter: boolean,
  ...values: (string | null)[],
]

function listed(side: 'before' | 'after'): string {
  return VALUE_COLUMNS.map((value) => `${side}_${value}`).join(', ')
}

function changeQuery(query: PointChangeQuery): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [query.fromSeq.toString(), query.toSeq.toString(), query.from, query.to]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const only = query.pointIds === undefined ? '' : `and metering_point_id = any (${bind(query.pointIds)}::text[])`
  const stated = `select metering_point_id from metering_points.metering_point_period
    where recorded_seq > $1::bigint and recorded_seq <= $2::bigint ${only}`
  const state = (seq: string): string =>
    `(select * from metering_points.period_as_known(${seq}::bigint) k where metering_point_id in (${stated}))`
  const stretches = changedStretches({
    key: ['metering_point_id'],
    values: VALUE_COLUMNS,
    before: state('$1'),
    after: state('$2'),
    from: '$3::date',
    to: '$4::date',
  })
  if (query.gridAreas === undefined) return { text: stretches, values }
  const areas = `${bind(query.gridAreas)}::text[]`
  const within = ['before', 'after'].flatMap((side) =>
    ['grid_area', 'from_grid_area', 'to_grid_area'].map((column) => `${side}_${column} = any (${areas})`),
  )
  return { text: `select * from (${stretches}) every_change where ${within.join(' or ')}`, values }
}
