import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SLOT_CLASSES, type MarketZone, type SlotClass } from '../kernel/index.ts'
import { currentSeq, type Engine, type Lake, type LakeBatch, type Transaction } from '../platform/index.ts'
import { readBuffered } from './buffered-day.ts'
import { byDayGroupSeries, readingColumns } from './day-columns.ts'
import { anyDayWithin, monthOfDay, readingTable, slotsOfDay } from './day-tables.ts'
import type { NumberedFile } from './numbered-files.ts'
import { supersededDays, writeSuperseded } from './superseded-day.ts'
import { readingRelation, type ReadingFiles } from './reading-relation.ts'

/** Reading days of some months as they were known at a number: repeatable, whatever is written meanwhile. */
export interface ReadingSnapshot {
  /** The number up to which commits are seen. */
  readonly seq: bigint
  /** SELECT of the reading days of a slot class: one row for a series and day. */
  readonly relation: (slotClass: SlotClass) => string
  /** The slot classes that have any file. */
  readonly slotClasses: readonly SlotClass[]
  /** Removes the snapshot's own files. */
  readonly close: () => Promise<void>
}

/** What a snapshot is made from. */
export interface SnapshotPorts {
  readonly lake: Lake
  readonly engine: Engine
  readonly zone: MarketZone
}

/**
 * Pins the reading days of the given months.
 * @param trx a REPEATABLE READ transaction, the same in which master data is read
 * @param months YYYY-MM
 * @param directory the snapshot's own, for what the lake's files don't hold yet
 * @param atSeq an earlier number, for the days as they were known then; the newest when left out
 */
export async function openReadingSnapshot(
  trx: Transaction,
  {
    months,
    directory,
    atSeq,
  }: { readonly months: readonly string[]; readonly directory: string; readonly atSeq?: bigint },
  ports: SnapshotPorts,
): Promise<ReadingSnapshot> {
  const newest = await currentSeq(trx)
  const seq = atSeq ?? newest
  await mkdir(directory, { recursive: true })
  const files = new Map<SlotClass, ReadingFiles>()
  for (const slotClass of SLOT_CLASSES) {
    const found = await filesOf(trx, slotClass, { months, directory, seq, newest }, ports)
    if (found.plain.length + found.mixed.length > 0) files.set(slotClass, found)
  }
  return {
    seq,
    slotClasses: [...files.keys()],
    relation: (slotClass) =>
      readingRelation(slotClass, files.get(slotClass) ?? { plain: [], mixed: [], superseded: undefined }, seq),
    close: () => rm(directory, { recursive: true, force: true }),
  }
}

/** Which state of the reading days is looked for. */
export interface Pin {
  readonly months: readonly string[]
  /** for what the lake's files don't hold yet */
  readonly directory: string
  readonly seq: bigint
  /** the number of the last commit that the transaction sees */
  readonly newest: bigint
}

/** The files of a slot class that hold the state of some months as known at a number. */
export async function filesOf(
  trx: Transaction,
  slotClass: SlotClass,
  pin: Pin,
  ports: SnapshotPorts,
): Promise<ReadingFiles> {
  const batches = await ports.lake.batches(trx, readingTable(slotClass), pin.months)
  const replaced = await supersededDays(trx, slotClass, { months: pin.months, atSeq: pin.seq, inFiles: false })
  const superseded = replaced.length === 0 ? undefined : join(pin.directory, `superseded_${slotClass}.parquet`)
  if (superseded !== undefined) await writeSuperseded(ports.engine, superseded, replaced)
  const touched = new Set(replaced.map((day) => day.marketDay))
  const plain: NumberedFile[] = []
  const mixed: NumberedFile[] = []
  for (const batch of batches) {
    if (lowestSeq(batch) > pin.seq) continue
    for (const file of batch.files) {
      // The newest state needs no file of replaced rows; an earlier one may.
      if (file.superseded && pin.seq === pin.newest) continue
      const whole =
        !file.superseded && highestSeq(batch) <= pin.seq && !anyDayWithin(touched, file.firstDay, file.lastDay)
      ;(whole ? plain : mixed).push({ path: file.path, recordedSeq: batch.recordedSeq })
    }
  }
  const buffered = await bufferedFile(trx, slotClass, pin, ports)
  if (buffered !== undefined) mixed.push(buffered)
  return { plain, mixed, superseded }
}

function lowestSeq(batch: LakeBatch): bigint {
  return batch.recordedSeq ?? batch.minSeq
}

function highestSeq(batch: LakeBatch): bigint {
  return batch.recordedSeq ?? batch.maxSeq
}

/** Rows that wait in PostgreSQL, as a file of the snapshot's own. */
async function bufferedFile(
  trx: Transaction,
  slotClass: SlotClass,
  pin: Pin,
  { engine, zone }: SnapshotPorts,
): Promise<NumberedFile | undefined> {
  const rows = await readBuffered(trx, 'reading', 'b.slot_class = $2 and b.recorded_seq <= $3', [slotClass, pin.seq])
  const slots = slotsOfDay(slotClass, zone)
  const months = new Set(pin.months)
  const sorted = rows
    .filter((row) => months.has(monthOfDay(row.rows.marketDay[0] ?? 0, zone)))
    .toSorted(byDayGroupSeries)
  if (sorted.length === 0) return undefined
  const path = join(pin.directory, `buffered_${slotClass}.parquet`)
  await engine.writeParquet(path, sorted.length, readingColumns(slotClass, sorted, slots))
  return { path, recordedSeq: null }
}
