import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { parquet } from '../engine/dialect.ts'
import { openEngine } from '../engine/open-engine.ts'
import { currentSeq, nextRecordedSeq } from '../postgres/recorded-seq.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { BatchConflict } from './lake.ts'
import type { BatchDraft, BatchFile, Lake, LakeBatch } from './lake.ts'
import { openLake } from './open-lake.ts'

const { pool, drop } = await freshDatabase()
const directory = mkdtempSync(join(tmpdir(), 'lake-'))
afterAll(async () => {
  await drop()
  rmSync(directory, { recursive: true })
})

let lake: Lake
let table = ''
let tables = 0
beforeEach(() => {
  table = `numbers_${(tables += 1)}`
  lake = openLake({ root: join(directory, 'lake'), database: pool, clock: { nowMs: () => 1_700_000_000_000 } })
})

function fileIn(draft: BatchDraft, part = 'part-0', bytes = 10): BatchFile {
  writeFileSync(draft.path(part), 'x'.repeat(bytes))
  return { path: draft.path(part), rows: 3, bytes, firstDay: 20513, lastDay: 20543 }
}

async function addOne(month = '2026-03'): Promise<{ draft: BatchDraft; seq: bigint }> {
  const draft = lake.newBatch(table, month)
  const files = [fileIn(draft)]
  const seq = await inTransaction(pool, async (trx) => {
    const next = await nextRecordedSeq(trx)
    await lake.addBatch(trx, draft, { origin: 'intake', seq: next, files })
    return next
  })
  return { draft, seq }
}

const visible = async (months?: readonly string[]): Promise<LakeBatch[]> =>
  await inTransaction(pool, async (trx) => await lake.batches(trx, table, months))

test('a batch is there for readers once its transaction is committed, not before', async () => {
  const draft = lake.newBatch(table, '2026-03')
  const files = [fileIn(draft, 'part-1', 11), { ...fileIn(draft, 'part-0'), superseded: true }]
  await inTransaction(pool, async (trx) => {
    await lake.addBatch(trx, draft, { origin: 'intake', seq: 7n, files })
    expect(await inTransaction(pool, async (other) => await lake.batches(other, table), { beside: true })).toEqual([])
  })
  const days = { rows: 3, firstDay: 20513, lastDay: 20543 }
  expect(await visible()).toEqual([
    {
      batchId: draft.batchId,
      table,
      month: '2026-03',
      origin: 'intake',
      recordedSeq: 7n,
      minSeq: 7n,
      maxSeq: 7n,
      rows: 6,
      files: [
        { path: join(draft.directory, 'part-0.parquet'), bytes: 10, superseded: true, ...days },
        { path: join(draft.directory, 'part-1.parquet'), bytes: 11, superseded: false, ...days },
      ],
    },
  ])
})

test('a batch whose transaction is rolled back never existed', async () => {
  const draft = lake.newBatch(table, '2026-03')
  const added = inTransaction(pool, async (trx) => {
    await lake.addBatch(trx, draft, { origin: 'intake', seq: 1n, files: [fileIn(draft)] })
    throw new Error('the writer thinks again')
  })
  await expect(added).rejects.toThrow('thinks again')
  expect(await visible()).toEqual([])
})

test('the catalogue holds paths below the root, so that the lake can move', async () => {
  const { draft } = await addOne()
  const { rows } = await pool.query('select path, first_day, last_day from platform.lake_file where batch_id = $1', [
    draft.batchId,
  ])
  expect(rows).toEqual([
    {
      path: `${table}/month=2026-03/batch=${draft.batchId}/part-0.parquet`,
      first_day: '2026-03-01',
      last_day: '2026-03-31',
    },
  ])
  const moved = openLake({ root: '/elsewhere/lake', database: pool, clock: { nowMs: () => 0 } })
  const [batch] = await inTransaction(pool, async (trx) => await moved.batches(trx, table))
  expect(batch?.files[0]?.path).toBe(`/elsewhere/lake/${rows[0].path}`)
})

test('rows that carry their own numbers lie within a span', async () => {
  const draft = lake.newBatch(table, '2026-03')
  await inTransaction(
    pool,
    async (trx) =>
      await lake.addBatch(trx, draft, { origin: 'compaction', minSeq: 3n, maxSeq: 2n ** 62n, files: [fileIn(draft)] }),
  )
  expect(await visible()).toMatchObject([{ origin: 'compaction', recordedSeq: null, minSeq: 3n, maxSeq: 2n ** 62n }])
})

test('batches of the months asked for, in the order in which they were begun', async () => {
  const months = ['2026-03', '2026-04', '2026-03', '2026-05']
  const ids: string[] = []
  for (const month of months) ids.push((await addOne(month)).draft.batchId)
  expect((await visible()).map(({ batchId }) => batchId)).toEqual(ids)
  expect((await visible(['2026-03', '2026-05'])).map(({ batchId }) => batchId)).toEqual([ids[0], ids[2], ids[3]])
  expect(await visible([])).toEqual([])
  expect(await visible(['2027-01'])).toEqual([])
})

test('a snapshot keeps its batches while others add and retire', async () => {
  const { draft: old } = await addOne()
  await inTransaction(
    pool,
    async (reader) => {
      const before = await lake.batches(reader, table)
      const seq = await currentSeq(reader)
      const fresh = lake.newBatch(table, '2026-03')
      await inTransaction(
        pool,
        async (writer) => {
          const next = await nextRecordedSeq(writer)
          await lake.addBatch(writer, fresh, { origin: 'compaction', minSeq: seq, maxSeq: seq, files: [fileIn(fresh)] })
          await lake.retire(writer, [old.batchId], next)
        },
        { beside: true },
      )
      expect(await lake.batches(reader, table)).toEqual(before)
      expect(await currentSeq(reader)).toBe(seq)
      expect(
        (await inTransaction(pool, async (trx) => await lake.batches(trx, table), { beside: true })).map(
          ({ batchId }) => batchId,
        ),
      ).toEqual([fresh.batchId])
    },
    { isolation: 'repeatable read' },
  )
})

test('of two writers that retire the same batch one is told to begin again', async () => {
  const [a, b, c] = [await addOne(), await addOne(), await addOne()].map(({ draft }) => draft.batchId)
  const outcomes = await Promise.allSettled(
    [
      [a, b],
      [b, c],
    ].map(
      async (ids) =>
        await inTransaction(pool, async (trx) => await lake.retire(trx, ids.map(String), await nextRecordedSeq(trx))),
    ),
  )
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(BatchConflict) })
  expect(await visible()).toHaveLength(1) // the loser retired nothing
})

const retire = async (ids: string[]): Promise<void> =>
  await inTransaction(pool, async (trx) => await lake.retire(trx, ids, 1n))

test('retiring what was never added, or nothing', async () => {
  await expect(retire(['01ARYZ6S41TSV4RRFFQ69G5FAV'])).rejects.toBeInstanceOf(BatchConflict)
  await retire([])
  const { draft } = await addOne()
  await retire([draft.batchId, draft.batchId])
  expect(await visible()).toEqual([])
})

test('what is added must be there, as long as stated, in its own directory', async () => {
  const draft = lake.newBatch(table, '2026-03')
  const file = fileIn(draft)
  const add = async (wrong: Partial<BatchFile>): Promise<void> =>
    await inTransaction(
      pool,
      async (trx) => await lake.addBatch(trx, draft, { origin: 'intake', seq: 1n, files: [{ ...file, ...wrong }] }),
    )
  await expect(add({ bytes: 9 })).rejects.toMatchObject({
    code: 'LAKE_FILE_MISSING',
    message: expect.stringContaining('10 bytes instead of 9'),
  })
  await expect(add({ path: draft.path('part-9') })).rejects.toMatchObject({
    code: 'LAKE_FILE_MISSING',
    where: { path: draft.path('part-9') },
  })
  await expect(add({ path: join(directory, 'part-0.parquet') })).rejects.toThrow(RangeError)
  await expect(add({ path: '../part-0.parquet' })).rejects.toThrow(RangeError)
  expect(await visible()).toEqual([])
  await add({ path: 'part-0.parquet' })
  await expect(add({})).rejects.toBeInstanceOf(BatchConflict)
  expect(await visible()).toHaveLength(1)
})

test.each([
  ['Numbers', '2026-03'],
  ['../numbers', '2026-03'],
  ['numbers', '2026-13'],
  ['numbers', '2026-3'],
  ['numbers', ''],
])('%s of %j is no place in the lake', (name, month) => {
  expect(() => lake.newBatch(name, month)).toThrow(RangeError)
  expect(() => lake.newBatch('numbers', '2026-03').path('../part')).toThrow(RangeError)
})

test('a discarded draft leaves nothing', async () => {
  const draft = lake.newBatch(table, '2026-03')
  fileIn(draft)
  await lake.discard(draft)
  await lake.discard(draft)
  expect(readdirSync(join(lake.root, table, 'month=2026-03'))).toEqual([])
})

test('the catalogue refuses to be rewritten', async () => {
  const { draft } = await addOne()
  const change = async (set: string): Promise<unknown> =>
    await pool.query(`update platform.lake_batch set ${set} where batch_id = $1`, [draft.batchId])
  for (const set of [
    'row_count = 4',
    "month = '2026-04'",
    'max_seq = max_seq + 1, min_seq = min_seq',
    "origin = 'run'",
  ]) {
    await expect(change(set), set).rejects.toThrow()
  }
  await expect(
    pool.query('update platform.lake_file set bytes = 1 where batch_id = $1', [draft.batchId]),
  ).rejects.toThrow(/refused/)
  await expect(pool.query('delete from platform.lake_file where batch_id = $1', [draft.batchId])).rejects.toThrow(
    /refused/,
  )
  await expect(change('deleted_at = now()')).rejects.toThrow() // its files are in use
  await change('retired_seq = 9, retired_at = now()')
  await expect(change('retired_seq = null, retired_at = null')).rejects.toThrow(/refused/)
  await expect(change('retired_seq = 10')).rejects.toThrow(/refused/)
  await expect(pool.query('delete from platform.lake_batch where batch_id = $1', [draft.batchId])).rejects.toThrow()
})

test('writers at the same time: every batch once, and the engine reads them all', async () => {
  const engine = await openEngine({ threads: 2, tempDir: join(directory, 'spill') })
  const write = async (i: number): Promise<void> => {
    const draft = lake.newBatch(table, '2026-03')
    const written = await engine.copyTo(
      `SELECT CAST(${i} AS INTEGER) AS writer, range AS n FROM range(100)`,
      draft.path('part-0'),
    )
    await inTransaction(pool, async (trx) => {
      const seq = await nextRecordedSeq(trx)
      await lake.addBatch(trx, draft, {
        origin: 'intake',
        seq,
        files: [{ ...written, firstDay: 20513, lastDay: 20513 }],
      })
    })
  }
  await Promise.all(Array.from({ length: 12 }, async (_, i) => await write(i)))
  const batches = await visible()
  expect(new Set(batches.map(({ recordedSeq }) => recordedSeq)).size).toBe(12)
  const paths = batches.flatMap(({ files }) => files.map(({ path }) => path))
  expect(await engine.rows(`SELECT count(DISTINCT writer) AS writers, count(*) AS n FROM ${parquet(paths)}`)).toEqual([
    { writers: 12n, n: 1200n },
  ])
  await engine.close()
})
