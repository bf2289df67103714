import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { fixedClock, GridbookError } from '../../kernel/index.ts'
import { hubClient } from '../client/hub-client.ts'
import type { Misbehaviour } from '../client/testing/misbehave.ts'
import { plainHub } from '../client/testing/plain-hub.ts'
import type { PlainHub } from '../client/testing/plain-hub.ts'
import { pollCategory } from './poll-category.ts'
import type { PollMemory } from './poll-category.ts'
import { makeNotes, note, noteHandler, notes } from './testing/note-handler.ts'

let database: TestDatabase
let hub: PlainHub

beforeAll(async () => {
  database = await freshDatabase()
  await makeNotes(database.pool)
})
afterAll(async () => database.drop())
beforeEach(async () => {
  hub = await plainHub()
})
afterEach(async () => hub.close())

/** What a request meets on its way. */
const onTheWay = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 4 },
  fc.constantFrom<Misbehaviour>(
    { kind: 'cut-before' },
    { kind: 'cut-after' },
    { kind: 'truncated', framing: 'length' },
    { kind: 'truncated', framing: 'chunked' },
    { kind: 'truncated', framing: 'none' },
    { kind: 'framed', framing: 'none' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'stale' },
    { kind: 'late', ms: 2 },
  ),
)

// What is cut off twice at the same byte without having said how long it is cannot be told from what is whole.
function cutAtItsOwnPlace(
  how: Misbehaviour | undefined,
  k: number,
  { length }: readonly unknown[],
): Misbehaviour | undefined {
  return how?.kind === 'truncated' ? { ...how, share: (k + 1) / (length + 1) } : how
}

/** What the process meets while it handles a message; `crash` forgets what it remembers. */
const inside = fc.oneof(
  { arbitrary: fc.constant('nothing' as const), weight: 4 },
  fc.constantFrom('crash before commit', 'crash after commit', 'database away', 'lost after commit', 'defect'),
)

function bodyOf(id: string): string {
  return note(`${id} ${'x'.repeat(500)}`)
}

class Crash extends Error {}

test('whatever goes wrong, each message has its effect exactly once', async () => {
  let run = 0
  const faults = fc.record({
    messages: fc.integer({ min: 1, max: 5 }),
    onTheWay: fc.array(onTheWay, { maxLength: 30 }),
    inside: fc.array(inside, { maxLength: 10 }),
    attempts: fc.integer({ min: 1, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(faults, async (plan) => {
      run += 1
      await database.pool.query('truncate public.note')
      const ids = Array.from({ length: plan.messages }, (_, k) => `${run}-${k}`)
      for (const id of ids) hub.put('measuredata', id, bodyOf(id))
      const way = plan.onTheWay.map(cutAtItsOwnPlace)
      hub.onRequest(() => way.shift())
      await readUntilEmpty([...plan.inside], plan.attempts)
      expect(await notes(database.pool)).toEqual(ids)
      const { rows } = await database.pool.query('select body from public.note order by note_id')
      expect(rows).toEqual(ids.map((id) => ({ body: bodyOf(id) })))
      expect(hub.waiting('measuredata')).toEqual([])
    }),
    { numRuns: 80 },
  )
})

/** Passes until the hub's queue is empty, as a process would that is started anew whenever it crashed. */
async function readUntilEmpty(left: string[], attempts: number): Promise<void> {
  const client = hubClient({
    baseUrl: hub.url,
    tokens: { token: async () => 'token', drop: () => {} },
    retry: { attempts, baseMs: 1, maxMs: 1 },
    timeoutMs: 5_000,
  })
  let now = 'nothing'
  const handler = noteHandler(database.pool, {
    before: () => {
      now = left.shift() ?? 'nothing'
    },
    within: () => {
      // Of a process that ends, the message cannot be blamed: the failure must not count as the message's own.
      if (now === 'crash before commit' || now === 'database away') throw new GridbookError('DATABASE_UNAVAILABLE', now)
      if (now === 'defect' && !defects.has(left.length)) {
        defects.add(left.length)
        throw new TypeError('a defect that shows once')
      }
    },
    after: () => {
      if (now === 'lost after commit') throw new GridbookError('DATABASE_UNAVAILABLE', now)
      if (now === 'crash after commit') throw new Crash('ends here', { cause: new GridbookError('STORAGE_FULL', now) })
    },
  })
  const defects = new Set<number>()
  let memory: PollMemory = { known: 0 }
  try {
    for (let pass = 0; pass < 100; pass += 1) {
      try {
        const options = {
          client,
          ports: { pool: database.pool, clock: fixedClock(0), handlers: [handler] },
          handling: { attempts: 20, baseMs: 0, maxMs: 0 },
        }
        await pollCategory('measuredata', options, memory)
        if (hub.waiting('measuredata').length === 0) return
      } catch {
        if (now.startsWith('crash')) memory = { known: 0 }
      }
    }
    throw new Error('the queue did not become empty in 100 passes')
  } finally {
    client.close()
  }
}
