import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { currentSeq, nextRecordedSeq } from './recorded-seq.ts'
import { inTransaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase({ max: 10 })
  await database.pool.query('create table fact (recorded_seq bigint not null, writer int not null)')
})
afterAll(async () => await database.drop())

async function headSeq(): Promise<bigint> {
  return await inTransaction(database.pool, currentSeq)
}

test('eight writers, some of whom give up, leave no gap and no double', async () => {
  const { pool } = database
  const first = await headSeq()
  let committed = 0n
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 25; turn++) {
        const givesUp = (turn + writer) % 3 === 0
        const outcome = inTransaction(pool, async (trx) => {
          const seq = await nextRecordedSeq(trx)
          await trx.query('insert into fact values ($1, $2)', [seq, writer])
          if (givesUp) throw new Error('gives up')
        })
        if (givesUp) await expect(outcome).rejects.toThrow('gives up')
        else {
          await outcome
          committed += 1n
        }
      }
    }),
  )
  const { rows } = await pool.query<{ recorded_seq: bigint }>('select recorded_seq from fact order by 1')
  expect(rows.map((row) => row.recorded_seq)).toEqual(
    Array.from({ length: Number(committed) }, (_, index) => first + BigInt(index) + 1n),
  )
  expect(await headSeq()).toBe(first + committed)
})

test('a number is taken only after the one before it is committed, so a snapshot never lacks a lower one', async () => {
  const { pool } = database
  let stop = false
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    while (!stop) {
      await inTransaction(pool, async (trx) => {
        await trx.query('insert into fact values ($1, $2)', [await nextRecordedSeq(trx), writer])
      })
    }
  })
  try {
    for (let look = 0; look < 50; look++) {
      const [seq, rows] = await inTransaction(
        pool,
        async (trx) => {
          const seen = await currentSeq(trx)
          const found = await trx.query<{ count: bigint; highest: bigint }>(
            'select count(*), max(recorded_seq) as highest from fact',
          )
          return [seen, found.rows[0]] as const
        },
        { isolation: 'repeatable read', readOnly: true },
      )
      expect(rows).toEqual({ count: seq, highest: seq })
    }
  } finally {
    stop = true
    await Promise.all(writers)
  }
})

test('the head never falls, and cannot be lost', async () => {
  const { pool } = database
  for (const attempt of [
    'update platform.head set seq = seq - 1',
    'update platform.head set seq = seq',
    'delete from platform.head',
    'truncate platform.head',
  ]) {
    await expect(pool.query(attempt)).rejects.toMatchObject({ code: 'GB001' })
  }
  await expect(pool.query('insert into platform.head (seq) values (7)')).rejects.toMatchObject({ code: '23505' })
})
