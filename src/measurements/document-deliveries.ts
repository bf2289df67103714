import { unitOf, type Rsm012Document, type Rsm012Transaction } from '../exchange/index.ts'
import type { MarketZone } from '../kernel/index.ts'
import { isInForce, type PointDirectory, type PointPeriod } from '../metering-points/index.ts'
import type { Delivery } from './accept-deliveries.ts'
import { dayByNumber } from './day-tables.ts'

/** The deliveries that the accepted transactions of a document make: one for each of their days. */
export function deliveriesOf(
  document: Rsm012Document,
  accepted: readonly Rsm012Transaction[],
  documentId: string,
  points: PointDirectory,
  zone: MarketZone,
): Delivery[] {
  const deliveries: Delivery[] = []
  for (const transaction of accepted) {
    const rows = document.days.find((block) => block.slotClass === transaction.slotClass)
    if (rows === undefined) continue
    const periods = points.lookup(transaction.meteringPointId) ?? []
    for (let i = 0; i < transaction.rowCount; i += 1) {
      const row = transaction.firstRow + i
      const day = dayByNumber(rows.marketDay[row] ?? 0, zone).date
      deliveries.push({
        meteringPointId: transaction.meteringPointId,
        stream: '',
        unit: unitOf(transaction.unit) ?? transaction.unit,
        rows,
        row,
        sortGroup: sortGroupOf(periods.find((period) => isInForce(period, day))),
        registeredAtMs: transaction.registeredAtMs,
        documentId,
        transactionId: transaction.transactionId,
      })
    }
  }
  return deliveries
}

const AREA_STEP = 2 ** 21

/**
 * Where the rows of a point lie within a day's file: grid area first, then rows that are summed together side by side.
 * It only orders; a stale number costs time, never a result.
 */
export function sortGroupOf(period: PointPeriod | undefined): number {
  if (period === undefined) return 0
  const known = sortGroups.get(period)
  if (known !== undefined) return known
  const made = makeSortGroup(period)
  sortGroups.set(period, made)
  return made
}

// Periods are held by the directory of points and asked for once for every day.
const sortGroups = new WeakMap<PointPeriod, number>()

function makeSortGroup(period: PointPeriod): number {
  const text = [
    period.type,
    period.settlementMethod,
    period.energySupplierId,
    period.balanceResponsibleId,
    period.fromGridArea,
    period.toGridArea,
  ].join('|')
  let hash = 7
  for (let i = 0; i < text.length; i += 1) hash = (hash * 31 + text.charCodeAt(i)) % AREA_STEP
  return (Number(period.gridArea) % 1000) * AREA_STEP + hash
}
