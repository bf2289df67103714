import type { Pool } from '../../platform/index.ts'

/** What a log says of a grid area. */
export interface MissingArea {
  readonly gridArea: string
  readonly points: number
  readonly days: number
  /** readings that should be there on these days, and those that are */
  readonly expected: bigint
  readonly actual: bigint
}

/** A day of a point with a wrong number of readings. */
export interface LoggedDay {
  readonly meteringPointId: string
  readonly gridArea: string
  readonly marketDay: string
  readonly expected: number
  readonly actual: number
}

/** Counts of a log by grid area. */
export async function missingAreas(pool: Pool, runId: string): Promise<MissingArea[]> {
  const { rows } = await pool.query<{
    grid_area: string
    points: number
    days: number
    expected: bigint
    actual: bigint
  }>(
    `select grid_area, count(distinct metering_point_id)::integer as points, count(*)::integer as days,
       sum(expected)::bigint as expected, sum(actual)::bigint as actual
     from calculated_series.missing_day where run_id = $1 group by grid_area order by grid_area`,
    [runId],
  )
  return rows.map(({ grid_area: gridArea, ...row }) => ({ gridArea, ...row }))
}

/** The first days of a log, by day and point. */
export async function missingDays(pool: Pool, runId: string, limit: number): Promise<LoggedDay[]> {
  const { rows } = await pool.query<{
    metering_point_id: string
    grid_area: string
    market_day: string
    expected: number
    actual: number
  }>(
    `select metering_point_id, grid_area, market_day::text, expected, actual from calculated_series.missing_day
     where run_id = $1 order by market_day, metering_point_id limit $2`,
    [runId, limit],
  )
  return rows.map((row) => ({
    meteringPointId: row.metering_point_id,
    gridArea: row.grid_area,
    marketDay: row.market_day,
    expected: row.expected,
    actual: row.actual,
  }))
}
