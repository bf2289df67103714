import type { MarketZone } from '../kernel/index.ts'
import type { BatchDraft, BatchFile, BatchOrigin, Column, Engine, Lake, Transaction } from '../platform/index.ts'
import {
  byDayGroupSeries,
  dayOf,
  deliveryColumns,
  readingColumns,
  type KeyedDelivery,
  type KeyedRow,
} from './day-columns.ts'
import { deliveryTable, monthOfDay, readingTable, slotsOfDay } from './day-tables.ts'

/** Lake batches whose files are written and that no catalogue row knows yet. */
export interface DayBatchDrafts {
  /** Makes them visible with the caller's transaction; `seq` is the commit's number where the rows carry none. */
  readonly record: (trx: Transaction, origin: BatchOrigin, seq: bigint | undefined) => Promise<void>
  readonly discard: () => Promise<void>
}

interface Written {
  readonly draft: BatchDraft
  readonly files: readonly BatchFile[]
  readonly seqs: readonly bigint[]
}

interface Ports {
  readonly lake: Lake
  readonly engine: Engine
  readonly zone: MarketZone
}

/** Writes delivery days and reading days as lake batches: one for each table and month, sorted by day, group, series. */
export async function draftDayBatches(
  deliveries: readonly KeyedDelivery[],
  readings: readonly KeyedRow[],
  ports: Ports,
): Promise<DayBatchDrafts> {
  const written: Written[] = []
  const discard = async (): Promise<void> => {
    for (const { draft } of written) await ports.lake.discard(draft)
  }
  try {
    for (const [slotClass, picks] of Map.groupBy(deliveries, (pick) => pick.rows.slotClass)) {
      await draftMonths(deliveryTable(slotClass), picks, (sorted) => deliveryColumns(slotClass, sorted), ports, written)
    }
    for (const [slotClass, picks] of Map.groupBy(readings, (pick) => pick.rows.slotClass)) {
      const slots = slotsOfDay(slotClass, ports.zone)
      await draftMonths(
        readingTable(slotClass),
        picks,
        (sorted) => readingColumns(slotClass, sorted, slots),
        ports,
        written,
      )
    }
  } catch (error) {
    await discard()
    throw error
  }
  return {
    record: async (trx, origin, seq) => {
      for (const { draft, files, seqs } of written) {
        await ports.lake.addBatch(trx, draft, { origin, files, ...(seq === undefined ? spanOf(seqs) : { seq }) })
      }
    },
    discard,
  }
}

async function draftMonths<Row extends KeyedRow>(
  table: string,
  picks: readonly Row[],
  columnsOf: (sorted: readonly Row[]) => Column[],
  { lake, engine, zone }: Ports,
  written: Written[],
): Promise<void> {
  for (const [month, rows] of Map.groupBy(picks, (pick) => monthOfDay(dayOf(pick), zone))) {
    const sorted = rows.toSorted(byDayGroupSeries)
    const draft = lake.newBatch(table, month)
    const seqs = rows.flatMap((row) => (row.recordedSeq === null ? [] : [row.recordedSeq]))
    const entry = { draft, files: [] as BatchFile[], seqs }
    written.push(entry)
    const file = await engine.writeParquet(draft.path('part-0'), sorted.length, columnsOf(sorted))
    const [first, last] = [sorted.at(0), sorted.at(-1)]
    if (first === undefined || last === undefined) continue
    entry.files.push({
      path: file.path,
      rows: file.rows,
      bytes: file.bytes,
      firstDay: dayOf(first),
      lastDay: dayOf(last),
      superseded: false,
    })
  }
}

function spanOf(seqs: readonly bigint[]): { readonly minSeq: bigint; readonly maxSeq: bigint } {
  return seqs.reduce(
    ({ minSeq, maxSeq }, seq) => ({ minSeq: seq < minSeq ? seq : minSeq, maxSeq: seq > maxSeq ? seq : maxSeq }),
    { minSeq: seqs[0] ?? 0n, maxSeq: seqs[0] ?? 0n },
  )
}
