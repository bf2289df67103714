import type { Pool } from '../../platform/index.ts'
import { SERIES_ENTRIES } from './series-entries.ts'

/**
 * Runs that were begun before an instant and have neither ended nor failed, in the order in which they are to be carried
 * out: by the day that counts as today, those of a day as they depend on each other. That another run was faster is no failure.
 * @param begunBeforeMs epoch milliseconds
 */
export async function openRunIds(pool: Pool, begunBeforeMs: number): Promise<string[]> {
  const { rows } = await pool.query<{ run_id: string }>(
    `select r.run_id from calculated_series.run r left join calculated_series.run_result e using (run_id)
     where e.run_id is null and r.started_at < to_timestamp($1::numeric / 1000) and not exists (
       select from platform.run_failure f where f.run_id = r.run_id::text and f.code <> 'CALCULATED_MEANWHILE')
     order by r.as_of, array_position($2::text[], r.kind), r.started_at, r.run_id`,
    [begunBeforeMs, SERIES_ENTRIES.map(({ kind }) => kind)],
  )
  return rows.map((row) => row.run_id)
}
