import type { Pool } from '../../platform/index.ts'
import type { SettlementType, StoredDays } from '../model.ts'

/** What runs up to a number have said of the days of some points: by point, of each day what was said last. */
export async function storedDays(
  pool: Pool,
  pointIds: readonly string[],
  atSeq: bigint,
): Promise<(pointId: string) => StoredDays> {
  const { rows } = await pool.query<{
    metering_point_id: string
    day: number
    milli_kwh: bigint
    settlement_type: SettlementType | null
  }>(
    `select distinct on (metering_point_id, market_day) metering_point_id, market_day - date '1970-01-01' as day,
       (energy_kwh * 1000)::bigint as milli_kwh, settlement_type
     from calculated_series.calculated_day where metering_point_id = any ($1::text[]) and recorded_seq <= $2
     order by metering_point_id, market_day, recorded_seq desc`,
    [pointIds, atSeq],
  )
  const byPoint = new Map<string, Map<number, { milliKwh: bigint; settlementType: SettlementType | null }>>()
  for (const row of rows) {
    const days = byPoint.get(row.metering_point_id) ?? new Map()
    days.set(row.day, { milliKwh: row.milli_kwh, settlementType: row.settlement_type })
    byPoint.set(row.metering_point_id, days)
  }
  return (pointId) => byPoint.get(pointId) ?? new Map()
}
