import { hash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { finding, fixedClock, GridbookError } from '../../kernel/index.ts'
import { openPool } from '../../platform/index.ts'
import { hubClient } from '../client/hub-client.ts'
import type { HubClient } from '../client/hub-client.ts'
import { plainHub } from '../client/testing/plain-hub.ts'
import type { PlainHub } from '../client/testing/plain-hub.ts'
import type { InboxEvent } from './inbox-event.ts'
import { deadLetters, readDeadLetter } from './dead-letters.ts'
import type { MessageHandler } from './inbound-message.ts'
import { pollCategory } from './poll-category.ts'
import type { PollOptions } from './poll-category.ts'
import { makeNotes, note, NOTE_KEY, noteHandler, notes } from './testing/note-handler.ts'

const nowMs = Date.UTC(2026, 4, 1, 8)
const largest = 50 * 1024 * 1024

let database: TestDatabase
let hub: PlainHub
let client: HubClient
let events: InboxEvent[]

beforeAll(async () => {
  database = await freshDatabase()
  await makeNotes(database.pool)
})
afterAll(async () => database.drop())
beforeEach(async () => {
  hub = await plainHub()
  client = hubClient({
    baseUrl: hub.url,
    tokens: { token: async () => 'token', drop: () => {} },
    retry: { attempts: 1, baseMs: 1, maxMs: 1 },
  })
  events = []
  await database.pool.query('truncate public.note')
})
afterEach(async () => {
  client.close()
  await hub.close()
})

function options(
  handler: MessageHandler = noteHandler(database.pool),
  changes: Partial<PollOptions> = {},
): PollOptions {
  return {
    client,
    ports: { pool: database.pool, clock: fixedClock(nowMs), handlers: [handler] },
    onEvent: (event) => events.push(event),
    wait: async () => {},
    ...changes,
  }
}

async function recorded(messageId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    'select * from exchange.inbound_message where message_id = $1',
    [messageId],
  )
  return rows[0]
}

describe('a pass over a queue', () => {
  test('stores each message with its effect, dequeues it, and ends when the queue is empty', async () => {
    hub.put('measuredata', 'a-1', note('one'))
    hub.put('measuredata', 'a-2', note('two'))
    hub.put('aggregations', 'a-3', note('another queue'))
    const counts = await pollCategory('measuredata', options())
    expect(counts).toEqual({ stored: 2, known: 0, deadLetters: 0, bytes: note('one').length + note('two').length })
    expect(await notes(database.pool)).toEqual(['a-1', 'a-2'])
    expect(hub.waiting('measuredata')).toEqual([])
    expect(hub.waiting('aggregations')).toEqual(['a-3'])
    expect(events.map(({ event }) => event)).toEqual(['stored', 'dequeued', 'stored', 'dequeued', 'empty'])
  })

  test('asks the hub twice a message, once more for the end, and nothing else', async () => {
    for (const id of ['b-1', 'b-2', 'b-3']) hub.put('measuredata', id, note(id))
    await pollCategory('measuredata', options())
    expect(hub.seen.map(({ method }) => method).join(' ')).toBe('GET DELETE GET DELETE GET DELETE GET')
  })

  test('records what came as it came', async () => {
    hub.put('measuredata', 'c-1', note('æ'))
    await pollCategory('measuredata', options())
    const bytes = Buffer.from(note('æ'))
    expect(await recorded('c-1')).toMatchObject({
      category: 'measuredata',
      root_key: NOTE_KEY,
      received_at: new Date(nowMs),
      bytes: BigInt(bytes.length),
      sha256: hash('sha256', bytes),
      document_id: null,
      outcome: 'accepted',
    })
    expect(events[0]).toMatchObject({
      event: 'stored',
      messageId: 'c-1',
      correlationId: 'c-1',
      bytes: bytes.length,
      outcome: 'accepted',
    })
  })

  test('leaves the bytes with a handler that keeps them and may give their memory away', async () => {
    const keptAs = { documentId: 'doc-1', sha256: 'f00d' }
    const handler = noteHandler(database.pool, {
      keepsBytes: true,
      outcome: () => ({ outcome: 'partly', keptAs }),
      after: ({ bytes }) => void structuredClone(bytes, { transfer: [bytes.buffer as ArrayBuffer] }),
    })
    hub.put('measuredata', 'd-1', note('kept'))
    const counts = await pollCategory('measuredata', options(handler))
    expect(counts.bytes).toBe(note('kept').length)
    expect(await recorded('d-1')).toMatchObject({
      raw: null,
      document_id: 'doc-1',
      sha256: 'f00d',
      bytes: BigInt(note('kept').length),
      outcome: 'partly',
    })
  })

  test('stops between two messages when its signal says so, and goes on the next time', async () => {
    const control = new AbortController()
    hub.put('measuredata', 'e-1', note('1'))
    hub.put('measuredata', 'e-2', note('2'))
    const handler = noteHandler(database.pool, { before: () => control.abort() })
    const stopped = pollCategory('measuredata', options(handler, { signal: control.signal }))
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    expect(await notes(database.pool)).toEqual(['e-1'])
    expect(await pollCategory('measuredata', options())).toMatchObject({ known: 1, stored: 1 })
    expect(await notes(database.pool)).toEqual(['e-1', 'e-2'])
  })
})

describe('a message that comes again', () => {
  test('after its dequeue was lost is only dequeued, and by its id alone while that is remembered', async () => {
    hub.put('measuredata', 'f-1', note('1'))
    hub.onRequest(({ method }) => (method === 'DELETE' ? { kind: 'cut-before' } : undefined))
    const memory = { known: 0 }
    await expect(pollCategory('measuredata', options(), memory)).rejects.toMatchObject({ code: 'HUB_UNAVAILABLE' })
    hub.onRequest(() => undefined)
    expect(await pollCategory('measuredata', options(), memory)).toMatchObject({ stored: 0, known: 0 })
    expect(hub.seen.map(({ method }) => method).join(' ')).toBe('GET DELETE DELETE GET')
    expect(await notes(database.pool)).toEqual(['f-1'])
  })

  test('in another process is known by its id, whatever its bytes are', async () => {
    hub.put('measuredata', 'g-1', note('1'))
    await pollCategory('measuredata', options())
    hub.put('measuredata', 'g-1', note('the same id'))
    expect(await pollCategory('measuredata', options())).toEqual({ stored: 0, known: 1, deadLetters: 0, bytes: 0 })
    expect(await notes(database.pool)).toEqual(['g-1'])
    expect(hub.waiting('measuredata')).toEqual([])
  })

  test('while another process stores it has its effect once', async () => {
    hub.put('measuredata', 'h-1', note('1'))
    const { promise: bothPeeked, resolve } = Promise.withResolvers<void>()
    let peeked = 0
    const handler = noteHandler(database.pool, {
      before: async () => {
        peeked += 1
        if (peeked === 2) resolve()
        await bothPeeked
      },
    })
    const counts = await Promise.all([
      pollCategory('measuredata', options(handler)),
      pollCategory('measuredata', options(handler)),
    ])
    expect(counts.map(({ stored }) => stored).toSorted((a, b) => a - b)).toEqual([0, 1])
    expect(await notes(database.pool)).toEqual(['h-1'])
    expect(await deadLetters(database.pool)).toEqual([])
  })

  test('again and again although it is dequeued ends the pass', async () => {
    hub.put('measuredata', 'i-1', note('1'))
    await pollCategory('measuredata', options())
    hub.put('measuredata', 'i-1', note('1'))
    hub.onRequest(({ method }) => (method === 'DELETE' ? { kind: 'status', status: 400 } : undefined))
    await expect(pollCategory('measuredata', options())).rejects.toMatchObject({
      code: 'HUB_ANSWER_INVALID',
      message: expect.stringContaining('i-1'),
    })
    expect(hub.seen.filter(({ method }) => method === 'GET').length).toBeLessThan(8)
  })
})

describe('a message that cannot be used stops nothing', () => {
  const bad: readonly (readonly [string, Uint8Array | string, string])[] = [
    ['an unknown type', '{"Other_MarketDocument":{}}', 'DOCUMENT_UNKNOWN'],
    ['no JSON', '<Note/>', 'DOCUMENT_UNKNOWN'],
    ['JSON that was cut off', '{"Note_Mark', 'JSON_BROKEN'],
    ['JSON without a root key', '[1]', 'DOCUMENT_UNKNOWN'],
    ['nothing at all', '', 'DOCUMENT_UNKNOWN'],
    ['bytes that are no text', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a]), 'JSON_BROKEN'],
    ['a key with characters that no table takes', '{"a\\u0000\\ud800":1}', 'DOCUMENT_UNKNOWN'],
    ['a key without end', JSON.stringify({ ['k'.repeat(1_000_000)]: 1 }), 'DOCUMENT_UNKNOWN'],
  ]

  test.each(bad)('%s becomes a dead letter with its reason and its bytes', async (name, body, code) => {
    const messageId = `j ${name}`
    hub.put('measuredata', messageId, body)
    hub.put('measuredata', `${messageId} behind`, note('behind'))
    expect(await pollCategory('measuredata', options())).toMatchObject({ stored: 1, deadLetters: 1 })
    expect(hub.waiting('measuredata')).toEqual([])
    expect(await notes(database.pool)).toEqual([`${messageId} behind`])
    const { letter, bytes } = await readDeadLetter(database.pool, messageId)
    expect(letter).toMatchObject({ code, resolved: null, category: 'measuredata' })
    expect(letter.findings[0]).toMatchObject({ code, hint: expect.stringMatching(/\.$/) })
    expect(Buffer.from(bytes).equals(Buffer.from(body))).toBe(true)
    expect(events[0]).toMatchObject({ event: 'dead-letter', messageId, code })
  })

  test('refused whole: what was found is in the dead letter, its effect stays', async () => {
    const findings = [finding('D16', 'closed', { point: '571313000000002000' }), finding('E87', 'no quantity')]
    const handler = noteHandler(database.pool, { outcome: () => ({ outcome: 'refused', findings }) })
    hub.put('measuredata', 'k-1', note('refused'))
    expect(await pollCategory('measuredata', options(handler))).toMatchObject({ deadLetters: 1 })
    expect(await notes(database.pool)).toEqual(['k-1'])
    expect((await readDeadLetter(database.pool, 'k-1')).letter).toMatchObject({
      code: 'D16',
      reason: 'closed',
      findings,
    })
    expect(await recorded('k-1')).toMatchObject({ outcome: 'refused' })
  })

  test('findings with characters that no table takes are stored all the same', async () => {
    const findings = [finding('D16', 'a\u0000b\ud800c \\u0000')]
    const handler = noteHandler(database.pool, { outcome: () => ({ outcome: 'refused', findings }) })
    hub.put('measuredata', 'l-1', note('refused'))
    await pollCategory('measuredata', options(handler))
    const { letter } = await readDeadLetter(database.pool, 'l-1')
    expect(letter.findings[0]?.message).toBe('a\ufffdb\ufffdc \\u0000')
  })

  test('larger than a document may be', async () => {
    const large = Buffer.alloc(largest + 1, ' ')
    large.write(`{"${NOTE_KEY}":{}}`)
    hub.put('measuredata', 'm-1', large)
    await pollCategory('measuredata', options())
    const { letter, bytes } = await readDeadLetter(database.pool, 'm-1')
    expect(letter.code).toBe('DOCUMENT_TOO_LARGE')
    expect(bytes).toHaveLength(largest + 1)
  })

  test.each([
    ['a defect', () => new TypeError('x is undefined')],
    ['what the database cannot take', () => Object.assign(new Error('bad'), { severity: 'ERROR', code: '22021' })],
  ])('a handler that fails: it is tried three times, then put aside: %s', async (name, fault) => {
    const messageId = `n ${name}`
    let calls = 0
    const handler = noteHandler(database.pool, {
      within: (message) => {
        if (message.messageId !== messageId) return
        calls += 1
        throw fault()
      },
    })
    hub.put('measuredata', messageId, note('1'))
    hub.put('measuredata', `${messageId} behind`, note('2'))
    expect(await pollCategory('measuredata', options(handler))).toMatchObject({ stored: 1, deadLetters: 1 })
    expect(calls).toBe(3)
    expect(await notes(database.pool)).toEqual([`${messageId} behind`])
    expect((await readDeadLetter(database.pool, messageId)).letter).toMatchObject({
      code: 'INTERNAL',
      reason: expect.stringContaining(fault().message),
    })
  })

  test('a handler that fails once goes on', async () => {
    let calls = 0
    const handler = noteHandler(database.pool, {
      before: () => {
        calls += 1
        if (calls === 1) throw new Error('once')
      },
    })
    hub.put('measuredata', 'o-1', note('1'))
    expect(await pollCategory('measuredata', options(handler))).toMatchObject({ stored: 1, deadLetters: 0 })
    expect(events[0]).toEqual({
      event: 'failed',
      category: 'measuredata',
      messageId: 'o-1',
      correlationId: 'c-1',
      times: 1,
      reason: 'once',
    })
  })

  test('a handler that stored nothing does not get its message dequeued as if it had', async () => {
    const handler = { rootKey: NOTE_KEY, handle: async () => {} }
    hub.put('measuredata', 'p-1', note('1'))
    await pollCategory('measuredata', options(handler))
    expect((await readDeadLetter(database.pool, 'p-1')).letter.reason).toMatch(/without recording/)
  })

  test('a handler that keeps the bytes but does not say where stores nothing', async () => {
    hub.put('measuredata', 'q-1', note('1'))
    await pollCategory('measuredata', options(noteHandler(database.pool, { keepsBytes: true })))
    expect(await notes(database.pool)).toEqual([])
    expect((await readDeadLetter(database.pool, 'q-1')).letter.reason).toMatch(/where the bytes are kept/)
  })
})

describe('when nothing can be stored the message stays in the hub’s queue', () => {
  test.each([
    ['the database is away', () => new GridbookError('DATABASE_UNAVAILABLE', 'away')],
    ['the intake is being closed', () => new GridbookError('INTAKE_BUSY', 'closed')],
    ['the disk is full', () => new GridbookError('STORAGE_FULL', 'full')],
    ['two transactions blocked each other', () => Object.assign(new Error('x'), { severity: 'ERROR', code: '40P01' })],
    ['a table is missing', () => Object.assign(new Error('x'), { severity: 'ERROR', code: '42P01' })],
    ['a file cannot be written', () => Object.assign(new Error('x'), { syscall: 'open', code: 'EMFILE' })],
    [
      'wrapped in an error of ours',
      () =>
        new GridbookError(
          'INTERNAL',
          'x',
          {},
          { cause: Object.assign(new Error('y'), { severity: 'F', code: '57P01' }) },
        ),
    ],
  ])('%s', async (name, fault) => {
    let isBroken = true
    const handler = noteHandler(database.pool, {
      within: () => {
        if (isBroken) throw fault()
      },
    })
    const messageId = `r ${name}`
    hub.put('measuredata', messageId, note('1'))
    for (let pass = 0; pass < 5; pass += 1)
      await expect(pollCategory('measuredata', options(handler))).rejects.toThrow()
    expect(hub.waiting('measuredata')).toEqual([messageId])
    expect(await recorded(messageId)).toBeUndefined()
    isBroken = false
    expect(await pollCategory('measuredata', options(handler))).toMatchObject({ stored: 1 })
  })

  test('a database that is really away', async () => {
    const nowhere = openPool('postgres://nobody@127.0.0.1:1/none')
    hub.put('measuredata', 's-1', note('1'))
    const away = { ...options(), ports: { pool: nowhere, clock: fixedClock(nowMs), handlers: [] } }
    await expect(pollCategory('measuredata', away)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await nowhere.end()
    expect(hub.waiting('measuredata')).toEqual(['s-1'])
    expect(hub.seen.map(({ method }) => method)).toEqual(['GET'])
  })

  test('a connection that is lost after the commit: the message is known when it comes again', async () => {
    let calls = 0
    const handler = noteHandler(database.pool, {
      after: () => {
        calls += 1
        throw new GridbookError('DATABASE_UNAVAILABLE', 'Connection terminated')
      },
    })
    hub.put('measuredata', 't-1', note('1'))
    await expect(pollCategory('measuredata', options(handler))).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(await pollCategory('measuredata', options(handler))).toMatchObject({ known: 1, stored: 0 })
    expect(calls).toBe(1)
    expect(await notes(database.pool)).toEqual(['t-1'])
  })
})
