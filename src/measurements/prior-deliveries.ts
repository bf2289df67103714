import { wordCount, type MarketZone, type SlotClass } from '../kernel/index.ts'
import {
  maskColumns,
  quantity,
  slots,
  valuesRelation,
  type ColumnSet,
  type Engine,
  type Lake,
  type Transaction,
} from '../platform/index.ts'
import { readBuffered } from './buffered-day.ts'
import type { SeriesDay } from './day-presence.ts'
import { DAY_MASKS, newDayRows } from './day-rows.ts'
import type { DayRows } from '../kernel/index.ts'
import { anyDayWithin, deliveryTable, monthOfDay, readingTable } from './day-tables.ts'
import { numberedFiles, recordedSeqOf, type NumberedFile } from './numbered-files.ts'
import type { RankedDelivery } from './merge-day.ts'

/** A delivery that was recorded before, with what its file or buffer row says of it. */
export interface RecordedDelivery extends RankedDelivery {
  readonly seriesId: number
  readonly marketDay: number
  readonly documentId: string
  readonly transactionId: string
}

/**
 * All recorded deliveries of the given days of one slot class, from the buffer and the lake.
 * @param trx a REPEATABLE READ transaction: a flush between two looks would hide rows or show them twice
 */
export async function recordedDeliveries(
  trx: Transaction,
  { lake, engine, zone }: { readonly lake: Lake; readonly engine: Engine; readonly zone: MarketZone },
  slotClass: SlotClass,
  days: readonly Omit<SeriesDay, 'slotClass'>[],
): Promise<RecordedDelivery[]> {
  if (days.length === 0) return []
  const buffered = await readBuffered(
    trx,
    'delivered',
    `b.slot_class = $2 and (b.series_id, b.market_day) in (select * from unnest($3::int[], $4::int[]))`,
    [slotClass, days.map((day) => day.seriesId), days.map((day) => day.marketDay)],
  )
  return [
    ...buffered.map((row) => ({ ...row, marketDay: row.rows.marketDay[0] ?? 0 })),
    ...(await fromLake(trx, { lake, engine, zone }, slotClass, days)),
  ]
}

async function fromLake(
  trx: Transaction,
  { lake, engine, zone }: { readonly lake: Lake; readonly engine: Engine; readonly zone: MarketZone },
  slotClass: SlotClass,
  days: readonly Omit<SeriesDay, 'slotClass'>[],
): Promise<RecordedDelivery[]> {
  const wanted = new Set(days.map((day) => day.marketDay))
  const months = [...new Set([...wanted].map((day) => monthOfDay(day, zone)))]
  const found: RecordedDelivery[] = []
  for (const table of [deliveryTable(slotClass), readingTable(slotClass)]) {
    const batches = await lake.batches(trx, table, months)
    const files = batches.flatMap((batch) =>
      batch.files
        .filter((file) => anyDayWithin(wanted, file.firstDay, file.lastDay))
        .map((file) => ({ path: file.path, recordedSeq: batch.recordedSeq })),
    )
    if (files.length > 0)
      found.push(...deliveriesOf(await engine.columns(deliverySelect(slotClass, files, days)), slotClass))
  }
  return found
}

function deliverySelect(
  slotClass: SlotClass,
  files: readonly NumberedFile[],
  days: readonly Omit<SeriesDay, 'slotClass'>[],
): string {
  const wanted = valuesRelation(
    [
      { name: 'series_id', type: 'INTEGER' },
      { name: 'market_day', type: 'INTEGER' },
    ],
    days.map((day) => [day.seriesId, day.marketDay]),
  )
  const masks = maskColumns(slotClass, DAY_MASKS).map((name) => `d.${name}`)
  return `
    select d.series_id, d.market_day, d.registered_at, ${recordedSeqOf('d')} as recorded_seq, d.position,
      d.document_id, d.transaction_id, ${masks.join(', ')}, ${slots(slotClass, (k) => `d.${quantity(k)}`)}
    from ${numberedFiles(files, 'd')}
    join ${wanted} w on w.series_id = d.series_id and d.market_day = date '1970-01-01' + w.market_day
    where d.transaction_id is not null
    order by d.series_id, d.market_day, recorded_seq, d.position`
}

/** Day rows from the columns of a query over delivery_day_N. */
function deliveriesOf(set: ColumnSet, slotClass: SlotClass): RecordedDelivery[] {
  const rows = dayRowsOf(set, slotClass)
  const series = set.int32('series_id')
  const registered = set.int64('registered_at')
  const recorded = set.int64('recorded_seq')
  const position = set.int32('position')
  const documents = set.text('document_id')
  const transactions = set.text('transaction_id')
  return Array.from({ length: set.rowCount }, (_, row) => ({
    rows,
    row,
    seriesId: series[row] ?? 0,
    marketDay: rows.marketDay[row] ?? 0,
    registeredAtMs: Number(registered[row] ?? 0n),
    recordedSeq: recorded[row] ?? 0n,
    position: position[row] ?? 0,
    documentId: documents[row] ?? '',
    transactionId: transactions[row] ?? '',
  }))
}

function dayRowsOf(set: ColumnSet, slotClass: SlotClass): DayRows {
  const rows = newDayRows(slotClass, set.rowCount)
  const words = wordCount(slotClass)
  rows.marketDay.set(set.int32('market_day'))
  for (const mask of DAY_MASKS) {
    for (let w = 0; w < words; w += 1) {
      set.int64(`${mask}_${w}`).forEach((word, row) => {
        rows[mask][row * words + w] = Number(word)
      })
    }
  }
  for (let k = 0; k < slotClass; k += 1) {
    const column = set.int64(quantity(k))
    const present = set.presence(quantity(k))
    for (let row = 0; row < set.rowCount; row += 1) {
      if (present(row)) rows.values[row * slotClass + k] = column[row] ?? 0n
    }
  }
  return rows
}
