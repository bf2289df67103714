import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { parquet } from './dialect.ts'
import { openEngine } from './open-engine.ts'
import type { Column, ColumnType } from './engine.ts'

const directory = mkdtempSync(join(tmpdir(), 'columns-'))
const engine = await openEngine({ threads: 2, tempDir: join(directory, 'spill') })
const path = join(directory, 'columns.parquet')
afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true })
})

async function roundTrip(rowCount: number, columns: readonly Column[]): Promise<Record<string, unknown>[]> {
  const written = await engine.writeParquet(path, rowCount, columns)
  expect(written).toEqual({ path, rows: rowCount, bytes: readFileSync(path).length })
  return await engine.rows(`SELECT * FROM ${parquet([path])}`)
}

function validityOf(rowCount: number, isPresent: (row: number) => boolean): BigUint64Array {
  const words = new BigUint64Array(Math.ceil(rowCount / 64))
  for (let r = 0; r < rowCount; r += 1) {
    if (isPresent(r)) words[r >> 6] = (words[r >> 6] ?? 0n) | (1n << BigInt(r & 63))
  }
  return words
}

const MAX18 = 10n ** 18n - 1n

test('every type keeps its extreme values', async () => {
  const columns: Column[] = [
    { name: 'i', type: 'INTEGER', data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 0) },
    { name: 's', type: 'SMALLINT', data: Int16Array.of(-32768, 32767, 0) },
    { name: 'b', type: 'BOOLEAN', data: Uint8Array.of(1, 0, 1) },
    { name: 'd', type: 'DATE', data: Int32Array.of(20541, 0, -1) },
    { name: 'l', type: 'BIGINT', data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 52n - 1n) },
    { name: 'q', type: 'DECIMAL(18,6)', data: BigInt64Array.of(MAX18, -MAX18, 1n) },
    { name: 'n', type: 'DECIMAL(9,3)', data: BigInt64Array.of(999999999n, -999999999n, -1n) },
    { name: 't', type: 'VARCHAR', data: ['', 'æøå 🙂 and more than twelve bytes', 'short'] },
  ]
  expect(await roundTrip(3, columns)).toEqual([
    {
      i: -2147483648,
      s: -32768,
      b: true,
      d: '2026-03-29',
      l: -(2n ** 63n),
      q: '999999999999.999999',
      n: '999999.999',
      t: '',
    },
    {
      i: 2147483647,
      s: 32767,
      b: false,
      d: '1970-01-01',
      l: 2n ** 63n - 1n,
      q: '-999999999999.999999',
      n: '-999999.999',
      t: 'æøå 🙂 and more than twelve bytes',
    },
    { i: 0, s: 0, b: true, d: '1969-12-31', l: 4503599627370495n, q: '0.000001', n: '-0.001', t: 'short' },
  ])
})

test('NULLs stay where they are over many chunks, in every type', async () => {
  const rowCount = 3 * 2048 + 777
  const absent: Record<string, (r: number) => boolean> = {
    everyThird: (r) => r % 3 === 0,
    secondChunkOnly: (r) => r >= 2048 && r < 4096,
    lastRow: (r) => r === rowCount - 1,
    all: () => true,
  }
  const types: ColumnType[] = [
    'INTEGER',
    'SMALLINT',
    'BOOLEAN',
    'DATE',
    'BIGINT',
    'DECIMAL(18,6)',
    'DECIMAL(4,0)',
    'VARCHAR',
  ]
  const columns = types.flatMap((type) =>
    Object.entries(absent).map(([name, isAbsent]) => ({
      name: `${name} ${type}`,
      type,
      data: dataOf(type, rowCount),
      validity: validityOf(rowCount, (r) => !isAbsent(r)),
    })),
  )
  await engine.writeParquet(path, rowCount, columns)
  for (const [name, isAbsent] of Object.entries(absent)) {
    const expected = Array.from({ length: rowCount }, (_, r) => r).filter(isAbsent)
    for (const type of types) {
      const rows = await engine.rows<{ r: bigint }>(
        `SELECT file_row_number AS r FROM read_parquet('${path}', file_row_number = true) WHERE "${name} ${type}" IS NULL ORDER BY r`,
      )
      expect(
        rows.map(({ r }) => Number(r)),
        `${name} ${type}`,
      ).toEqual(expected)
    }
  }
  const wrong = await engine.rows(
    `SELECT count(*) AS n FROM read_parquet('${path}', file_row_number = true) WHERE "everyThird INTEGER" <> file_row_number % 1000 OR "everyThird VARCHAR" <> 'text number ' || file_row_number % 1000 OR "lastRow DECIMAL(18,6)" <> CAST(file_row_number % 1000 AS DECIMAL(18,6)) * 0.000001`,
  )
  expect(wrong).toEqual([{ n: 0n }])
})

const value = (_: unknown, r: number): number => r % 1000

function dataOf(type: ColumnType, n: number): Column['data'] {
  if (type === 'VARCHAR') return Array.from({ length: n }, (_, r) => `text number ${r % 1000}`)
  if (type === 'INTEGER' || type === 'DATE') return Int32Array.from({ length: n }, value)
  if (type === 'SMALLINT') return Int16Array.from({ length: n }, value)
  if (type === 'BOOLEAN') return Uint8Array.from({ length: n }, (_, r) => r % 2)
  return BigInt64Array.from({ length: n }, (_, r) => BigInt(r % 1000))
}

test('any rows come back in their order', async () => {
  const row = fc.record({
    q: fc.option(fc.bigInt(-MAX18, MAX18)),
    t: fc.option(fc.string({ unit: 'binary', maxLength: 30 }).map((s) => s.replaceAll('\0', '0'))),
  })
  const property = fc.asyncProperty(fc.array(row, { maxLength: 5000, size: 'max' }), async (rows) => {
    const found = await roundTrip(rows.length, [
      {
        name: 'q',
        type: 'BIGINT',
        data: BigInt64Array.from(rows, ({ q }) => q ?? 99n),
        validity: validityOf(rows.length, (r) => rows[r]?.q !== null),
      },
      { name: 't', type: 'VARCHAR', data: rows.map(({ t }) => t) },
    ])
    expect(found).toEqual(rows)
  })
  await fc.assert(property, { numRuns: 20 })
})

test('no rows are a file with its columns', async () => {
  expect(await roundTrip(0, [{ name: 'q', type: 'DECIMAL(18,6)', data: new BigInt64Array() }])).toEqual([])
  expect(await engine.rows(`SELECT column_type FROM (DESCRIBE SELECT * FROM ${parquet([path])})`)).toEqual([
    { column_type: 'DECIMAL(18,6)' },
  ])
})

test('views into larger and into shared memory are read at their place', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(5000 * 4))
  for (let r = 0; r < 5000; r += 1) shared[r] = r
  const large = BigInt64Array.from({ length: 6000 }, (_, r) => BigInt(r))
  await engine.writeParquet(path, 4000, [
    { name: 'a', type: 'INTEGER', data: shared.subarray(1000) },
    { name: 'b', type: 'BIGINT', data: large.subarray(2000) },
  ])
  expect(await engine.rows(`SELECT count(*) AS n FROM ${parquet([path])} WHERE b - a = 1000`)).toEqual([{ n: 4000n }])
  expect(await engine.rows(`SELECT min(a) AS a, max(b) AS b FROM ${parquet([path])}`)).toEqual([{ a: 1000, b: 5999n }])
})

test('the same columns give the same bytes', async () => {
  const columns: Column[] = [
    {
      name: 'q',
      type: 'DECIMAL(18,6)',
      data: BigInt64Array.from({ length: 200_000 }, (_, r) => BigInt((r * 7919) % 2000)),
    },
  ]
  const bytes = await Promise.all(
    [1, 2].map(async (threads) => {
      const other = await openEngine({ threads, tempDir: join(directory, 'spill') })
      const { path: file } = await other.writeParquet(join(directory, `same-${threads}.parquet`), 200_000, columns)
      await other.close()
      return readFileSync(file)
    }),
  )
  expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(true)
})

test('writers at the same time do not meet', async () => {
  const files = await Promise.all(
    Array.from(
      { length: 8 },
      async (_, i) =>
        await engine.writeParquet(join(directory, `at-once-${i}.parquet`), 10_000, [
          { name: 'i', type: 'INTEGER', data: new Int32Array(10_000).fill(i) },
        ]),
    ),
  )
  const rows = await engine.rows(
    `SELECT i, count(*) AS n FROM ${parquet(files.map((file) => file.path))} GROUP BY i ORDER BY i`,
  )
  expect(rows).toEqual(Array.from({ length: 8 }, (_, i) => ({ i, n: 10_000n })))
})

test.each<[string, Column]>([
  ['needs Int32Array', { name: 'x', type: 'INTEGER', data: new BigInt64Array(2) }],
  ['needs BigInt64Array', { name: 'x', type: 'DECIMAL(18,6)', data: ['1', '2'] }],
  ['has 1 values for 2 rows', { name: 'x', type: 'DATE', data: new Int32Array(1) }],
  ['has 0 words for 2 rows', { name: 'x', type: 'DATE', data: new Int32Array(2), validity: new BigUint64Array() }],
  ['up to 18 digits', { name: 'x', type: 'DECIMAL(38,6)', data: new BigInt64Array(2) }],
  ['DECIMAL\\(9,3\\)', { name: 'x', type: 'DECIMAL(9,3)', data: BigInt64Array.of(1n, 10n ** 9n) }],
])('a column that %s is refused, and leaves nothing', async (message, column) => {
  await expect(engine.writeParquet(join(directory, 'refused.parquet'), 2, [column])).rejects.toThrow(
    new RegExp(message),
  )
  expect(readdirSync(directory).filter((name) => name.startsWith('refused'))).toEqual([])
  expect(
    await engine.rows("SELECT count(*) AS n FROM duckdb_tables() WHERE table_name LIKE 'columns_in_memory%'"),
  ).toEqual([{ n: 0n }])
})
