import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { marketDay, daysOf } from '../../kernel/index.ts'
import { exportSeries, openReadingSnapshot } from '../../measurements/index.ts'
import { exportPeriods } from '../../metering-points/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { missingDaySql } from '../models/missing-day.ts'
import type { SeriesInputPorts } from './open-input.ts'
import type { PinnedRun } from './run-store.ts'

/** A day of a point whose number of readings is not the one its length asks for. */
export type MissingDay = {
  readonly metering_point_id: string
  readonly grid_area: string
  /** `YYYY-MM-DD` */
  readonly market_day: string
  readonly expected: number
  readonly actual: number
}

/** The missing days of a run, by day and point, as known at its number. */
export async function findMissing(run: PinnedRun, directory: string, ports: SeriesInputPorts): Promise<MissingDay[]> {
  const { engine, zone, pool } = ports
  await mkdir(directory, { recursive: true })
  const [points, series] = [join(directory, 'points.parquet'), join(directory, 'series.parquet')]
  const period = { fromMs: marketDay(run.fromDay ?? '', zone).startMs, toMs: marketDay(run.toDay ?? '', zone).startMs }
  return await inTransaction(
    pool,
    async (trx) => {
      const areas = run.gridAreas === null ? {} : { gridAreas: run.gridAreas }
      await exportPeriods(trx, engine, points, { atSeq: run.inputSeq, period: { ...period, zone }, ...areas })
      await exportSeries(trx, engine, series)
      const months = [...new Set(daysOf(period, zone).map(({ day }) => day.date.slice(0, 7)))]
      const snapshot = await openReadingSnapshot(
        trx,
        { months, directory: join(directory, 'readings'), atSeq: run.inputSeq },
        ports,
      )
      const rows = await engine.rows<MissingDay>(missingDaySql({ points, series, snapshot, period, zone }))
      // Exchange points lie between areas; the filter asks for the area that a point lies in.
      return run.gridAreas === null ? rows : rows.filter((row) => run.gridAreas?.includes(row.grid_area))
    },
    { isolation: 'repeatable read' },
  )
}
