import type { Pool, Transaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'

/** A calculation that has published days of a grid area to the actors: never an internal one (settlement 1.8). */
export interface PublishedVersion {
  readonly type: CalculationType
  readonly gridArea: string
  readonly version: bigint
  readonly calculationId: string
}

/** Which publications are looked for. */
export interface PublishedFilter {
  /** of several the first that has published a day of an area counts for that day, such as the latest correction */
  readonly types: readonly CalculationType[]
  /** market days YYYY-MM-DD, half open */
  readonly from: string
  readonly to: string
  readonly gridAreas?: readonly string[]
}

/** Every version that was published for the days, of each area, in the order of area and version. */
export async function publishedVersions(
  trx: Pool | Transaction,
  { types, from, to, gridAreas }: PublishedFilter,
): Promise<PublishedVersion[]> {
  const { rows } = await trx.query<{
    calculation_type: CalculationType
    grid_area: string
    version: bigint
    calculation_id: string
  }>(
    `select distinct calculation_type, grid_area, version, calculation_id from (
       select p.*, array_position($1::text[], p.calculation_type) as place,
         min(array_position($1::text[], p.calculation_type)) over (partition by p.grid_area, p.market_day) as first_place
       from settlement.publication p join settlement.calculation c using (calculation_id)
       where p.calculation_type = any($1) and p.market_day >= $2::date and p.market_day < $3::date and not c.is_internal
         and ($4::text[] is null or p.grid_area = any($4))) d
     where place = first_place order by grid_area, version`,
    [types, from, to, gridAreas ?? null],
  )
  return rows.map((row) => ({
    type: row.calculation_type,
    gridArea: row.grid_area,
    version: row.version,
    calculationId: row.calculation_id,
  }))
}
