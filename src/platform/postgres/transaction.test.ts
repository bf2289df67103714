import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { openPool } from './pool.ts'
import { inTransaction } from './transaction.ts'
import type { Transaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query('create table note (value int not null)')
})
beforeEach(async () => {
  await database.pool.query('truncate note')
})
afterAll(async () => await database.drop())

async function notes(): Promise<number[]> {
  const { rows } = await database.pool.query<{ value: number }>('select value from note order by value')
  return rows.map((row) => row.value)
}

const note = async (trx: Transaction, value: number): Promise<unknown> =>
  await trx.query('insert into note values ($1)', [value])

test('all is committed when the work returns, none when it throws', async () => {
  const value = await inTransaction(database.pool, async (trx) => {
    await note(trx, 1)
    return 'done'
  })
  expect(value).toBe('done')
  const failing = inTransaction(database.pool, async (trx) => {
    await note(trx, 2)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await notes()).toEqual([1])
})

test('a failed statement whose error was swallowed does not pass for a commit', async () => {
  const work = inTransaction(database.pool, async (trx) => {
    await note(trx, 1)
    await trx.query('select 1/0').catch(() => {})
  })
  await expect(work).rejects.toThrow('rolled back')
  expect(await notes()).toEqual([])
})

test('the pool throws inside a transaction, however deep, also for a transaction within', async () => {
  const { pool } = database
  const deep = async (): Promise<unknown> => await Promise.resolve().then(async () => await pool.query('select 1'))
  await expect(inTransaction(pool, deep)).rejects.toThrow('inside a transaction')
  await expect(inTransaction(pool, async () => await pool.connect())).rejects.toThrow('inside a transaction')
  await expect(
    inTransaction(pool, async () => await inTransaction(pool, async (trx) => await note(trx, 1))),
  ).rejects.toThrow('inside a transaction')
  expect(await notes()).toEqual([])
})

test('another pool is refused inside a transaction as well', async () => {
  const other = openPool(database.url, { max: 1 })
  await expect(inTransaction(database.pool, async () => await other.query('select 1'))).rejects.toThrow(
    'inside a transaction',
  )
  await other.end()
})

test('a transaction beside another sees only what is committed, and its own handle is guarded too', async () => {
  const { pool } = database
  await inTransaction(pool, async (trx) => {
    await note(trx, 1)
    const seen = await inTransaction(pool, async (look) => (await look.query('select value from note')).rowCount, {
      beside: true,
      isolation: 'repeatable read',
    })
    expect(seen).toBe(0)
    await expect(inTransaction(pool, async () => await pool.query('select 1'), { beside: true })).rejects.toThrow(
      'inside',
    )
  })
  expect(await notes()).toEqual([1])
})

test('what was started inside but goes off after the end may use the pool', async () => {
  let later: Promise<unknown> = Promise.resolve()
  await inTransaction(database.pool, async () => {
    later = new Promise((resolve) => setTimeout(resolve, 50)).then(
      async () => await database.pool.query('insert into note values (9)'),
    )
  })
  await later
  expect(await notes()).toEqual([9])
})

test('read only refuses writes; repeatable read sees one state', async () => {
  const { pool } = database
  await expect(inTransaction(pool, async (trx) => await note(trx, 1), { readOnly: true })).rejects.toMatchObject({
    code: '25006',
  })
  const counts = await inTransaction(
    pool,
    async (trx) => {
      const first = (await trx.query('select 1 from note')).rowCount
      await inTransaction(pool, async (other) => await note(other, 1), { beside: true })
      return [first, (await trx.query('select 1 from note')).rowCount]
    },
    { isolation: 'repeatable read' },
  )
  expect(counts).toEqual([0, 0])
  expect(await notes()).toEqual([1])
})

test('a statement that runs too long is ended, and the connection goes on', async () => {
  const slow = inTransaction(database.pool, async (trx) => await trx.query('select pg_sleep(10)'), {
    statementTimeoutMs: 50,
  })
  await expect(slow).rejects.toMatchObject({ code: '57014' })
  await inTransaction(database.pool, async (trx) => await note(trx, 1))
  expect(await notes()).toEqual([1])
})

test('a transaction that idles too long is ended by the server, and says so', async () => {
  const pool = openPool(database.url, { max: 1, idleInTransactionTimeoutMs: 50 })
  const idle = inTransaction(pool, async (trx) => {
    await note(trx, 1)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await note(trx, 2)
  })
  await expect(idle).rejects.toThrow()
  await inTransaction(pool, async (trx) => await note(trx, 3)) // the broken connection was replaced
  await pool.end()
  expect(await notes()).toEqual([3])
})

test('a connection that the server ends is an unavailable database; the next transaction works', async () => {
  const { pool } = database
  const killed = inTransaction(pool, async (trx) => await trx.query('select pg_terminate_backend(pg_backend_pid())'))
  await expect(killed).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  await inTransaction(pool, async (trx) => await note(trx, 4))
  expect(await notes()).toEqual([4])
})

test('a database that is away is named by its code', async () => {
  const pool = openPool('postgres://nobody@localhost/none?host=%2Fnowhere&port=1')
  await expect(inTransaction(pool, async () => 1)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  await pool.end()
})

test('values come back exact: bigint, text for numeric and dates', async () => {
  const { rows } = await database.pool.query(`select
    9223372036854775807::bigint as big, array[1, null, 9007199254740993]::bigint[] as bigs,
    123456789012.123456::numeric(18,6) as energy, array[0.1, 0.3]::numeric(18,6)[] as energies,
    date '2026-03-29' as day, array[date '2026-10-25'] as days, timestamptz '2026-03-29T01:00:00Z' as at`)
  expect(rows).toEqual([
    {
      big: 9223372036854775807n,
      bigs: [1n, null, 9007199254740993n],
      energy: '123456789012.123456',
      energies: ['0.100000', '0.300000'],
      day: '2026-03-29',
      days: ['2026-10-25'],
      at: new Date('2026-03-29T01:00:00Z'),
    },
  ])
})
