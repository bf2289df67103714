import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { inTransaction } from './transaction.ts'
import { delimitedText } from '../engine/dialect.ts'
import { openEngine } from '../engine/open-engine.ts'
import { copyLinesToFile, copyRows, copyRowsToFile } from './copy-rows.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query('create table copied (n integer, a text, b text)')
})
afterAll(async () => {
  await database.drop()
})

async function roundTrip(rows: readonly (readonly [string | null, string | null])[]): Promise<unknown[]> {
  return await inTransaction(database.pool, async (trx) => {
    await copyRows(
      trx,
      'copied (n, a, b)',
      rows.map(([a, b], n) => [String(n), a, b]),
    )
    const { rows: read } = await trx.query<{ a: string | null; b: string | null }>('select a, b from copied order by n')
    await trx.query('truncate copied')
    return read.map(({ a, b }) => [a, b])
  })
}

test('any text comes back as it went, NULL too', async () => {
  // PostgreSQL has no character 0 in a text; everything else is allowed.
  const text = fc
    .oneof(fc.constantFrom('\\N', '\\.', '', '\t', '\\t', 'æøå\r\n'), fc.string({ unit: 'grapheme' }))
    .filter((value) => !value.includes('\u0000'))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.option(text), fc.option(text)), { maxLength: 20 }), async (rows) => {
      expect(await roundTrip(rows)).toEqual(rows)
    }),
    { numRuns: 50 },
  )
})

test('many chunks arrive whole and in order', async () => {
  const rows = Array.from({ length: 2_500 }, (_, n) => [`row ${n}`, null] as const)
  expect(await roundTrip(rows)).toEqual(rows)
})

test('a row that the table refuses fails the transaction and leaves the connection usable', async () => {
  const failing = inTransaction(database.pool, async (trx) => {
    await copyRows(trx, 'copied (n, a, b)', [
      ['1', 'a', 'b'],
      ['no number', 'a', 'b'],
    ])
  })
  await expect(failing).rejects.toThrow(/no number/)
  expect(await roundTrip([['x', 'y']])).toEqual([['x', 'y']])
})

test('what is written to a file is read by the engine as it was: NULL, quotes, commas, decimals, days', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'copied-'))
  const engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
  const path = join(directory, 'rows [1].csv')
  await inTransaction(database.pool, async (trx) => {
    await copyRowsToFile(
      trx,
      `select * from (values (1, 'a "b", c', 1.230000::numeric(18,6), date '2026-03-29'), (2, null, -0.000001, null)) v order by 1`,
      path,
    )
  })
  const columns = [
    { name: 'n', type: 'INTEGER' },
    { name: 'text', type: 'VARCHAR' },
    { name: 'price', type: 'DECIMAL(18,6)' },
    { name: 'day', type: 'DATE' },
  ] as const
  expect(await engine.rows(`select * from ${delimitedText(path, columns)} order by n`)).toEqual([
    { n: 1, text: 'a "b", c', price: '1.230000', day: '2026-03-29' },
    { n: 2, text: null, price: '-0.000001', day: null },
  ])
  await engine.close()
  await rm(directory, { recursive: true })
})

test('texts are written as lines, as they are', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lines-'))
  const path = join(directory, 'lines.csv')
  const select = `select * from (values ('"a";\\b'), (''), ('å,')) v`
  const count = await inTransaction(database.pool, (trx) => copyLinesToFile(trx, { select, path, header: 'h' }))
  expect(count).toBe(3)
  expect(await readFile(path, 'utf8')).toBe('h\n"a";\\b\n\nå,\n')
  await rm(directory, { recursive: true })
})
