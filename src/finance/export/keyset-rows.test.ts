import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Cell } from './dataset.ts'
import { keysetRows } from './keyset-rows.ts'
import type { KeysetQuery } from './keyset-rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query(`create table public.sample (a text not null, b integer not null, note text)`)
  await database.pool.query(
    `insert into public.sample select 'k' || (n % 3), n, case when n % 2 = 0 then 'n' || n end from generate_series(1, 20) n`,
  )
})
afterAll(async () => await database.drop())

const BY_KEY: KeysetQuery = {
  select: ['b', 'note'],
  from: 'public.sample',
  key: [
    { sql: 'a collate "C"', type: 'text' },
    { sql: 'b', type: 'integer' },
  ],
}
const read = async (query: KeysetQuery): Promise<(readonly Cell[])[]> =>
  await inTransaction(database.pool, async (trx) => await Array.fromAsync(keysetRows(trx, query)))

test('rows come as text, in the order of the key, without it', async () => {
  const rows = await read(BY_KEY)
  expect(rows.slice(0, 3)).toEqual([
    ['3', null],
    ['6', 'n6'],
    ['9', null],
  ])
  expect(rows).toHaveLength(20)
})

test('a condition holds on every page', async () => {
  const rows = await read({ ...BY_KEY, where: "note is not null or a = 'none'", pageRows: 3 })
  expect(rows.map(([b]) => b)).toEqual(['6', '12', '18', '4', '10', '16', '2', '8', '14', '20'])
})

test('any size of the page gives the same rows', async () => {
  const whole = await read(BY_KEY)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 25 }), async (pageRows) => {
      expect(await read({ ...BY_KEY, pageRows })).toEqual(whole)
    }),
    { numRuns: 25 },
  )
})

test('of no rows there are none', async () => {
  expect(await read({ ...BY_KEY, where: 'false' })).toEqual([])
})
