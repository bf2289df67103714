import { addDays, marketDay, type MarketZone } from '../../kernel/index.ts'
import { deliveriesBetween, type SnapshotPorts } from '../../measurements/index.ts'
import { pointChanges, type PointChange } from '../../metering-points/index.ts'
import { valuesRelation, type Transaction } from '../../platform/index.ts'
import type { MoveCauses, PointCause } from './mover-causes.ts'
import type { ReadingChange } from './reading-change-rows.ts'

/** A cause with what brought it. */
export interface ProvenCause extends PointCause {
  /** Deliveries that changed the point's readings of the day, in the order of recording. */
  readonly deliveries: ReadingChange['deliveries']
  /** What is known otherwise of the point on the day. */
  readonly periods: readonly PointChange[]
}

/** The causes of a move, with what brought them. */
export interface ProvenCauses extends Omit<MoveCauses, 'top'> {
  readonly top: readonly ProvenCause[]
}

/**
 * Finds the messages and the statements behind causes.
 * @param moves causes and the day that they are of
 * @param series the relation of exportSeries
 */
export async function proveCauses(
  trx: Transaction,
  moves: readonly { readonly marketDay: string; readonly causes: MoveCauses }[],
  between: { readonly fromSeq: bigint; readonly toSeq: bigint; readonly series: string; readonly zone: MarketZone },
  ports: SnapshotPorts,
): Promise<ProvenCauses[]> {
  const asked = moves.flatMap(({ marketDay: date, causes }) =>
    causes.top.map(({ meteringPointId, readAs }) => ({ meteringPointId, readAs, marketDay: date })),
  )
  const deliveries = (await pointDeliveries(trx, asked, between, ports)).values()
  const points = [...new Set(asked.map(({ meteringPointId }) => meteringPointId))]
  const stretches = await changesOn(trx, moves, points, between)
  return moves.map(({ marketDay: date, causes }) => ({
    ...causes,
    top: causes.top.map((cause) => ({
      ...cause,
      deliveries: deliveries.next().value ?? [],
      periods: stretches.filter(
        ({ meteringPointId, fromDay, toDay }) =>
          meteringPointId === cause.meteringPointId && fromDay <= date && date < toDay,
      ),
    })),
  }))
}

/** A day of a point, in the resolution that it is read in. */
type PointDay = Pick<PointCause, 'meteringPointId' | 'readAs'> & { readonly marketDay: string }

/** The deliveries of days of points that were recorded between two numbers, in the order of the days asked for. */
export async function pointDeliveries(
  trx: Transaction,
  asked: readonly PointDay[],
  between: { readonly fromSeq: bigint; readonly toSeq: bigint; readonly series: string; readonly zone: MarketZone },
  ports: SnapshotPorts,
): Promise<ReadingChange['deliveries'][]> {
  const points = [...new Set(asked.map(({ meteringPointId }) => meteringPointId))]
  const seriesOf = await seriesOfPoints(points, between.series, ports)
  const days = asked.map((one) => ({
    slotClass: slotClassOf(one),
    seriesId: seriesOf.get(one.meteringPointId) ?? NO_SERIES,
    marketDay: marketDay(one.marketDay, between.zone).dayNumber,
  }))
  const distinct = [...new Map(days.map((day) => [keyOf(day), day])).values()].filter(
    ({ seriesId }) => seriesId !== NO_SERIES,
  )
  const found = Map.groupBy(await deliveriesBetween(trx, distinct, between, ports), keyOf)
  return days.map((day) =>
    (found.get(keyOf(day)) ?? []).map(({ documentId, messageId, transactionId, recordedSeq, registeredAtMs }) => ({
      documentId,
      messageId,
      transactionId,
      recordedSeq,
      registeredAtMs,
    })),
  )
}

// Nothing was ever read of the point.
const NO_SERIES = -1

function slotClassOf({ readAs }: Pick<PointCause, 'readAs'>): 25 | 100 {
  return readAs === 'PT1H' ? 25 : 100
}

function keyOf(day: { readonly slotClass: number; readonly seriesId: number; readonly marketDay: number }): string {
  return `${day.slotClass} ${day.seriesId} ${day.marketDay}`
}

async function seriesOfPoints(
  points: readonly string[],
  series: string,
  { engine }: SnapshotPorts,
): Promise<ReadonlyMap<string, number>> {
  if (points.length === 0) return new Map()
  const wanted = valuesRelation(
    [{ name: 'id', type: 'VARCHAR' }],
    points.map((id) => [id]),
  )
  const rows = await engine.rows<{ metering_point_id: string; series_id: number }>(
    `select metering_point_id, series_id from ${series} as s
     where stream = '' and unit = 'kWh' and metering_point_id in (select id from ${wanted} as w)`,
  )
  return new Map(rows.map((row) => [row.metering_point_id, row.series_id]))
}

async function changesOn(
  trx: Transaction,
  moves: readonly { readonly marketDay: string }[],
  points: readonly string[],
  { fromSeq, toSeq, zone }: { readonly fromSeq: bigint; readonly toSeq: bigint; readonly zone: MarketZone },
): Promise<PointChange[]> {
  const days = moves.map(({ marketDay: date }) => date).toSorted()
  const [first, last] = [days.at(0), days.at(-1)]
  if (first === undefined || last === undefined || points.length === 0) return []
  const to = addDays(marketDay(last, zone), 1).date
  return await pointChanges(trx, { fromSeq, toSeq, from: first, to, pointIds: points })
}
