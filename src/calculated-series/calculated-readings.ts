import { addDays, firstSlots, marketDay, type MarketZone } from '../kernel/index.ts'
import { newDayRows, type CalculatedReadings } from '../measurements/index.ts'
import { nameBasedUuid } from '../platform/index.ts'
import { gapFreeGroups } from './rules/day-span.ts'
import type { PointDays } from './run/series-result.ts'

// settlement 4: the namespace of every transaction id of a calculated series.
const NAMESPACE = '539ba8c3-5d10-4aa9-81d5-632cfce33e18'

/** The id of a gap-free group of days of a point in a run: UUID version 5 over run, point and the group's first day. */
function transactionIdOf(runId: string, meteringPointId: string, firstDay: string): string {
  return nameBasedUuid(NAMESPACE, `${runId}${meteringPointId}${firstDay}`)
}

/**
 * Calculated days as hours: the energy of the day stands in its first hour, all others are zero, all are calculated
 * (settlement 4). A transaction for each gap-free group of days of a point.
 */
export function toCalculatedReadings(
  points: readonly PointDays[],
  {
    zone,
    ...run
  }: Pick<CalculatedReadings, 'runId' | 'calculation' | 'senderId' | 'registeredAtMs'> & { readonly zone: MarketZone },
): CalculatedReadings {
  const epoch = marketDay('1970-01-01', zone)
  const count = points.reduce((sum, { days }) => sum + days.length, 0)
  const rows = newDayRows(25, count)
  const transactions: CalculatedReadings['transactions'][number][] = []
  let row = 0
  for (const { meteringPointId, type, days } of points) {
    for (const { from, to } of gapFreeGroups(days.map(({ day }) => day))) {
      const firstDay = addDays(epoch, days[from]?.day ?? 0).date
      transactions.push({
        transactionId: transactionIdOf(run.runId, meteringPointId, firstDay),
        meteringPointId,
        meteringPointType: type,
        firstRow: row,
        rowCount: to - from,
      })
      for (const { day, milliKwh } of days.slice(from, to)) {
        const [hours = 0] = firstSlots(addDays(epoch, day).hours, 25)
        rows.marketDay[row] = day
        rows.stated[row] = hours
        rows.calculated[row] = hours
        rows.values[row * 25] = milliKwh * 1000n
        row += 1
      }
    }
  }
  return { ...run, rows, transactions }
}

/** The transaction id of each day of a point, in the order of the days. */
export function transactionIds(runId: string, { meteringPointId, days }: PointDays, zone: MarketZone): string[] {
  const epoch = marketDay('1970-01-01', zone)
  return gapFreeGroups(days.map(({ day }) => day)).flatMap(({ from, to }) => {
    const id = transactionIdOf(runId, meteringPointId, addDays(epoch, days[from]?.day ?? 0).date)
    return Array.from({ length: to - from }, () => id)
  })
}
