import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { parquet, quotedName, textLiteral } from './dialect.ts'
import { openEngine } from './open-engine.ts'
import { EngineError } from './engine-error.ts'
import { quantity, slots } from './slots.ts'

const directory = mkdtempSync(join(tmpdir(), 'engine-'))
const engine = await openEngine({ threads: 2, tempDir: join(directory, 'spill'), memoryLimit: '1GB' })
const at = (name: string): string => join(directory, name)
afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true })
})

test('rows are plain objects', async () => {
  const rows =
    await engine.rows(`SELECT CAST(1.5 AS DECIMAL(18,6)) AS q, DATE '2026-03-29' AS day, CAST(7 AS HUGEINT) AS h,
    CAST(8 AS BIGINT) AS b, CAST(9 AS INTEGER) AS i, CAST(3 AS SMALLINT) AS s, true AS t, 'x' AS v, NULL AS n, [1, NULL] AS l,
    [CAST(0.1 AS DECIMAL(3,1))] AS ld`)
  expect(rows).toEqual([
    { q: '1.500000', day: '2026-03-29', h: 7n, b: 8n, i: 9, s: 3, t: true, v: 'x', n: null, l: [1, null], ld: ['0.1'] },
  ])
})

test('floating point is refused in rows, in lists and in files, where a HUGEINT would become one', async () => {
  await expect(engine.rows('SELECT 1 / 3 AS third')).rejects.toThrow(/third is floating point/)
  await expect(engine.rows('SELECT [CAST(1 AS FLOAT)] AS l')).rejects.toThrow(EngineError)
  await expect(engine.copyTo('SELECT sum(x) AS total FROM range(3) AS r(x)', at('huge.parquet'))).rejects.toThrow(
    /total is floating point/,
  )
  expect(readdirSync(directory)).not.toContainEqual(expect.stringContaining('huge'))
})

test('a type that tables do not have is refused', async () => {
  await expect(engine.rows("SELECT TIMESTAMP '2026-01-01 00:00:00' AS x")).rejects.toThrow(/DuckDBTimestampValue/)
})

test('tables in memory are seen by every call, calls at the same time all answer', async () => {
  await engine.run('CREATE TABLE shared_numbers AS SELECT range AS n FROM range(1000)')
  const calls = Array.from({ length: 20 }, (_, i) =>
    engine.rows(`SELECT count(*) AS c, ${i} AS i FROM shared_numbers WHERE n % 20 = ${i}`),
  )
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, i) => [{ c: 50n, i }]))
})

test('a failed call leaves its connection usable', async () => {
  const calls = Array.from({ length: 8 }, (_, i) => engine.rows(i % 2 === 0 ? 'SELEC' : `SELECT ${i} AS i`))
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.map(({ status }) => status)).toEqual(
    Array.from({ length: 4 }, () => ['rejected', 'fulfilled']).flat(),
  )
  expect(await engine.rows('SELECT 1 AS i')).toEqual([{ i: 1 }])
})

test('parts hand out all rows in order, some thousand at a time', async () => {
  const sizes: number[] = []
  const seen: (string | null)[] = []
  for await (const part of engine.parts('SELECT CAST(range AS VARCHAR) AS n FROM range(10_000) ORDER BY range DESC')) {
    sizes.push(part.rowCount)
    seen.push(...part.text('n'))
  }
  expect(seen).toEqual(Array.from({ length: 10_000 }, (_, n) => String(9_999 - n)))
  expect(sizes.length).toBeGreaterThan(3)
})

test('parts of no rows are none; a fault is said at the first', async () => {
  const none = engine.parts("SELECT 'x' AS x WHERE false")[Symbol.asyncIterator]()
  expect(await none.next()).toEqual({ done: true, value: undefined })
  await expect(engine.parts('SELEC')[Symbol.asyncIterator]().next()).rejects.toThrow(EngineError)
})

test('a loop over parts that is left early ends its statement, so the engine can be closed', async () => {
  const own = await openEngine({ threads: 1, tempDir: join(directory, 'left-early') })
  for await (const part of own.parts('SELECT range AS n FROM range(1_000_000_000)')) {
    expect(part.rowCount).toBeGreaterThan(0)
    break
  }
  expect(await own.rows('SELECT 1 AS i')).toEqual([{ i: 1 }])
  await own.close()
  await expect(own.parts('SELECT 1')[Symbol.asyncIterator]().next()).rejects.toThrow(/closed/)
})

test('copyTo writes rows in the order of its SELECT and says how much it wrote', async () => {
  const written = await engine.copyTo('SELECT n FROM shared_numbers ORDER BY n DESC', at('ordered.parquet'))
  expect(written).toEqual({
    path: at('ordered.parquet'),
    rows: 1000,
    bytes: readFileSync(at('ordered.parquet')).length,
  })
  expect(await engine.rows(`SELECT n FROM ${parquet([at('ordered.parquet')])} LIMIT 2`)).toEqual([
    { n: 999n },
    { n: 998n },
  ])
})

test('the same SELECT gives the same bytes with one and with two threads', async () => {
  const select = `SELECT CAST(range % 977 AS INTEGER) AS g, ${slots(20, (k) => `sum(CAST(range * ${k + 1} % 2000 AS DECIMAL(18,6))) AS ${quantity(k)}`)}
    FROM range(400000) GROUP BY ALL UNION ALL SELECT CAST(range + 1000 AS INTEGER), ${slots(20, () => 'range')} FROM range(300000) ORDER BY g`
  const bytes = await Promise.all(
    [1, 2].map(async (threads) => {
      const other = await openEngine({ threads, tempDir: at('spill') })
      const { path, rows } = await other.copyTo(select, at(`threads-${threads}.parquet`))
      await other.close()
      return { rows, bytes: readFileSync(path) }
    }),
  )
  expect(bytes[0]?.rows).toBe(300977)
  expect(bytes[0]?.bytes.equals(bytes[1]?.bytes ?? Buffer.alloc(0))).toBe(true)
})

test('a file that is written again is replaced whole', async () => {
  await engine.copyTo('SELECT 1 AS n', at('again.parquet'))
  await engine.copyTo('SELECT 2 AS n', at('again.parquet'))
  expect(await engine.rows(`SELECT n FROM ${parquet([at('again.parquet')])}`)).toEqual([{ n: 2 }])
})

test('a full volume is said so, and nothing is left', async () => {
  symlinkSync('/dev/full', at('full.parquet.new'))
  const refused = engine.copyTo('SELECT range AS n FROM range(10)', at('full.parquet'))
  await expect(refused).rejects.toMatchObject({ code: 'STORAGE_FULL', hint: expect.stringContaining('Free space') })
  expect(readdirSync(directory).filter((name) => name.startsWith('full'))).toEqual([])
})

test('a missing or damaged file is said so, with its name', async () => {
  const missing = engine.rows(`SELECT * FROM ${parquet([at('none.parquet')])}`)
  await expect(missing).rejects.toBeInstanceOf(GridbookError)
  await expect(missing).rejects.toMatchObject({ code: 'LAKE_FILE_MISSING', where: { path: at('none.parquet') } })
  const whole = readFileSync(at('ordered.parquet'))
  writeFileSync(at('cut.parquet'), whole.subarray(0, whole.length - 100))
  await expect(engine.rows(`SELECT * FROM ${parquet([at('cut.parquet')])}`)).rejects.toMatchObject({
    code: 'LAKE_FILE_MISSING',
    where: { path: at('cut.parquet') },
  })
  writeFileSync(at('empty.parquet'), '')
  await expect(engine.rows(`SELECT * FROM ${parquet([at('empty.parquet')])}`)).rejects.toMatchObject({
    code: 'LAKE_FILE_MISSING',
  })
})

test('a directory that does not exist is no reason to leave anything behind', async () => {
  await expect(engine.copyTo('SELECT 1 AS n', at('nowhere/x.parquet'))).rejects.toThrow()
  expect(readdirSync(directory)).not.toContain('nowhere')
})

test('other faults carry the statement', async () => {
  await expect(engine.run('SELECT no_such_column')).rejects.toMatchObject({
    name: 'EngineError',
    statement: 'SELECT no_such_column',
  })
})

test('names with quotes and signs of a pattern are names', async () => {
  const odd = at("it's [1] *.parquet")
  await engine.copyTo(`SELECT 1 AS ${quotedName('a "b"')}, ${textLiteral("it's")} AS t`, odd)
  writeFileSync(at("it's 1 x.parquet"), 'matched by the name above when read as a pattern')
  expect(await engine.rows(`SELECT * FROM ${parquet([odd])}`)).toEqual([{ 'a "b"': 1, t: "it's" }])
})

test('a closed engine has waited for what was under way and takes nothing more', async () => {
  const other = await openEngine({ threads: 1, tempDir: at('spill') })
  const underWay = other.rows('SELECT count(*) AS c FROM range(3000000) AS a(x) WHERE x % 7 = 3')
  await other.close()
  await other.close()
  expect(await underWay).toEqual([{ c: 428571n }])
  await expect(other.run('SELECT 1')).rejects.toThrow(/closed/)
})
