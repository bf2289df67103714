import type { SlotClass } from '../kernel/index.ts'
import { inTransaction } from '../platform/index.ts'
import type { IntakePorts } from './accept-deliveries.ts'
import type { SeriesDay } from './day-presence.ts'
import { byRank, mergeDay, type MergedDay } from './merge-day.ts'
import { versionsAsRecorded, type ReadingVersion } from './next-reading.ts'
import { recordedDeliveries, type RecordedDelivery } from './prior-deliveries.ts'

/** All that is known of one day of one series. */
export interface DayHistory {
  /** Every delivery, in the order of rank: who registered later stands later, whenever it arrived. */
  readonly deliveries: readonly RecordedDelivery[]
  /** The day after each registration: the same in whatever order the deliveries arrived. */
  readonly asRegistered: readonly MergedDay[]
  /** The day as it became known, commit by commit. */
  readonly asRecorded: readonly ReadingVersion[]
}

/** The history of a day, from the deliveries alone. */
export async function dayHistory({ slotClass, ...day }: SeriesDay, ports: IntakePorts): Promise<DayHistory> {
  const [history] = await dayHistories(slotClass, [day], ports)
  return history ?? historyOf([])
}

/** The histories of some days, in their order; a lake file is read once for all of them. */
export async function dayHistories(
  slotClass: SlotClass,
  days: readonly Omit<SeriesDay, 'slotClass'>[],
  ports: IntakePorts,
): Promise<DayHistory[]> {
  const deliveries = await inTransaction(ports.pool, (trx) => recordedDeliveries(trx, ports, slotClass, days), {
    isolation: 'repeatable read',
  })
  const keyOf = ({ seriesId, marketDay }: Omit<SeriesDay, 'slotClass'>): string => `${seriesId} ${marketDay}`
  const byDay = Map.groupBy(deliveries, keyOf)
  return days.map((day) => historyOf(byDay.get(keyOf(day)) ?? []))
}

/** The history that some deliveries of one day make. */
export function historyOf(unordered: readonly RecordedDelivery[]): DayHistory {
  const deliveries = unordered.toSorted(byRank)
  return {
    deliveries,
    asRegistered: deliveries.map((_, last) => mergeDay(deliveries.slice(0, last + 1))),
    asRecorded: versionsAsRecorded(deliveries),
  }
}
