import { SLOT_CLASSES } from '../../src/kernel/index.ts'
import { parquet, type Transaction } from '../../src/platform/index.ts'
import type { LookPorts } from './look-ports.ts'

/** How much was delivered: rows in buffer and lake, different transactions among them, different days of points. */
export interface DeliveredDays {
  readonly rows: number
  readonly transactions: number
  readonly days: number
}

/** Counts the deliveries of a month, wherever they lie: a day's first one is kept as the reading day that it is. */
export async function deliveredDays(
  trx: Transaction,
  month: string,
  { lake, engine }: LookPorts,
): Promise<DeliveredDays> {
  const buffered = await trx.query<{
    transaction_id: string
    slot_class: number
    series_id: number
    market_day: number
  }>(
    `select transaction_id, slot_class, series_id, market_day from measurements.buffered_day where transaction_id <> ''`,
  )
  const transactions = new Set(buffered.rows.map((row) => row.transaction_id))
  const days = new Set(buffered.rows.map((row) => `${row.slot_class} ${row.series_id} ${row.market_day}`))
  let rows = buffered.rows.length
  for (const slotClass of SLOT_CLASSES) {
    for (const table of [`delivery_day_${slotClass}`, `reading_day_${slotClass}`]) {
      const files = (await lake.batches(trx, table, [month])).flatMap((batch) => batch.files.map((file) => file.path))
      if (files.length === 0) continue
      const set = await engine.columns(
        `select transaction_id, series_id, market_day from ${parquet(files)} where transaction_id is not null`,
      )
      const [ids, series, day] = [set.text('transaction_id'), set.int32('series_id'), set.int32('market_day')]
      rows += set.rowCount
      ids.forEach((id, row) => {
        transactions.add(id ?? '')
        days.add(`${slotClass} ${series[row]} ${day[row]}`)
      })
    }
  }
  return { rows, transactions: transactions.size, days: days.size }
}
