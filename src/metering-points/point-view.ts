import type { Transaction } from '../platform/index.ts'
import type { PointMasterData, PointPeriod } from './model.ts'
import { fromMasterDataColumns, MASTER_DATA_COLUMNS } from './period-row.ts'
import { NEWEST_SEQ, periodsAsKnown } from './periods-as-known.ts'
import type { FoundPoint } from './search/found-point.ts'
import { MOST_FOUND, searchPoints } from './search/search-points.ts'
import type { SearchedTime } from './search/search-points.ts'

/** A metering point as it is on a day, with the points that it is coupled to on that day. */
export type PointView = {
  readonly meteringPointId: string
  /** market day */
  readonly asOf: string
  /** what holds on the day; null: nothing does */
  readonly version: PointVersion | null
  /** all its periods, in the order of days */
  readonly periods: readonly PointPeriod[]
  /** null: it has none, or that one is not known on the day */
  readonly parent: FoundPoint | null
  /** the first MOST_FOUND */
  readonly children: readonly FoundPoint[]
}

/** All that is stated about a point from a day on. */
export type PointVersion = {
  /** market day */
  readonly validFrom: string
  /** the commit that stated it */
  readonly recordedSeq: bigint
  /** the process that stated it; null: an import */
  readonly processId: bigint | null
  readonly values: PointMasterData
}

/** A metering point as of any day and as known at any number. @returns undefined when nothing was known of it */
export async function viewPoint(
  trx: Transaction,
  meteringPointId: string,
  time: SearchedTime,
): Promise<PointView | undefined> {
  const { asKnown: atSeq, asOf = time.today } = time
  const { rows } = await trx.query(
    'select from metering_points.metering_point_period where metering_point_id = $1 and recorded_seq <= $2::bigint limit 1',
    [meteringPointId, String(atSeq ?? NEWEST_SEQ)],
  )
  if (rows.length === 0) return undefined
  const version = await versionOn(trx, meteringPointId, { asOf, atSeq: atSeq ?? NEWEST_SEQ })
  const parentId = version?.values.parentId ?? undefined
  const parents = parentId === undefined ? undefined : await searchPoints(trx, { id: parentId }, time, { limit: 1 })
  const children = await searchPoints(trx, { parentId: meteringPointId }, time, { limit: MOST_FOUND })
  return {
    meteringPointId,
    asOf,
    version: version ?? null,
    periods: await periodsAsKnown(trx, { pointIds: [meteringPointId], atSeq }),
    parent: parents?.points[0] ?? null,
    children: children.points,
  }
}

async function versionOn(
  trx: Transaction,
  meteringPointId: string,
  { asOf, atSeq }: { readonly asOf: string; readonly atSeq: bigint },
): Promise<PointVersion | undefined> {
  const { rows } = await trx.query<[string, bigint, bigint | null, ...unknown[]]>({
    rowMode: 'array',
    text: `select valid_from::text, recorded_seq, process_id, ${MASTER_DATA_COLUMNS}
           from metering_points.statement_in_force($1, $2::date, $3::bigint)`,
    values: [meteringPointId, asOf, String(atSeq)],
  })
  const row = rows[0]
  if (row === undefined) return undefined
  return { validFrom: row[0], recordedSeq: row[1], processId: row[2], values: fromMasterDataColumns(row, 3) }
}
