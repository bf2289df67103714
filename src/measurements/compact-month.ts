import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SlotClass } from '../kernel/index.ts'
import {
  currentSeq,
  faultPoint,
  inTransaction,
  nextRecordedSeq,
  type BatchDraft,
  type BatchFile,
  type LakeBatch,
  type Transaction,
} from '../platform/index.ts'
import type { IntakePorts } from './accept-deliveries.ts'
import { daysOfFiles, sortedDays, type CompactionSource } from './compaction-select.ts'
import { dayByNumber, deliveryTable, readingTable } from './day-tables.ts'
import { forgetSuperseded, supersededDays, writeSuperseded, type SupersededDay } from './superseded-day.ts'

/** What a compaction did with one table and month. */
export interface Compaction {
  readonly table: string
  readonly month: string
  /** Batches that became one. */
  readonly batches: number
  readonly rows: number
  readonly files: number
}

/** How long files stay that no new reader asks for: longer than any snapshot is read or any batch is written. */
export const SWEEP_GRACE_MS = 24 * 3_600_000

/** Rows of one file: enough to scan fast, few enough to sort in memory (some 130 MB of quarter-hours). */
const ROWS_A_FILE = 150_000

/**
 * Rewrites a month of a slot class as one batch a table, sorted by day, group and series. Rows that later ones replaced go
 * to files of their own and say when. Every row keeps its number, so any earlier state is still seen. Old batches are
 * retired in the same transaction; their files are deleted after a grace period (Lake.sweep).
 */
export async function compactMonth(ports: IntakePorts, slotClass: SlotClass, month: string): Promise<Compaction[]> {
  const done: Compaction[] = []
  for (const table of [deliveryTable(slotClass), readingTable(slotClass)]) {
    const compaction = await compactTable(ports, slotClass, table, month)
    if (compaction !== undefined) done.push(compaction)
  }
  return done
}

interface Found {
  readonly batches: readonly LakeBatch[]
  readonly superseded: readonly SupersededDay[]
}

async function compactTable(
  ports: IntakePorts,
  slotClass: SlotClass,
  table: string,
  month: string,
): Promise<Compaction | undefined> {
  return await inTransaction(ports.pool, async (guard) => {
    // This transaction only holds the lock, for as long as the rewrite takes: one compaction of a table and month at a time.
    await guard.query('set local idle_in_transaction_session_timeout = 0')
    const { rows } = await guard.query<{ locked: boolean }>(
      'select pg_try_advisory_xact_lock(hashtext($1)) as locked',
      [`measurements.compact ${table} ${month}`],
    )
    if (rows[0]?.locked !== true) return undefined
    const found = await inTransaction(ports.pool, (look) => lookAt(look, ports, slotClass, table, month), {
      isolation: 'repeatable read',
      beside: true,
    })
    if (found.batches.length < 2 && found.superseded.length === 0) return undefined
    const draft = ports.lake.newBatch(table, month)
    try {
      const files = await rewrite(ports, table, found, draft)
      faultPoint('compaction:files-written')
      await commit(ports, slotClass, draft, files, found)
      faultPoint('compaction:committed')
      const total = files.reduce((sum, file) => sum + file.rows, 0)
      return { table, month, batches: found.batches.length, rows: total, files: files.length }
    } catch (error) {
      await ports.lake.discard(draft)
      throw error
    }
  })
}

async function lookAt(
  trx: Transaction,
  { lake }: IntakePorts,
  slotClass: SlotClass,
  table: string,
  month: string,
): Promise<Found> {
  const batches = await lake.batches(trx, table, [month])
  if (table !== readingTable(slotClass)) return { batches, superseded: [] }
  const atSeq = await currentSeq(trx)
  return { batches, superseded: await supersededDays(trx, slotClass, { months: [month], atSeq, inFiles: true }) }
}

async function rewrite(ports: IntakePorts, table: string, found: Found, draft: BatchDraft): Promise<BatchFile[]> {
  const list = join(draft.directory, 'superseded.list')
  if (found.superseded.length > 0) await writeSuperseded(ports.engine, list, found.superseded)
  const source: CompactionSource = {
    table,
    files: found.batches.flatMap((batch) => batch.files.map((file) => ({ ...file, recordedSeq: batch.recordedSeq }))),
    superseded: found.superseded.length > 0 ? list : undefined,
  }
  const someReplaced = source.superseded !== undefined || source.files.some((file) => file.superseded)
  const files: BatchFile[] = []
  for (const [first, last] of await chunksOf(ports, source)) {
    for (const replaced of table.startsWith('reading') && someReplaced ? [false, true] : [false]) {
      const name = `${replaced ? 'superseded' : 'part'}-${dayByNumber(first, ports.zone).date}`
      const file = await ports.engine.copyTo(
        sortedDays(source, { first, last, zone: ports.zone, replaced }),
        draft.path(name),
      )
      // Every reader would open an empty file for nothing.
      if (file.rows === 0) await rm(file.path)
      else files.push({ ...file, firstDay: first, lastDay: last, superseded: replaced })
    }
  }
  await rm(list, { force: true })
  return files
}

/** Consecutive days that make one file each: [first, last] by number. */
async function chunksOf({ engine }: IntakePorts, source: CompactionSource): Promise<[number, number][]> {
  const chunks: [number, number][] = []
  let room = 0
  for (const { day, rows } of await engine.rows<{ day: number; rows: bigint }>(daysOfFiles(source))) {
    const chunk = chunks.at(-1)
    if (chunk === undefined || room < Number(rows)) {
      chunks.push([day, day])
      room = ROWS_A_FILE - Number(rows)
    } else {
      chunk[1] = day
      room -= Number(rows)
    }
  }
  return chunks
}

async function commit(
  ports: IntakePorts,
  slotClass: SlotClass,
  draft: BatchDraft,
  files: readonly BatchFile[],
  found: Found,
): Promise<void> {
  await inTransaction(
    ports.pool,
    async (trx) => {
      const lows = found.batches.map((batch) => batch.recordedSeq ?? batch.minSeq)
      const highs = found.batches.map((batch) => batch.recordedSeq ?? batch.maxSeq)
      await forgetSuperseded(trx, slotClass, found.superseded)
      const seq = await nextRecordedSeq(trx)
      await ports.lake.addBatch(trx, draft, {
        origin: 'compaction',
        minSeq: lows.reduce((least, low) => (low < least ? low : least), seq),
        maxSeq: highs.reduce((most, high) => (high > most ? high : most), 0n),
        files,
      })
      await ports.lake.retire(
        trx,
        found.batches.map((batch) => batch.batchId),
        seq,
      )
    },
    { beside: true },
  )
}
