import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { fixedClock } from '../../kernel/index.ts'
import { hubClient } from '../client/hub-client.ts'
import type { HubClient } from '../client/hub-client.ts'
import { plainHub } from '../client/testing/plain-hub.ts'
import type { PlainHub } from '../client/testing/plain-hub.ts'
import type { InboxEvent } from './inbox-event.ts'
import { pollForever } from './poll-forever.ts'
import type { PollForeverOptions } from './poll-forever.ts'
import { makeNotes, note, noteHandler, notes } from './testing/note-handler.ts'
import type { NoteOptions } from './testing/note-handler.ts'

let database: TestDatabase
let hub: PlainHub
let client: HubClient
let control: AbortController
let events: InboxEvent[]

beforeAll(async () => {
  database = await freshDatabase()
  await makeNotes(database.pool)
})
afterAll(async () => database.drop())
beforeEach(async () => {
  hub = await plainHub()
  control = new AbortController()
  events = []
  client = hubClient({
    baseUrl: hub.url,
    tokens: { token: async () => 'token', drop: () => {} },
    retry: { attempts: 1, baseMs: 1, maxMs: 1 },
  })
  await database.pool.query('truncate public.note')
})
afterEach(async () => {
  client.close()
  await hub.close()
})

function options(changes: Partial<PollForeverOptions> = {}, how: NoteOptions = {}): PollForeverOptions {
  return {
    client,
    ports: { pool: database.pool, clock: fixedClock(0), handlers: [noteHandler(database.pool, how)] },
    onEvent: (event) => events.push(event),
    signal: control.signal,
    pollMs: 5,
    random: () => 1,
    ...changes,
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 10_000
  while (!isSo()) {
    if (Date.now() > deadlineMs) throw new Error(`in vain: ${JSON.stringify(events.slice(-5))}`)
    await sleep(5)
  }
}

test('takes what comes while it runs, and ends when it is told to', async () => {
  const running = pollForever(['measuredata', 'aggregations'], options())
  hub.put('measuredata', 'a-1', note('1'))
  await until(() => hub.waiting('measuredata').length === 0)
  hub.put('aggregations', 'a-2', note('2'))
  await until(() => hub.waiting('aggregations').length === 0)
  control.abort()
  await running
  expect(await notes(database.pool)).toEqual(['a-1', 'a-2'])
  const { length } = hub.seen
  await sleep(30)
  expect(hub.seen).toHaveLength(length)
})

test('waits between two looks at an empty queue, and not between two messages', async () => {
  const pauses: number[] = []
  const wait = async (ms: number): Promise<void> => {
    pauses.push(ms)
    if (pauses.length === 3) control.abort()
  }
  for (const id of ['b-1', 'b-2', 'b-3', 'b-4']) hub.put('measuredata', id, note(id))
  await pollForever(['measuredata'], options({ wait, pollMs: 60_000 }))
  expect(await notes(database.pool)).toHaveLength(4)
  expect(pauses).toEqual([60_000, 60_000, 60_000])
})

test('ends at once while it waits', async () => {
  const running = pollForever(['measuredata'], options({ pollMs: 600_000 }))
  await until(() => events.some(({ event }) => event === 'empty'))
  control.abort()
  await running
  expect(hub.seen).toHaveLength(1)
})

test('ends at once while the hub does not answer', async () => {
  hub.onRequest(() => ({ kind: 'late', ms: 60_000 }))
  const running = pollForever(['measuredata'], options())
  await until(() => hub.seen.length === 1)
  control.abort()
  await running
  expect(events).toEqual([])
})

test('is not begun when it is told to end before', async () => {
  control.abort()
  await pollForever(['measuredata', 'charges'], options())
  expect(hub.seen).toEqual([])
})

test('a queue that stands still holds up no other', async () => {
  hub.onRequest(({ path }) => (path.endsWith('/aggregations') ? { kind: 'status', status: 500 } : undefined))
  const running = pollForever(['aggregations', 'measuredata'], options())
  hub.put('aggregations', 'c-1', note('1'))
  hub.put('measuredata', 'c-2', note('2'))
  await until(() => hub.waiting('measuredata').length === 0)
  control.abort()
  await running
  expect(await notes(database.pool)).toEqual(['c-2'])
})

test('an outage is waited out, longer and longer, and forgotten after the next message', async () => {
  let isAway = true
  hub.onRequest(() => (isAway ? { kind: 'status', status: 503 } : undefined))
  const pauses: number[] = []
  const wait = async (ms: number): Promise<void> => {
    pauses.push(ms)
    if (pauses.length === 4) isAway = false
    if (pauses.length === 5) isAway = true
    if (pauses.length === 6) control.abort()
  }
  hub.put('measuredata', 'd-1', note('1'))
  await pollForever(['measuredata'], options({ wait, pollMs: 7, outage: { baseMs: 100, maxMs: 400 } }))
  expect(pauses).toEqual([100, 200, 400, 400, 7, 100])
  expect(await notes(database.pool)).toEqual(['d-1'])
  expect(events[0]).toMatchObject({ event: 'fault', code: 'HUB_UNAVAILABLE', retryInMs: 100 })
})

test('failures with a message between them are no row of failures', async () => {
  let requests = 0
  // GET and DELETE go well, the GET after them does not.
  hub.onRequest(() => ((requests += 1) % 3 === 0 ? { kind: 'status', status: 503 } : undefined))
  const pauses: number[] = []
  const wait = async (ms: number): Promise<void> => {
    pauses.push(ms)
    if (pauses.length === 3) control.abort()
  }
  for (const id of ['g-1', 'g-2', 'g-3']) hub.put('measuredata', id, note(id))
  await pollForever(['measuredata'], options({ wait, outage: { baseMs: 100, maxMs: 400 } }))
  expect(pauses).toEqual([100, 100, 100])
})

test('a hub that asks for patience gets it, within an hour', async () => {
  const pauses: number[] = []
  const asked = ['120', '7200']
  hub.onRequest(() => ({ kind: 'status', status: 429, headers: { 'retry-after': asked[pauses.length] ?? '' } }))
  const wait = async (ms: number): Promise<void> => {
    pauses.push(ms)
    if (pauses.length === 2) control.abort()
  }
  await pollForever(['measuredata'], options({ wait }))
  expect(pauses).toEqual([120_000, 3_600_000])
})

test('a database that fails leaves the message in the hub’s queue until it does not', async () => {
  let failures = 3
  const before = (): void => {
    failures -= 1
    if (failures >= 0) throw Object.assign(new Error('too many connections'), { severity: 'FATAL', code: '53300' })
  }
  hub.put('measuredata', 'e-1', note('1'))
  const running = pollForever(['measuredata'], options({ outage: { baseMs: 1, maxMs: 1 } }, { before }))
  await until(() => hub.waiting('measuredata').length === 0)
  control.abort()
  await running
  expect(events.filter(({ event }) => event === 'fault')).toHaveLength(3)
  expect(await notes(database.pool)).toEqual(['e-1'])
})

test('a poison message is put aside although a pass ends between its attempts', async () => {
  const before = (): void => {
    throw new TypeError('a defect')
  }
  hub.onRequest(() => (hub.seen.length % 2 === 0 ? { kind: 'cut-before' } : undefined))
  hub.put('measuredata', 'f-1', note('1'))
  const running = pollForever(
    ['measuredata'],
    options({ outage: { baseMs: 1, maxMs: 1 }, wait: async () => sleep(1) }, { before }),
  )
  await until(() => hub.waiting('measuredata').length === 0)
  control.abort()
  await running
  expect(events.filter(({ event }) => event === 'failed')).toHaveLength(3)
  expect(events.filter(({ event }) => event === 'dead-letter')).toHaveLength(1)
})
