import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { isSignedWith, startEventReceiver, type EventReceiver } from '../../../test/event-receiver.ts'
import { publishedFaults } from '../../../test/published-events.ts'
import { createLog, openPool, systemClock } from '../../platform/index.ts'
import { FIRST_POSITION, toEventId } from '../events/event-position.ts'
import { readEvents } from '../events/read-events.ts'
import { consumption, recorded } from '../example-points.ts'
import { connectedPoint, submitted, withMarket } from '../processes/example-processes.ts'
import { deliverForever, type DeliveryOptions } from './deliver-forever.ts'
import { showSubscribers, type SubscriberStatus } from './show-subscribers.ts'
import { addSubscriber, changeSubscriber } from './subscriber-log.ts'

let database: TestDatabase
let stops: (() => Promise<void>)[] = []
beforeEach(async () => {
  database = await freshDatabase({ max: 6 })
  await withMarket(database.pool)
})
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop()
  stops = []
  await database.drop()
})

const MINUTE_MS = 60_000
/** Woken by commits alone, unless a test says otherwise. */
const PACE = { pauseMs: MINUTE_MS, timeoutMs: 300, retry: { baseMs: 5, maxMs: 20 } }

async function receiver(): Promise<EventReceiver> {
  const started = await startEventReceiver()
  stops.push(started.stop)
  return started
}

/** Starts to deliver; what it logs is kept. */
function deliver(other: Partial<DeliveryOptions> = {}, pool = database.pool) {
  const logged: string[] = []
  const log = createLog('trace', (line) => logged.push(line))
  const ended = new AbortController()
  const done = deliverForever(
    { pool, clock: systemClock, hubId: '5790001330552' },
    {
      ...PACE,
      signal: ended.signal,
      onDelivered: (subscriber, events) => log.info({ subscriber, events }, 'delivered'),
      onFailure: (subscriber, failure, failures) => log.warn({ subscriber, failure, failures }, 'not taken'),
      onError: (error) => log.error({ error }, 'failed'),
      ...other,
    },
  )
  const stop = async (): Promise<void> => {
    ended.abort()
    await done
  }
  stops.push(stop)
  return { logged, stop }
}

/** Adds a subscriber from the first event on; answers its secret. */
async function subscribe(name: string, url: string): Promise<string> {
  const added = await addSubscriber(database.pool, { name, url, after: FIRST_POSITION, by: 'anna' })
  if (!added.ok) throw new Error(JSON.stringify(added.error))
  return added.value.secret
}

async function allIds(): Promise<string[]> {
  const events = await readEvents(database.pool, { after: FIRST_POSITION, limit: 10_000 })
  return events.map(({ position }) => toEventId(position))
}

async function statusOf(name: string): Promise<SubscriberStatus> {
  const found = (await showSubscribers(database.pool)).find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

test('events arrive in order, signed, in batches, as their schemas say', async () => {
  const to = await receiver()
  const secret = await subscribe('a', to.url)
  const { logged } = deliver()
  await recorded(database.pool, ...Array.from({ length: 450 }, (_, n) => consumption(n + 1, '2026-01-01')))
  await submitted(database.pool, connectedPoint(1_000, '2026-05-01'))
  await to.hasTaken(453)
  expect(to.taken()).toEqual(await allIds())
  expect(to.arrived.map(({ events }) => events.length).reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(200)
  for (const arrived of to.arrived) {
    expect(arrived.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8')
    expect(isSignedWith(secret, arrived)).toBe(true)
    expect(arrived.events.flatMap(publishedFaults)).toEqual([])
  }
  await to.until('it is noted', () => logged.length >= to.arrived.length)
  expect(await statusOf('a')).toMatchObject({ waiting: 0, failures: 0, failure: null, retryAtMs: null })
  expect(logged.join('')).not.toContain(secret)
  expect(logged.join('')).not.toContain(secret.slice(6, 20))
})

test.each([
  ['fail', 'it answered 500'],
  ['move', 'it answered 308'],
  ['hang', 'no complete answer in 300 ms'],
  ['close', 'socket hang up'],
] as const)('what a receiver does not take (%s) is delivered again until it does', async (behaviour, failure) => {
  const to = await receiver()
  const secret = await subscribe('a', to.url)
  to.behave(behaviour)
  await recorded(database.pool, consumption(1, '2026-01-01'), consumption(2, '2026-01-01'))
  const { logged } = deliver()
  await to.until('three attempts', () => logged.filter((line) => line.includes('not taken')).length >= 3)
  expect(to.taken()).toEqual([])
  const failing = await statusOf('a')
  expect(failing).toMatchObject({ waiting: 2, failure: expect.stringContaining(failure) as string })
  expect(failing.failures).toBeGreaterThanOrEqual(3)
  await recorded(database.pool, consumption(3, '2026-01-01'))
  to.behave('take')
  await to.hasTaken(3)
  expect(to.taken()).toEqual(await allIds())
  await to.until('it is noted', () => logged.some((line) => line.includes('"delivered"')))
  expect((await statusOf('a')).failures).toBe(0)
  expect(logged.join('')).not.toContain(secret)
})

test('a receiver that is down or slow holds nobody else', async () => {
  const [down, slow, sound] = [await receiver(), await receiver(), await receiver()]
  await subscribe('down', down.url)
  await subscribe('slow', slow.url)
  await subscribe('sound', sound.url)
  await down.stop()
  slow.behave('hang')
  deliver({ timeoutMs: MINUTE_MS })
  for (let n = 1; n <= 5; n += 1) {
    await recorded(database.pool, consumption(n, '2026-01-01'))
    await sound.hasTaken(n)
  }
  expect(slow.taken()).toEqual([])
  expect(sound.taken()).toEqual(await allIds())
})

test('while one is paused what happens waits; withdrawn, it gets nothing any more', async () => {
  const to = await receiver()
  await subscribe('a', to.url)
  deliver()
  await recorded(database.pool, consumption(1, '2026-01-01'))
  await to.hasTaken(1)
  await changeSubscriber(database.pool, 'a', 'paused', 'anna')
  const other = await receiver()
  await subscribe('b', other.url)
  await recorded(database.pool, consumption(2, '2026-01-01'))
  await other.hasTaken(2)
  expect(to.taken()).toHaveLength(1)
  await changeSubscriber(database.pool, 'a', 'active', 'anna')
  await to.hasTaken(2)
  await changeSubscriber(database.pool, 'a', 'withdrawn', 'anna')
  await recorded(database.pool, consumption(3, '2026-01-01'))
  await other.hasTaken(3)
  expect(to.taken()).toHaveLength(2)
})

test('of two processes one delivers, and the other goes on when it ends', async () => {
  const to = await receiver()
  await subscribe('a', to.url)
  const second = openPool(database.url, { max: 3 })
  stops.push(async () => await second.end())
  const one = deliver({ pauseMs: 20 })
  await recorded(database.pool, consumption(1, '2026-01-01'))
  await to.hasTaken(1)
  const two = deliver({ pauseMs: 20 }, second)
  for (let n = 2; n <= 6; n += 1) await recorded(database.pool, consumption(n, '2026-01-01'))
  await to.hasTaken(6)
  await to.until('all is noted', () => one.logged.length >= to.arrived.length)
  expect(two.logged).toEqual([])
  expect(to.arrived.flatMap(({ events }) => events)).toHaveLength(6)
  await one.stop()
  await recorded(database.pool, consumption(7, '2026-01-01'))
  await to.hasTaken(7)
  await to.until('it is noted', () => two.logged.length > 0)
  expect(to.taken()).toEqual(await allIds())
})

test('a lost connection loses the seat, and it is taken again', async () => {
  const to = await receiver()
  await subscribe('a', to.url)
  deliver({ pauseMs: 20 })
  await recorded(database.pool, consumption(1, '2026-01-01'))
  await to.hasTaken(1)
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_locks
     where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
  )
  await recorded(database.pool, consumption(2, '2026-01-01'))
  await to.hasTaken(2)
  expect(to.taken()).toEqual(await allIds())
})
