import type { Transaction } from '../platform/index.ts'
import type { PointPeriod } from './model.ts'
import { fromPeriodRow, PERIOD_COLUMNS } from './period-row.ts'
import type { PeriodRow } from './period-row.ts'

/** Which periods to read; what is left out does not narrow. */
export type PeriodFilter = {
  /** as they were known when this number was committed; left out: as the transaction sees them now */
  readonly atSeq?: bigint | undefined
  readonly pointIds?: readonly string[] | undefined
  /** areas that the period lies in, or exchanges with (settlement 1.2) */
  readonly gridAreas?: readonly string[] | undefined
  /** only periods that touch the market days `[from, to)` */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Periods of metering points, ordered by point and day. Their days are whole: nothing is cut to `from` and `to`. */
export async function periodsAsKnown(trx: Transaction, filter: PeriodFilter = {}): Promise<PointPeriod[]> {
  const { text, values } = periodQuery(PERIOD_COLUMNS, filter)
  const result = await trx.query<PeriodRow>({ rowMode: 'array', text, values })
  return result.rows.map((row) => fromPeriodRow(row))
}

/** What is known when nothing newer can be: every number is smaller. */
export const NEWEST_SEQ = 9_223_372_036_854_775_807n

/**
 * The SELECT behind periodsAsKnown, for readers that want other columns or a cursor.
 * @param also further conditions in SQL on the columns of a period `k`
 */
export function periodQuery(
  columns: string,
  filter: PeriodFilter,
  also: readonly string[] = [],
): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [(filter.atSeq ?? NEWEST_SEQ).toString()]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const conditions = [...also]
  let source = 'metering_points.period_as_known($1::bigint)'
  if (filter.gridAreas !== undefined) {
    const areas = `${bind(filter.gridAreas)}::text[]`
    source = `metering_points.period_as_known_in($1::bigint, ${areas})`
    conditions.push(`(grid_area = any (${areas}) or from_grid_area = any (${areas}) or to_grid_area = any (${areas}))`)
  }
  if (filter.pointIds !== undefined) conditions.push(`metering_point_id = any (${bind(filter.pointIds)}::text[])`)
  if (filter.to !== undefined) conditions.push(`k.valid_from < ${bind(filter.to)}::date`)
  if (filter.from !== undefined) conditions.push(`(k.valid_to is null or k.valid_to > ${bind(filter.from)}::date)`)
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  return { text: `select ${columns} from ${source} k ${where} order by metering_point_id, k.valid_from`, values }
}
