import type { SlotClass } from '../kernel/index.ts'
import {
  currentSeq,
  faultPoint,
  inTransaction,
  lakeTable,
  nextRecordedSeq,
  parquet,
  quotedName,
  valuesRelation,
  type BatchDraft,
  type BatchFile,
  type LakeBatch,
  type Transaction,
} from '../platform/index.ts'
import type { IntakePorts } from './accept-deliveries.ts'
import { dayByNumber, deliveryTable, readingTable } from './day-tables.ts'

/** What a compaction did with one table and month. */
export interface Compaction {
  readonly table: string
  readonly month: string
  /** Batches that became one. */
  readonly batches: number
  readonly rows: number
  readonly files: number
}

/**
 * Rewrites a month of a slot class as one batch a table, a file for each day, sorted by group and series. Rows that later
 * ones replaced go to files of their own and say when. Every row keeps its number, so any earlier state is still seen.
 * Old batches are retired in the same transaction; their files are deleted after a grace period (Lake.sweep).
 */
export async function compactMonth(ports: IntakePorts, slotClass: SlotClass, month: string): Promise<Compaction[]> {
  const done: Compaction[] = []
  for (const table of [deliveryTable(slotClass), readingTable(slotClass)]) {
    const compaction = await compactTable(ports, slotClass, table, month)
    if (compaction !== undefined) done.push(compaction)
  }
  return done
}

interface Source {
  readonly batches: readonly LakeBatch[]
  readonly seq: bigint
  /** Relation of replaced rows that files do not know of; undefined where there are none or the table has no replacing. */
  readonly superseded: readonly SupersededRow[]
}

interface SupersededRow {
  readonly series_id: number
  readonly market_day: number
  readonly recorded_seq: bigint
  readonly superseded_seq: bigint
}

async function compactTable(ports: IntakePorts, slotClass: SlotClass, table: string, month: string): Promise<Compaction | undefined> {
  // Held on a connection of its own for the whole rewrite: one compaction of a table and month at a time.
  return await inTransaction(ports.pool, async (guard) => {
    const { rows } = await guard.query<{ locked: boolean }>('select pg_try_advisory_xact_lock(hashtext($1)) as locked', [
      `measurements.compact ${table} ${month}`,
    ])
    if (rows[0]?.locked !== true) return undefined
    const source = await inTransaction(ports.pool, (look) => lookAt(look, ports, slotClass, table, month), {
      isolation: 'repeatable read',
      beside: true,
    })
    if (source.batches.length < 2 && source.superseded.length === 0) return undefined
    const draft = ports.lake.newBatch(table, month)
    try {
      const files = await rewrite(ports, table, source, draft)
      faultPoint('compaction:files-written')
      await commit(ports, slotClass, draft, files, source)
      faultPoint('compaction:committed')
      const total = files.reduce((sum, file) => sum + file.rows, 0)
      return { table, month, batches: source.batches.length, rows: total, files: files.length }
    } catch (error) {
      await ports.lake.discard(draft)
      throw error
    }
  })
}

async function lookAt(trx: Transaction, { lake }: IntakePorts, slotClass: SlotClass, table: string, month: string): Promise<Source> {
  const batches = await lake.batches(trx, table, [month])
  const seq = await currentSeq(trx)
  if (table !== readingTable(slotClass)) return { batches, seq, superseded: [] }
  const { rows } = await trx.query<SupersededRow>(
    `select s.series_id, s.market_day, s.recorded_seq, s.superseded_seq from measurements.superseded_day s
     where s.slot_class = $1 and to_char(date '1970-01-01' + s.market_day, 'YYYY-MM') = $2
       and not exists (select from measurements.buffered_day b
         where b.slot_class = s.slot_class and b.series_id = s.series_id and b.market_day = s.market_day
           and b.kind = 'reading' and b.recorded_seq = s.recorded_seq)`,
    [slotClass, month],
  )
  return { batches, seq, superseded: rows }
}

async function rewrite(ports: IntakePorts, table: string, source: Source, draft: BatchDraft): Promise<BatchFile[]> {
  const days = new Set<number>()
  for (const file of source.batches.flatMap((batch) => batch.files)) {
    for (let day = file.firstDay; day <= file.lastDay; day += 1) days.add(day)
  }
  const files: BatchFile[] = []
  for (const day of [...days].toSorted((a, b) => a - b)) {
    for (const superseded of table.startsWith('reading') ? [false, true] : [false]) {
      const date = dayByNumber(day, ports.zone).date
      const part = superseded ? `superseded-${date}` : `part-${date}`
      const file = await ports.engine.copyTo(daySelect(table, source, day, date, superseded), draft.path(part))
      // An empty file would be opened by every reader for nothing; it stays in the directory, unknown to the catalogue.
      if (file.rows > 0) files.push({ path: file.path, rows: file.rows, bytes: file.bytes, firstDay: day, lastDay: day, superseded })
    }
  }
  return files
}

function daySelect(table: string, source: Source, day: number, date: string, superseded: boolean): string {
  const files = source.batches.flatMap((batch) =>
    batch.files.filter((file) => file.firstDay <= day && day <= file.lastDay).map((file) => ({ path: file.path, seq: batch.recordedSeq })),
  )
  const seqOfFile = valuesRelation(
    [
      { name: 'path', type: 'VARCHAR' },
      { name: 'seq', type: 'BIGINT' },
    ],
    files.map((file) => [file.path, file.seq]),
  )
  const seq = 'coalesce(d.recorded_seq, f.seq)'
  const columns = lakeTable(table).columns.map(({ name }) => {
    if (name === 'recorded_seq') return `${seq} as recorded_seq`
    if (name === 'superseded_seq') return 'coalesce(d.superseded_seq, s.superseded_seq) as superseded_seq'
    return `d.${quotedName(name)}`
  })
  const reading = table.startsWith('reading')
  const list = reading ? supersededJoin(source.superseded.filter((row) => row.market_day === day), seq) : ''
  const half = reading ? `and (coalesce(d.superseded_seq, s.superseded_seq) is ${superseded ? 'not null' : 'null'})` : ''
  const tie = reading ? 'recorded_seq' : 'recorded_seq, d.position'
  return `select ${columns.join(', ')} from ${parquet(files.map((file) => file.path), { filename: true })} d
    join ${seqOfFile} f on f.path = d.filename ${list}
    where d.market_day = date '${date}' ${half}
    order by d.market_day, d.sort_group, d.series_id, ${tie}`
}

function supersededJoin(rows: readonly SupersededRow[], seq: string): string {
  const relation = valuesRelation(
    [
      { name: 'series_id', type: 'INTEGER' },
      { name: 'recorded_seq', type: 'BIGINT' },
      { name: 'superseded_seq', type: 'BIGINT' },
    ],
    rows.map((row) => [row.series_id, row.recorded_seq, row.superseded_seq]),
  )
  return `left join ${relation} s on s.series_id = d.series_id and s.recorded_seq = ${seq}`
}

async function commit(ports: IntakePorts, slotClass: SlotClass, draft: BatchDraft, files: readonly BatchFile[], source: Source): Promise<void> {
  await inTransaction(
    ports.pool,
    async (trx) => {
      const seqs = source.batches.map((batch) => [batch.recordedSeq ?? batch.minSeq, batch.recordedSeq ?? batch.maxSeq] as const)
      const minSeq = seqs.reduce((least, [low]) => (low < least ? low : least), source.seq)
      const maxSeq = seqs.reduce((most, [, high]) => (high > most ? high : most), 0n)
      await trx.query(
        `delete from measurements.superseded_day s
         using unnest($2::int[], $3::int[], $4::bigint[]) as k(series_id, market_day, recorded_seq)
         where s.slot_class = $1 and s.series_id = k.series_id and s.market_day = k.market_day and s.recorded_seq = k.recorded_seq`,
        [
          slotClass,
          source.superseded.map((row) => row.series_id),
          source.superseded.map((row) => row.market_day),
          source.superseded.map((row) => row.recorded_seq),
        ],
      )
      const seq = await nextRecordedSeq(trx)
      await ports.lake.addBatch(trx, draft, { origin: 'compaction', minSeq, maxSeq, files })
      await ports.lake.retire(trx, source.batches.map((batch) => batch.batchId), seq)
    },
    { beside: true },
  )
}
