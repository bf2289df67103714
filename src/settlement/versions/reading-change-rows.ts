import { marketDay, type MarketZone, type SlotClass } from '../../kernel/index.ts'
import { deliveriesBetween, type DeliveryBetween, type SnapshotPorts } from '../../measurements/index.ts'
import { parquet, sum, type Engine, type Transaction } from '../../platform/index.ts'
import { areaList } from '../models/area-list.ts'

/** Reading days that changed, counted and summed. */
export interface ReadingChangeSummary {
  /** Point days, and points. */
  readonly days: number
  readonly points: number
  /** Of the days: nobody had delivered them before. */
  readonly firstDays: number
  readonly changedSlots: number
  readonly byKind: readonly ReadingChangeOfKind[]
  /** The largest by the absolute sum over their slots. */
  readonly top: readonly ReadingChange[]
}

/** What the readings of a grid area and kind move its exact sums by. */
export interface ReadingChangeOfKind {
  readonly gridArea: string
  /** flex, non_profiled, production, exchange (import positive), or the type of a child. */
  readonly kind: string
  readonly days: number
  readonly points: number
  /** kWh, decimal text with six decimals. */
  readonly differenceKwh: string
}

/** A reading day that changed, and who brought it. */
export interface ReadingChange {
  readonly meteringPointId: string
  /** YYYY-MM-DD */
  readonly marketDay: string
  readonly gridArea: string
  readonly kind: string
  readonly changedSlots: number
  readonly isFirst: boolean
  /** Later less earlier, kWh with six decimals: signed, and the sum of the absolute differences. */
  readonly differenceKwh: string
  readonly absoluteKwh: string
  readonly deliveries: readonly Pick<
    DeliveryBetween,
    'documentId' | 'messageId' | 'transactionId' | 'recordedSeq' | 'registeredAtMs'
  >[]
}

/** What the rows are found in and limited by. */
export interface ReadingChangeQuery {
  readonly fromSeq: bigint
  readonly toSeq: bigint
  readonly gridAreas: readonly string[]
  readonly zone: MarketZone
  readonly limit: number
}

/**
 * A SELECT of changed reading days with what their point is on that day. Loss points are left out: their readings are
 * ignored (settlement 1.2). Grain: (slot_class, series_id, market_day). Columns: those of the changes, then
 * metering_point_id, kind, grid_area, from_grid_area, to_grid_area.
 * @param changes the relation of openReadingChanges
 * @param points periods as exportPeriods writes them; @param series as exportSeries does
 */
export function changedPointDaySql(changes: string, points: string, series: string): string {
  return `select c.*, p.metering_point_id, case p.type when 'consumption' then p.settlement_method else p.type end as kind,
      p.grid_area, p.from_grid_area, p.to_grid_area
    from (${changes}) as c
    join ${series} as s on s.series_id = c.series_id and s.stream = '' and s.unit = 'kWh'
    join ${points} as p on p.metering_point_id = s.metering_point_id and p.loss_role is null
      and c.market_day >= p.from_day and (p.to_day is null or c.market_day < p.to_day)
    order by c.market_day, c.series_id, c.slot_class`
}

/** Counts, sums and top rows of the file that changedPointDaySql makes. */
export async function readingChangeSummary(
  trx: Transaction,
  file: string,
  query: ReadingChangeQuery,
  ports: SnapshotPorts,
): Promise<ReadingChangeSummary> {
  const relation = parquet([file])
  const [counts] = await ports.engine.rows<{ days: bigint; points: bigint; first_days: bigint; slots: bigint }>(
    `select count(*) as days, count(distinct metering_point_id) as points, count(*) filter (where is_first) as first_days,
       cast(coalesce(${sum('changed_slots')}, 0) as BIGINT) as slots from ${relation} as r`,
  )
  return {
    days: Number(counts?.days ?? 0n),
    points: Number(counts?.points ?? 0n),
    firstDays: Number(counts?.first_days ?? 0n),
    changedSlots: Number(counts?.slots ?? 0n),
    byKind: await byKind(relation, query.gridAreas, ports.engine),
    top: await topChanges(trx, relation, query, ports),
  }
}

// An exchange point counts for either side: import less export (settlement 1.5 #1).
async function byKind(relation: string, gridAreas: readonly string[], engine: Engine): Promise<ReadingChangeOfKind[]> {
  const side = (area: string, difference: string, condition: string): string =>
    `select ${area} as grid_area, kind, metering_point_id, ${difference} as difference_kwh from ${relation} as r where ${condition}`
  const rows = await engine.rows<{ grid_area: string; kind: string; days: bigint; points: bigint; difference: string }>(
    `select grid_area, kind, count(*) as days, count(distinct metering_point_id) as points,
       cast(${sum('difference_kwh')} as DECIMAL(38,6)) as difference
     from (${side('grid_area', 'difference_kwh', "kind <> 'exchange'")}
       union all ${side('to_grid_area', 'difference_kwh', "kind = 'exchange'")}
       union all ${side('from_grid_area', '-difference_kwh', "kind = 'exchange'")}) as side
     where grid_area in (${areaList(gridAreas)})
     group by grid_area, kind order by grid_area, kind`,
  )
  return rows.map((row) => ({
    gridArea: row.grid_area,
    kind: row.kind,
    days: Number(row.days),
    points: Number(row.points),
    differenceKwh: row.difference,
  }))
}

interface ChangedRow extends Record<string, unknown> {
  readonly slot_class: number
  readonly series_id: number
  readonly market_day: string
  readonly is_first: boolean
  readonly changed_slots: number
  readonly difference_kwh: string
  readonly absolute_kwh: string
  readonly metering_point_id: string
  readonly kind: string
  readonly grid_area: string
}

async function topChanges(
  trx: Transaction,
  relation: string,
  { fromSeq, toSeq, zone, limit }: ReadingChangeQuery,
  ports: SnapshotPorts,
): Promise<ReadingChange[]> {
  const rows = await ports.engine.rows<ChangedRow>(
    `select slot_class, series_id, market_day, is_first, changed_slots, difference_kwh, absolute_kwh, metering_point_id, kind, grid_area
     from ${relation} as r order by absolute_kwh desc, changed_slots desc, metering_point_id, market_day, slot_class limit ${Math.trunc(limit)}`,
  )
  const days = rows.map((row) => ({
    slotClass: row.slot_class as SlotClass,
    seriesId: row.series_id,
    marketDay: marketDay(row.market_day, zone).dayNumber,
  }))
  const deliveries = Map.groupBy(await deliveriesBetween(trx, days, { fromSeq, toSeq }, ports), dayKey)
  return rows.map((row, at) => {
    const day = days[at]
    return {
      meteringPointId: row.metering_point_id,
      marketDay: row.market_day,
      gridArea: row.grid_area,
      kind: row.kind,
      changedSlots: row.changed_slots,
      isFirst: row.is_first,
      differenceKwh: row.difference_kwh,
      absoluteKwh: row.absolute_kwh,
      deliveries: (day === undefined ? [] : (deliveries.get(dayKey(day)) ?? [])).map(
        ({ documentId, messageId, transactionId, recordedSeq, registeredAtMs }) => ({
          documentId,
          messageId,
          transactionId,
          recordedSeq,
          registeredAtMs,
        }),
      ),
    }
  })
}

function dayKey(day: { readonly slotClass: number; readonly seriesId: number; readonly marketDay: number }): string {
  return `${day.slotClass} ${day.seriesId} ${day.marketDay}`
}
