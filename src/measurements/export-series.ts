import type { Engine, Transaction, WrittenFile } from '../platform/index.ts'

/**
 * Writes the numbers of all series as Parquet: series_id INTEGER; metering_point_id, stream, unit VARCHAR; ordered by
 * series_id. It joins master data, which speaks of metering points, to the lake, which speaks of series.
 */
export async function exportSeries(trx: Transaction, engine: Engine, path: string): Promise<WrittenFile> {
  const { rows } = await trx.query<{ series_id: number; metering_point_id: string; stream: string; unit: string }>(
    'select series_id, metering_point_id, stream, unit from measurements.series order by series_id',
  )
  return await engine.writeParquet(path, rows.length, [
    { name: 'series_id', type: 'INTEGER', data: Int32Array.from(rows, (row) => row.series_id) },
    { name: 'metering_point_id', type: 'VARCHAR', data: rows.map((row) => row.metering_point_id) },
    { name: 'stream', type: 'VARCHAR', data: rows.map((row) => row.stream) },
    { name: 'unit', type: 'VARCHAR', data: rows.map((row) => row.unit) },
  ])
}
