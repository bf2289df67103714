import { daysOf, wordCount, type DayRows, type Period, type SlotClass } from '../kernel/index.ts'
import { dateLiteral, quantity, type ColumnSet, type Transaction } from '../platform/index.ts'
import { newDayRows, VALUE_MASKS } from './day-rows.ts'
import { openReadingSnapshot, type SnapshotPorts } from './reading-snapshot.ts'

/** Reading days of one series as they stand, of one slot class, in the order of the days. */
export interface SeriesReadings {
  /** a slot is stated when it has a value: what nobody gave is left out */
  readonly rows: DayRows
  /** of each row: the latest registration that has a slot in it, epoch milliseconds */
  readonly registeredAtMs: readonly number[]
}

/**
 * The readings of a series in the days that a period touches.
 * @param trx REPEATABLE READ
 * @param options.directory of the call's own, removed afterwards
 */
export async function readingsOfSeries(
  trx: Transaction,
  seriesId: number,
  { period, directory }: { readonly period: Period; readonly directory: string },
  ports: SnapshotPorts,
): Promise<SeriesReadings[]> {
  const days = daysOf(period, ports.zone).map(({ day }) => day.date)
  const [first, last] = [days.at(0), days.at(-1)]
  if (first === undefined || last === undefined) return []
  const months = [...new Set(days.map((day) => day.slice(0, 7)))]
  const snapshot = await openReadingSnapshot(trx, { months, directory }, ports)
  try {
    const found: SeriesReadings[] = []
    for (const slotClass of snapshot.slotClasses) {
      const set = await ports.engine.columns(
        `select * from (${snapshot.relation(slotClass)}) as r where series_id = ${seriesId}
           and market_day between ${dateLiteral(first)} and ${dateLiteral(last)} order by market_day`,
      )
      if (set.rowCount > 0) found.push(readingsOf(set, slotClass))
    }
    return found
  } finally {
    await snapshot.close()
  }
}

function readingsOf(set: ColumnSet, slotClass: SlotClass): SeriesReadings {
  const rows = newDayRows(slotClass, set.rowCount)
  const words = wordCount(slotClass)
  rows.marketDay.set(set.int32('market_day'))
  for (const mask of VALUE_MASKS) {
    for (let w = 0; w < words; w += 1) {
      set.int64(`${mask}_${w}`).forEach((word, row) => {
        const at = row * words + w
        rows[mask][at] = Number(word)
        // No slot has two of them, so their sum is their union.
        rows.stated[at] = (rows.stated[at] ?? 0) + Number(word)
      })
    }
  }
  for (let slot = 0; slot < slotClass; slot += 1) {
    const values = set.int64(quantity(slot))
    const isPresent = set.presence(quantity(slot))
    for (let row = 0; row < set.rowCount; row += 1) {
      if (isPresent(row)) rows.values[row * slotClass + slot] = values[row] ?? 0n
    }
  }
  return { rows, registeredAtMs: Array.from(set.int64('registered_at'), Number) }
}
