import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import type { Transaction } from '../postgres/transaction.ts'
import { BatchConflict } from './lake.ts'
import type { BatchDraft, Lake } from './lake.ts'
import { openLake } from './open-lake.ts'

const { pool, url, drop } = await freshDatabase()
const directory = mkdtempSync(join(tmpdir(), 'sweep-'))
afterAll(async () => {
  await drop()
  rmSync(directory, { recursive: true })
})

const graceMs = 60_000
let nowMs = 1_700_000_000_000
let lake: Lake
let roots = 0
beforeEach(() => {
  nowMs += 1_000_000_000 // what earlier tests left is not of this time
  lake = openLake({ root: join(directory, `lake-${(roots += 1)}`), database: pool, clock: { nowMs: () => nowMs } })
})

function written(): BatchDraft {
  const draft = lake.newBatch('numbers', '2026-03')
  writeFileSync(draft.path('part-0'), 'x')
  return draft
}

async function add(draft: BatchDraft): Promise<void> {
  const files = [{ path: draft.path('part-0'), rows: 1, bytes: 1, firstDay: 20513, lastDay: 20513 }]
  await inTransaction(pool, async (trx) => await lake.addBatch(trx, draft, { origin: 'intake', seq: 1n, files }))
}

const retire = async (draft: BatchDraft): Promise<void> =>
  await inTransaction(pool, async (trx) => await lake.retire(trx, [draft.batchId], 2n))
const later = async (ms: number): ReturnType<Lake['sweep']> => await lake.sweep({ graceMs, nowMs: nowMs + ms })

test('files of a retired batch go after the grace, once', async () => {
  const [kept, retired] = [written(), written()]
  await add(kept)
  await add(retired)
  await retire(retired)
  expect(await later(graceMs - 1)).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
  expect(existsSync(retired.path('part-0'))).toBe(true)
  expect(await later(graceMs)).toEqual({ deletedBatches: 1, deletedOrphans: 0 })
  expect(existsSync(retired.directory)).toBe(false)
  expect(existsSync(kept.path('part-0'))).toBe(true)
  expect(await later(graceMs)).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
})

test('drafts that nobody added go after the grace; what the lake did not make stays', async () => {
  const [abandoned, added] = [written(), written()]
  await add(added)
  const strange = [
    'numbers/month=2026-03/batch=notes',
    'numbers/month=all/batch=01ARYZ6S41TSV4RRFFQ69G5FAV',
    'Other/x',
    'numbers/readme',
  ]
  for (const path of strange) mkdirSync(join(lake.root, path), { recursive: true })
  writeFileSync(join(lake.root, 'numbers', 'a file'), 'x')
  expect(await later(graceMs - 1)).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
  expect(await later(graceMs)).toEqual({ deletedBatches: 0, deletedOrphans: 1 })
  expect(existsSync(abandoned.directory)).toBe(false)
  expect(readdirSync(join(lake.root, 'numbers', 'month=2026-03')).toSorted()).toEqual(
    [`batch=${added.batchId}`, 'batch=notes'].toSorted(),
  )
  for (const path of strange) expect(existsSync(join(lake.root, path)), path).toBe(true)
})

test('a sweep of a lake without a directory has nothing to do', async () => {
  expect(await later(graceMs)).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
})

test('a writer slower than the grace cannot commit what was swept', async () => {
  const slow = written()
  await later(graceMs)
  mkdirSync(slow.directory, { recursive: true })
  writeFileSync(slow.path('part-0'), 'x') // even if its file were there
  await expect(add(slow)).rejects.toBeInstanceOf(BatchConflict)
  expect(await visibleIds()).not.toContain(slow.batchId)
})

test('a sweep waits for a writer that is about to commit, and leaves its files', async () => {
  const draft = written()
  const gate = Promise.withResolvers<void>()
  const sweep = gate.promise.then(async () => await later(graceMs))
  await inTransaction(pool, async (trx) => {
    const files = [{ path: draft.path('part-0'), rows: 1, bytes: 1, firstDay: 20513, lastDay: 20513 }]
    await lake.addBatch(trx, draft, { origin: 'intake', seq: 1n, files })
    gate.resolve()
    while (!(await somebodyWaits(trx))) await sleep(5)
  })
  expect(await sweep).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
  expect(existsSync(draft.path('part-0'))).toBe(true)
  expect(await visibleIds()).toContain(draft.batchId)
})

async function somebodyWaits(trx: Transaction): Promise<boolean> {
  const { rows } = await trx.query('select 1 from pg_locks where not granted')
  return rows.length > 0
}

async function visibleIds(): Promise<string[]> {
  const batches = await inTransaction(pool, async (trx) => await lake.batches(trx, 'numbers'))
  return batches.map(({ batchId }) => batchId)
}

test('four sweeps at the same time delete each batch, and none fails', async () => {
  const drafts = Array.from({ length: 20 }, () => written())
  for (const draft of drafts.slice(10)) await add(draft)
  for (const draft of drafts.slice(10)) await retire(draft)
  await Promise.all(Array.from({ length: 4 }, async () => await later(graceMs)))
  expect(drafts.filter(({ directory: path }) => existsSync(path))).toEqual([])
  expect(await later(graceMs)).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
})

const program = `
  import { writeFileSync } from 'node:fs'
  import { openLake } from ${JSON.stringify(import.meta.resolve('./open-lake.ts'))}
  import { openPool } from ${JSON.stringify(import.meta.resolve('../postgres/pool.ts'))}
  import { inTransaction } from ${JSON.stringify(import.meta.resolve('../postgres/transaction.ts'))}
  const [url, root, nowMs, what] = process.argv.slice(1)
  const pool = openPool(url)
  const lake = openLake({ root, database: pool, clock: { nowMs: () => Number(nowMs) } })
  if (what === 'write') {
    const draft = lake.newBatch('numbers', '2026-03')
    writeFileSync(draft.path('part-0'), 'x')
    const files = [{ path: draft.path('part-0'), rows: 1, bytes: 1, firstDay: 20513, lastDay: 20513 }]
    await inTransaction(pool, (trx) => lake.addBatch(trx, draft, { origin: 'intake', seq: 1n, files }))
  } else {
    await lake.sweep({ graceMs: 0, nowMs: Number(nowMs) })
  }
  await pool.end()`

function inAnotherProcess(what: 'write' | 'sweep', crashAt?: string): string | null {
  const env = { ...process.env, ...(crashAt === undefined ? {} : { GRIDBOOK_CRASH_AT: crashAt }) }
  const run = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program, url, lake.root, String(nowMs), what],
    { encoding: 'utf8', env },
  )
  if (run.signal === null) expect(run.stderr).toBe('')
  return run.signal
}

test.each(['lake.files-durable', 'lake.batch-added'])(
  'a writer killed at %s leaves nothing that a reader sees, and a sweep clears it away',
  async (crashAt) => {
    const before = await visibleIds()
    expect(inAnotherProcess('write', crashAt)).toBe('SIGKILL')
    const month = join(lake.root, 'numbers', 'month=2026-03')
    expect(readdirSync(month)).toHaveLength(1)
    expect(await visibleIds()).toEqual(before)
    expect(await later(graceMs)).toEqual({ deletedBatches: 0, deletedOrphans: 1 })
    expect(readdirSync(month)).toEqual([])
    expect(inAnotherProcess('write')).toBeNull()
    expect(await visibleIds()).toHaveLength(before.length + 1)
  },
)

test.each(['lake.orphans-claimed', 'lake.files-deleted', 'lake.files-deleted#2'])(
  'what a sweep killed at %s left, the next one finishes',
  async (crashAt) => {
    const [orphan, retired, kept] = [written(), written(), written()]
    await add(retired)
    await add(kept)
    await retire(retired)
    expect(inAnotherProcess('sweep', crashAt)).toBe('SIGKILL')
    const after = await later(graceMs)
    expect(after.deletedBatches + after.deletedOrphans).toBeGreaterThanOrEqual(1)
    expect([orphan, retired, kept].map(({ directory: path }) => existsSync(path))).toEqual([false, false, true])
    expect(await later(graceMs)).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
    const { rows } = await pool.query(
      'select origin, deleted_at is not null as deleted from platform.lake_batch where batch_id = any($1) order by origin, 2',
      [[orphan.batchId, retired.batchId, kept.batchId]],
    )
    expect(rows).toEqual([
      { origin: 'intake', deleted: false },
      { origin: 'intake', deleted: true },
      { origin: 'orphan', deleted: true },
    ])
  },
)
