import type { Transaction } from '../../platform/index.ts'

/** Points to which any of these was ever coupled, whatever became of it. */
export async function parentsEver(trx: Transaction, pointIds: readonly string[]): Promise<string[]> {
  const { rows } = await trx.query<{ id: string }>(
    `select distinct parent_id as id from metering_points.metering_point_period
     where metering_point_id = any ($1::text[]) and parent_id is not null`,
    [pointIds],
  )
  return rows.map(({ id }) => id)
}

/** Points that were ever coupled to any of these, whatever became of it. */
export async function childrenEver(trx: Transaction, pointIds: readonly string[]): Promise<string[]> {
  const { rows } = await trx.query<{ id: string }>(
    'select distinct metering_point_id as id from metering_points.metering_point_period where parent_id = any ($1::text[])',
    [pointIds],
  )
  return rows.map(({ id }) => id)
}
