import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from './open-engine.ts'

const directory = mkdtempSync(join(tmpdir(), 'columns-'))
const engine = await openEngine({ threads: 2, tempDir: directory })
afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true })
})

const SELECT = `SELECT CAST(range AS INTEGER) AS i, DATE '2026-03-29' + CAST(range AS INTEGER) AS d, -range AS l,
  CAST(CASE WHEN range % 3 <> 0 THEN range END AS DECIMAL(18,6)) AS q, CASE WHEN range % 1000 <> 7 THEN 'row ' || range END AS t`

test('columns over many chunks hold the values of their rows', async () => {
  const n = 3 * 2048 + 5
  const set = await engine.columns(`${SELECT} FROM range(${n}) WHERE range % 5 <> 4 ORDER BY range`) // the filter leaves chunks that are not full
  const rows = Array.from({ length: n }, (_, r) => r).filter((r) => r % 5 !== 4)
  expect(set.rowCount).toBe(rows.length)
  expect([...set.int32('i')]).toEqual(rows)
  expect([...set.int32('d')]).toEqual(rows.map((r) => 20541 + r))
  expect([...set.int64('l')]).toEqual(rows.map((r) => BigInt(-r)))
  expect(set.text('t')).toEqual(rows.map((r) => (r % 1000 === 7 ? null : `row ${r}`)))
  const [values, present] = [set.int64('q'), set.presence('q')]
  expect(rows.map((_, at) => (present(at) ? values[at] : null))).toEqual(
    rows.map((r) => (r % 3 === 0 ? null : BigInt(r) * 1_000_000n)),
  )
})

test('a column without NULLs is present everywhere, and nowhere beyond its rows', async () => {
  const set = await engine.columns(`${SELECT} FROM range(100)`)
  const present = set.presence('i')
  expect(Array.from({ length: 101 }, (_, row) => present(row)).lastIndexOf(true)).toBe(99)
  expect(present(0)).toBe(true)
})

test('no rows are empty columns', async () => {
  const set = await engine.columns(`${SELECT} FROM range(0)`)
  expect([set.rowCount, set.int32('i').length, set.int64('q').length, set.text('t').length]).toEqual([0, 0, 0, 0])
})

test('a column outlives the query, its connection and other queries', async () => {
  const sets = await Promise.all(
    Array.from(
      { length: 6 },
      async (_, i) => await engine.columns(`SELECT CAST(${i} AS BIGINT) AS l FROM range(5000)`),
    ),
  )
  for (let i = 0; i < 6; i += 1) expect(sets[i]?.int64('l').every((value) => value === BigInt(i))).toBe(true)
})

test.each([
  ['int32', 'l'],
  ['int64', 'i'],
  ['int64', 't'],
  ['int64', 'wide'],
  ['int64', 'narrow'],
  ['text', 'i'],
  ['int32', 'none'],
] as const)('%s of column %s is refused', async (read, name) => {
  const set = await engine.columns(
    `SELECT *, CAST(1 AS DECIMAL(38,6)) AS wide, CAST(1 AS DECIMAL(9,3)) AS narrow FROM (${SELECT} FROM range(3))`,
  )
  expect(() => set[read](name)).toThrow(RangeError)
  expect(() => set.presence('none')).toThrow(RangeError)
})
