import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { executeStep, recordedSteps, recordFailure } from './execute-step.ts'
import { takeExecutorSeat } from './executor-seat.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase({ max: 8 })
  await database.pool.query('create table effect (name text)')
})
afterAll(async () => {
  await database.drop()
})
let executed = 0
beforeEach(async () => {
  executed = 0
  await database.pool.query('truncate effect')
})

const step = (waitMs = 0) => ({
  name: 'work',
  execute: async () => {
    executed += 1
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    return {
      rows: 2,
      effect: async (trx: { query: (sql: string) => Promise<unknown> }) => {
        await trx.query(`insert into effect values ('work')`)
      },
    }
  },
})
const effects = async (): Promise<number | null> => (await database.pool.query('select from effect')).rowCount

test('a step is executed once; the second time its record answers', async () => {
  const first = await executeStep(database.pool, 'run', 'a', step(), 0)
  const second = await executeStep(database.pool, 'run', 'a', step(), 0)
  expect(second).toEqual(first)
  expect([executed, await effects()]).toEqual([1, 1])
  await executeStep(database.pool, 'run', 'b', step(), 0)
  expect([executed, await effects()]).toEqual([2, 2])
})

test('of two executors that race one commits its effect', async () => {
  const results = await Promise.allSettled([0, 1].map(() => executeStep(database.pool, 'run', 'race', step(30), 0)))
  expect(executed).toBe(2)
  expect(await effects()).toBe(1)
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
  expect(await recordedSteps(database.pool, 'race')).toHaveLength(1)
})

test('tidying up comes after the commit, and its failure takes nothing back', async () => {
  const untidy = {
    name: 'untidy',
    execute: () => Promise.resolve({ rows: 1, afterwards: () => Promise.reject(new Error('still in use')) }),
  }
  await expect(executeStep(database.pool, 'run', 'c', untidy, 0)).rejects.toThrow('still in use')
  expect(await recordedSteps(database.pool, 'c')).toMatchObject([{ name: 'untidy', rows: 1 }])
})

test('recorded steps come in the order of the run', async () => {
  for (const [name, position] of [
    ['last', 2],
    ['first', 0],
    ['middle', 1],
  ] as const) {
    await executeStep(database.pool, 'run', 'd', { name, execute: () => Promise.resolve({ rows: position }) }, position)
  }
  expect((await recordedSteps(database.pool, 'd')).map(({ name }) => name)).toEqual(['first', 'middle', 'last'])
  expect(await recordedSteps(database.pool, 'nobody')).toEqual([])
})

test('a failure is kept even when it is no error', async () => {
  await recordFailure(database.pool, 'e', 'work', 'a text')
  const { rows } = await database.pool.query(`select step, code, message from platform.run_failure where run_id = 'e'`)
  expect(rows).toEqual([{ step: 'work', code: 'INTERNAL', message: 'a text' }])
})

test('seats are numbers that no two have, the lowest free one first; left ones are taken again', async () => {
  const seats = await Promise.all([
    takeExecutorSeat(database.pool),
    takeExecutorSeat(database.pool),
    takeExecutorSeat(database.pool),
  ])
  expect(new Set(seats.map(({ number }) => number))).toEqual(new Set([0, 1, 2]))
  const middle = seats.find(({ number }) => number === 1)
  await middle?.leave()
  const next = await takeExecutorSeat(database.pool)
  expect(next.number).toBe(1)
  for (const seat of [...seats.filter(({ number }) => number !== 1), next]) await seat.leave()
  const { rows } = await database.pool.query(`select from pg_locks where locktype = 'advisory'`)
  expect(rows).toEqual([])
})

test('a seat is free when its connection ends, however it ends', async () => {
  const seat = await takeExecutorSeat(database.pool)
  const { rows } = await database.pool.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and granted`,
  )
  await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await new Promise((resolve) => setTimeout(resolve, 50))
  const next = await takeExecutorSeat(database.pool)
  expect(next.number).toBe(seat.number)
  await next.leave()
  await seat.leave()
})
