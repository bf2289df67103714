import type { MeteringPointType } from '../market/index.ts'
import type { Transaction } from '../platform/index.ts'
import { NEWEST_SEQ } from './periods-as-known.ts'

/** The type of each of these points; one that is not known is not in it. A point keeps its type, so no day is asked for. */
export async function typesOfPoints(
  trx: Transaction,
  pointIds: readonly string[],
): Promise<ReadonlyMap<string, MeteringPointType>> {
  const { rows } = await trx.query<[id: string, type: MeteringPointType]>({
    rowMode: 'array',
    text: `select distinct on (metering_point_id) metering_point_id, type from metering_points.metering_point_period
           where metering_point_id = any ($1::text[]) and not tombstone order by metering_point_id, recorded_seq desc`,
    values: [pointIds],
  })
  return new Map(rows)
}

/** The grid areas in which any of these points lies on a day of `[from, to)`, in order. */
export async function gridAreasOfPoints(
  trx: Transaction,
  pointIds: readonly string[],
  days: { readonly from: string; readonly to: string; readonly atSeq?: bigint | undefined },
): Promise<string[]> {
  const { rows } = await trx.query<{ grid_area: string }>(
    `select distinct grid_area from metering_points.period_as_known($1::bigint) k
     where metering_point_id = any ($2::text[]) and k.valid_from < $4::date and (k.valid_to is null or k.valid_to > $3::date)
     order by grid_area`,
    [(days.atSeq ?? NEWEST_SEQ).toString(), pointIds, days.from, days.to],
  )
  return rows.map(({ grid_area }) => grid_area)
}

/** A point that lies in a grid area. */
export type AreaPoint = { readonly meteringPointId: string; readonly gridArea: string }

/** Every point that lies in one of the areas on a day of `[from, to)`, whatever its state, by its id; its first area there. */
export async function pointsOfAreas(
  trx: Transaction,
  asked: { readonly gridAreas: readonly string[]; readonly from: string; readonly to: string; readonly atSeq: bigint },
): Promise<AreaPoint[]> {
  const { rows } = await trx.query<AreaPoint>(
    `select distinct on (metering_point_id) metering_point_id as "meteringPointId", grid_area as "gridArea"
     from metering_points.period_as_known_in($1::bigint, $2::text[]) k
     where grid_area = any ($2::text[]) and k.valid_from < $4::date and (k.valid_to is null or k.valid_to > $3::date)
     order by metering_point_id, k.valid_from`,
    [asked.atSeq.toString(), asked.gridAreas, asked.from, asked.to],
  )
  return rows
}
