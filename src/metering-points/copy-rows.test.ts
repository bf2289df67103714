import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import { copyRows } from './copy-rows.ts'

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
