import type { MeteringPointType, SettlementMethod } from '../market/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { ConnectionState } from './model.ts'

/** How many points of an area were of a kind and in a state on some day. */
export type PointCount = {
  readonly gridArea: string
  readonly type: MeteringPointType
  readonly settlementMethod: SettlementMethod | null
  readonly connectionState: ConnectionState
  /** an accounting point without is not settled (settlement 3.1) */
  readonly hasSupplier: boolean
  readonly points: number
}

/** Points that lie in the areas on a day of `[from, to)`, by area, kind and state; one that changed is in several rows. */
export async function countPoints(
  trx: Transaction,
  asked: { readonly gridAreas: readonly string[]; readonly from: string; readonly to: string; readonly atSeq: bigint },
): Promise<PointCount[]> {
  const { rows } = await trx.query<PointCount>(
    `select grid_area as "gridArea", type, settlement_method as "settlementMethod", connection_state as "connectionState",
       energy_supplier_id is not null as "hasSupplier", count(distinct metering_point_id)::integer as points
     from metering_points.period_as_known_in($1::bigint, $2::text[]) k
     where grid_area = any ($2::text[]) and k.valid_from < $4::date and (k.valid_to is null or k.valid_to > $3::date)
     group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
    [asked.atSeq.toString(), asked.gridAreas, asked.from, asked.to],
  )
  return rows
}
