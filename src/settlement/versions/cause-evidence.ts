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
  const points = [...new Set(moves.flatMap(({ causes }) => causes.top.map(({ meteringPointId }) => meteringPointId)))]
  const seriesOf = await seriesOfPoints(points, between.series, ports)
  const dayNumber = (date: string): number => marketDay(date, between.zone).dayNumber
  const days = moves.flatMap(({ marketDay: date, causes }) =>
    causes.top.flatMap((cause) => {
      const seriesId = seriesOf.get(cause.meteringPointId)
      return seriesId === undefined ? [] : [{ slotClass: slotClassOf(cause), seriesId, marketDay: dayNumber(date) }]
    }),
  )
  const distinct = [...new Map(days.map((day) => [keyOf(day), day])).values()]
  const deliveries = Map.groupBy(await deliveriesBetween(trx, distinct, between, ports), keyOf)
  const stretches = await changesOn(trx, moves, points, between)
  return moves.map(({ marketDay: date, causes }) => ({
    ...causes,
    top: causes.top.map((cause) => ({
      ...cause,
      deliveries: (
        deliveries.get(
          keyOf({
            slotClass: slotClassOf(cause),
            seriesId: seriesOf.get(cause.meteringPointId) ?? 0,
            marketDay: dayNumber(date),
          }),
        ) ?? []
      ).map(({ documentId, messageId, transactionId, recordedSeq, registeredAtMs }) => ({
        documentId,
        messageId,
        transactionId,
        recordedSeq,
        registeredAtMs,
      })),
      periods: stretches.filter(
        ({ meteringPointId, fromDay, toDay }) =>
          meteringPointId === cause.meteringPointId && fromDay <= date && date < toDay,
      ),
    })),
  }))
}

function slotClassOf({ readAs }: PointCause): 25 | 100 {
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
