import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { dk } from '../../market/index.ts'
import { decodeRsm012 } from '../rsm012/decode.ts'
import { TestQueues } from '../testing/queue-database.ts'
import { queueDepths } from './depths.ts'
import { sweepQueues } from './sweep.ts'

let database: TestDatabase
let queues: TestQueues
beforeEach(async () => {
  database = await freshDatabase()
  queues = new TestQueues(database.pool)
})
afterEach(async () => {
  await database.drop()
})

const from = (path: string): string => JSON.stringify(import.meta.resolve(path))

// One round of the hub: three readings are enqueued, handed out, acknowledged and swept.
const program = `
  import { openPool } from ${from('../../platform/index.ts')}
  import { dayReadings } from ${from('../testing/outgoing.ts')}
  import { TestQueues } from ${from('../testing/queue-database.ts')}
  import { sweepQueues } from ${from('./sweep.ts')}
  const pool = openPool(process.argv[1])
  const queues = new TestQueues(pool)
  await queues.readings(dayReadings(3))
  console.log('enqueued')
  queues.wait()
  const message = await queues.peek()
  console.log('peeked', message.messageId)
  await queues.dequeue(message.messageId)
  console.log('dequeued')
  queues.nowMs += 1
  await sweepQueues(queues.ports, 0)
  console.log('swept')
  await pool.end()`

function roundThatEndsAt(point: string): { readonly said: string; readonly signal: string | null } {
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program, database.url], {
    encoding: 'utf8',
    env: { ...process.env, GRIDBOOK_CRASH_AT: point },
  })
  const said = run.stdout.trim().split('\n').at(-1) ?? ''
  return { said: said.split(' ')[0] ?? '', signal: run.signal }
}

async function pointsOfAll(): Promise<number> {
  queues.nowMs += 10_000_000
  const messages = await queues.drain()
  return messages.reduce((sum, { body }) => sum + decodeRsm012(body, { profile: dk }).transactions.length, 0)
}

test('ended before the commit that enqueues: nothing is there', async () => {
  expect(roundThatEndsAt('queue:enqueued')).toEqual({ said: '', signal: 'SIGKILL' })
  expect(await pointsOfAll()).toBe(0)
})

test('ended before the commit that makes the message: all of it waits, and comes once', async () => {
  expect(roundThatEndsAt('queue:bundled')).toEqual({ said: 'enqueued', signal: 'SIGKILL' })
  expect((await queueDepths(database.pool))[0]).toMatchObject({ transactions: 3, bundles: 0 })
  expect(await pointsOfAll()).toBe(3)
})

test('ended when the message was made and nobody has it: it comes as it was made', async () => {
  expect(roundThatEndsAt('queue:peeked')).toEqual({ said: 'enqueued', signal: 'SIGKILL' })
  expect((await queueDepths(database.pool))[0]).toMatchObject({ transactions: 3, bundles: 1 })
  expect(await pointsOfAll()).toBe(3)
})

test('ended when the message was acknowledged and nobody was told: it does not come again', async () => {
  expect(roundThatEndsAt('queue:dequeued')).toEqual({ said: 'peeked', signal: 'SIGKILL' })
  expect((await queueDepths(database.pool))[0]).toMatchObject({ transactions: 0, bundles: 0 })
  expect(await pointsOfAll()).toBe(0)
})

test('ended within a sweep: the next one goes on', async () => {
  expect(roundThatEndsAt('queue:swept')).toEqual({ said: 'dequeued', signal: 'SIGKILL' })
  expect(await sweepQueues(queues.ports, -10_000_000)).toEqual({ bundles: 0, transactions: 0 })
  expect((await database.pool.query('select from exchange.queue_item')).rowCount).toBe(0)
  expect(roundThatEndsAt('nowhere')).toEqual({ said: 'swept', signal: null })
})
