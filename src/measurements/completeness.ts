import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SLOT_CLASSES, slotCount, type MarketMonth, type SlotClass } from '../kernel/index.ts'
import { exportPeriods } from '../metering-points/index.ts'
import { inTransaction, maskColumns, parquet, valuesRelation, type Pool } from '../platform/index.ts'
import type { SnapshotPorts } from './reading-snapshot.ts'
import { openReadingSnapshot, type ReadingSnapshot } from './reading-snapshot.ts'
import { RESOLUTION_OF } from './day-tables.ts'
import { VALUE_MASKS } from './day-rows.ts'
import { exportSeries } from './export-series.ts'

/** How complete the readings of a grid area are in a month. */
export interface AreaCompleteness {
  readonly gridArea: string
  readonly meteringPoints: bigint
  /** Intervals that connected or disconnected points should have, and those that have a value. */
  readonly expected: bigint
  readonly present: bigint
}

/** A day of a point on which values are missing. */
export interface DayGap {
  readonly meteringPointId: string
  readonly gridArea: string
  /** YYYY-MM-DD */
  readonly marketDay: string
  readonly expected: number
  readonly present: number
}

/** Completeness of a month: by area, and the days with gaps (at most as many as asked for). */
export interface Completeness {
  readonly areas: readonly AreaCompleteness[]
  readonly gaps: readonly DayGap[]
}

/** Compares what should have been delivered for a month with what has a value now; nobody delivers for loss points. */
export async function completeness(
  month: MarketMonth,
  { directory, mostGaps }: { readonly directory: string; readonly mostGaps: number },
  ports: SnapshotPorts & { readonly pool: Pool },
): Promise<Completeness> {
  await mkdir(directory, { recursive: true })
  try {
    return await inTransaction(
      ports.pool,
      async (trx) => {
        const snapshot = await openReadingSnapshot(
          trx,
          { months: [month.month], directory: join(directory, 'readings') },
          ports,
        )
        const points = join(directory, 'points.parquet')
        const series = join(directory, 'series.parquet')
        await exportPeriods(trx, ports.engine, points, { period: month })
        await exportSeries(trx, ports.engine, series)
        const days = dayRelation(month, snapshot, points, series)
        return {
          areas: await ports.engine.rows<AreaCompleteness & Record<string, unknown>>(
            `select grid_area as "gridArea", count(distinct metering_point_id) as "meteringPoints",
               cast(sum(expected) as bigint) as expected, cast(sum(present) as bigint) as present
             from (${days}) group by grid_area order by grid_area`,
          ),
          gaps: await ports.engine.rows<DayGap & Record<string, unknown>>(
            `select metering_point_id as "meteringPointId", grid_area as "gridArea", cast(market_day as varchar) as "marketDay",
               cast(expected as integer) as expected, cast(present as integer) as present
             from (${days}) where present < expected order by market_day, metering_point_id limit ${mostGaps}`,
          ),
        }
      },
      { isolation: 'repeatable read' },
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** One row for each point and day in force: its slots, and those that have a value. */
function dayRelation(month: MarketMonth, snapshot: ReadingSnapshot, points: string, series: string): string {
  const calendar = valuesRelation(
    [
      { name: 'market_day', type: 'DATE' },
      { name: 'resolution', type: 'VARCHAR' },
      { name: 'slots', type: 'INTEGER' },
    ],
    month.days.flatMap((day) =>
      SLOT_CLASSES.map((slotClass) => [day.date, RESOLUTION_OF[slotClass], slotCount(day, RESOLUTION_OF[slotClass])]),
    ),
  )
  const present = SLOT_CLASSES.map(
    (
      slotClass,
    ) => `select series_id, market_day, '${RESOLUTION_OF[slotClass]}' as resolution, ${presentSlots(slotClass)} as present
      from (${snapshot.relation(slotClass)})`,
  ).join(' union all ')
  return `select p.metering_point_id, p.grid_area, c.market_day, c.slots as expected, coalesce(r.present, 0) as present
    from ${parquet([points])} p
    join ${calendar} c on p.loss_role is null and c.resolution = p.resolution and c.market_day >= p.from_day and (p.to_day is null or c.market_day < p.to_day)
    left join ${parquet([series])} s on s.metering_point_id = p.metering_point_id and s.stream = ''
    left join (${present}) r on r.series_id = s.series_id and r.market_day = c.market_day and r.resolution = p.resolution`
}

function presentSlots(slotClass: SlotClass): string {
  return maskColumns(slotClass, VALUE_MASKS)
    .map((column) => `bit_count(${column})`)
    .join(' + ')
}
