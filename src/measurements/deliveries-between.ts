import type { SlotClass } from '../kernel/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { SeriesDay } from './day-presence.ts'
import { messageIdsOf } from './message-ids.ts'
import { recordedDeliveries } from './prior-deliveries.ts'
import type { SnapshotPorts } from './reading-snapshot.ts'

/** A delivery of a day that was recorded between two numbers. */
export interface DeliveryBetween {
  readonly slotClass: SlotClass
  readonly seriesId: number
  /** Day number. */
  readonly marketDay: number
  readonly recordedSeq: bigint
  readonly registeredAtMs: number
  readonly documentId: string
  readonly transactionId: string
  /** The id under which its sender sent the document, if it had one. */
  readonly messageId: string | undefined
}

/**
 * The deliveries of some days that were recorded after one number and up to another: who brought a change. In the order of
 * recording.
 * @param trx a REPEATABLE READ transaction
 */
export async function deliveriesBetween(
  trx: Transaction,
  days: readonly SeriesDay[],
  { fromSeq, toSeq }: { readonly fromSeq: bigint; readonly toSeq: bigint },
  ports: SnapshotPorts,
): Promise<DeliveryBetween[]> {
  const found: Omit<DeliveryBetween, 'messageId'>[] = []
  for (const [slotClass, ofClass] of Map.groupBy(days, (day) => day.slotClass)) {
    const deliveries = await recordedDeliveries(trx, ports, slotClass, ofClass)
    for (const { seriesId, marketDay, recordedSeq, registeredAtMs, documentId, transactionId } of deliveries) {
      if (recordedSeq <= fromSeq || recordedSeq > toSeq) continue
      found.push({ slotClass, seriesId, marketDay, recordedSeq, registeredAtMs, documentId, transactionId })
    }
  }
  const documents = [...new Set(found.map(({ documentId }) => documentId))]
  const messageIds = documents.length === 0 ? new Map<string, string>() : await messageIdsOf(trx, documents)
  return found
    .map((delivery) => ({ ...delivery, messageId: messageIds.get(delivery.documentId) }))
    .toSorted((a, b) => (a.recordedSeq === b.recordedSeq ? 0 : a.recordedSeq < b.recordedSeq ? -1 : 1))
}
