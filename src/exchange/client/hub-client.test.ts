import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fixedClock } from '../../kernel/index.ts'
import { largestDocumentBytes } from '../rsm012/decode.ts'
import { hubClient } from './hub-client.ts'
import type { HubClient, HubClientOptions } from './hub-client.ts'
import type { Misbehaviour } from './testing/misbehave.ts'
import { plainHub } from './testing/plain-hub.ts'
import type { PlainHub } from './testing/plain-hub.ts'
import type { TokenSource } from './token-source.ts'

const nowMs = Date.UTC(2026, 4, 1)
const path = '/v1.0/cim/notifyvalidatedmeasuredata'
const document = JSON.stringify({ Some_MarketDocument: { text: 'æøå '.repeat(50_000) } })

let hub: PlainHub
let pauses: number[]
const open: HubClient[] = []

beforeEach(async () => {
  hub = await plainHub()
  pauses = []
})
afterEach(async () => {
  for (const opened of open.splice(0)) opened.close()
  await hub.close()
})

function client(options: Partial<HubClientOptions> = {}): HubClient {
  const opened = hubClient({
    baseUrl: hub.url,
    tokens: numberedTokens(),
    timeoutMs: 2_000,
    retry: { attempts: 3, baseMs: 100, maxMs: 1_000 },
    wait: async (ms) => void pauses.push(ms),
    random: () => 1,
    clock: fixedClock(nowMs),
    ...options,
  })
  open.push(opened)
  return opened
}

function numberedTokens(): TokenSource {
  let number = 1
  return {
    token: async () => `token-${number}`,
    drop: (token) => {
      if (token === undefined || token === `token-${number}`) number += 1
    },
  }
}

/** Each of the next requests meets one of these; those after go well. */
function next(...all: readonly (Misbehaviour | undefined)[]): void {
  const left = [...all]
  hub.onRequest(() => left.shift())
}

function always(how: Misbehaviour): void {
  hub.onRequest(() => how)
}

const cutBefore: Misbehaviour = { kind: 'cut-before' }
const cutAfter: Misbehaviour = { kind: 'cut-after' }
const away: Misbehaviour = { kind: 'status', status: 503 }

describe('peek', () => {
  test('brings the oldest message with its bytes and ids, and nothing from an empty queue', async () => {
    hub.put('measuredata', 'm-1', document)
    hub.put('measuredata', 'm-2', '{}')
    const ours = client()
    const message = await ours.peek('measuredata')
    expect(message?.messageId).toBe('m-1')
    expect(message?.correlationId).toBe('c-1')
    expect(Buffer.from(message?.bytes ?? []).toString()).toBe(document)
    expect(await ours.peek('aggregations')).toBeUndefined()
  })

  test('asks for JSON by both headers that hubs look at, with the token (datahub 1.3)', async () => {
    await client().peek('measuredata')
    expect(hub.seen[0]).toMatchObject({
      method: 'GET',
      path: '/v1.0/cim/measuredata',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: 'Bearer token-1',
      },
    })
  })

  test('gives bytes in memory of their own, so that a thread can take them', async () => {
    hub.put('measuredata', 'm-1', '{"a":1}')
    for (const framing of [undefined, { kind: 'framed', framing: 'chunked' }] as const) {
      next(framing)
      const message = await client().peek('measuredata')
      expect(message?.bytes.buffer.byteLength).toBe(7)
    }
  })

  test('goes to the paths that are configured', async () => {
    const peek = { measuredata: '/q/timeseries', aggregations: '/q/a', masterdata: '/q/m', charges: '/q/c' }
    const ours = client({ routes: { peek, dequeue: '/q/gone' } })
    await ours.peek('measuredata')
    await ours.dequeue('m 1/2')
    expect(hub.seen.map((request) => request.path)).toEqual(['/q/timeseries', '/q/gone/m%201%2F2'])
  })

  test.each([
    ['cut before', cutBefore],
    ['cut after', cutAfter],
    ['cut in the middle, its length known', { kind: 'truncated', framing: 'length' }],
    ['cut in the middle of its chunks', { kind: 'truncated', framing: 'chunked' }],
    ['500', { kind: 'status', status: 500, body: 'sorry' }],
    ['503', away],
    ['429', { kind: 'status', status: 429 }],
  ] as const)('is tried again after an answer that did not come whole or says "not now": %s', async (_, how) => {
    hub.put('measuredata', 'm-1', document)
    next(how, how)
    const message = await client().peek('measuredata')
    expect(Buffer.from(message?.bytes ?? []).toString()).toBe(document)
    expect(pauses).toEqual([100, 200])
    expect(hub.seen).toHaveLength(3)
  })

  test('that was cut off without anybody saying how long it is never counts', async () => {
    hub.put('measuredata', 'm-1', document)
    next({ kind: 'truncated', framing: 'none' }, { kind: 'framed', framing: 'none' })
    const message = await client().peek('measuredata')
    expect(Buffer.from(message?.bytes ?? []).toString()).toBe(document)
  })

  test('whose end is unknown counts when it came twice', async () => {
    hub.put('measuredata', 'm-1', document)
    always({ kind: 'framed', framing: 'none' })
    const message = await client().peek('measuredata')
    expect(Buffer.from(message?.bytes ?? []).toString()).toBe(document)
    expect(hub.seen).toHaveLength(2)
  })

  test('gives up after its attempts', async () => {
    always(away)
    await expect(client().peek('measuredata')).rejects.toMatchObject({ code: 'HUB_UNAVAILABLE', retryable: true })
    expect(hub.seen).toHaveLength(3)
  })

  test('waits as long as the hub asks for, and leaves longer waits to the caller', async () => {
    next({ kind: 'status', status: 503, headers: { 'retry-after': '1' } })
    await client().peek('measuredata')
    expect(pauses).toEqual([1_000])
    always({ kind: 'status', status: 429, headers: { 'retry-after': 'Fri, 01 May 2026 00:10:00 GMT' } })
    await expect(client().peek('measuredata')).rejects.toMatchObject({ retryAfterMs: 600_000 })
  })

  test('does not wait for ever: no answer', async () => {
    always({ kind: 'late', ms: 5_000 })
    const impatient = client({ timeoutMs: 50, retry: { attempts: 1, baseMs: 1, maxMs: 1 } })
    await expect(impatient.peek('measuredata')).rejects.toThrow(/no complete answer in 50 ms/)
  })

  test('does not wait for ever: an answer a byte at a time', async () => {
    hub.put('measuredata', 'm-1', document)
    always({ kind: 'dripping', ms: 10 })
    const impatient = client({ timeoutMs: 100, retry: { attempts: 1, baseMs: 1, maxMs: 1 } })
    await expect(impatient.peek('measuredata')).rejects.toMatchObject({ code: 'HUB_UNAVAILABLE' })
  })

  test.each([403, 404, 415, 302, 418])('answered %d is not tried again, and says so', async (status) => {
    always({ kind: 'status', status, body: '{"Error":{"Code":"X1","Message":"not for you"}}' })
    const fault = { retryable: false, code: status === 302 ? 'HUB_ANSWER_INVALID' : 'HUB_REFUSED' }
    await expect(client().peek('measuredata')).rejects.toMatchObject(fault)
    await expect(client().peek('measuredata')).rejects.toThrow(new RegExp(`${status}: X1 not for you`))
    expect(hub.seen).toHaveLength(2)
  })

  test.each([{}, { messageid: '' }, { messageid: 'x'.repeat(201) }])(
    'without an id that could be dequeued is an error: %j',
    async (headers) => {
      always({ kind: 'status', status: 200, headers, body: '{}' })
      await expect(client().peek('measuredata')).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID' })
    },
  )

  test('of more bytes than are read at most is an error, however they come', async () => {
    hub.put('measuredata', 'm-1', document)
    for (const how of [undefined, { kind: 'framed', framing: 'chunked' }] as const) {
      next(how)
      const small = client({ largestAnswerBytes: 1_000 })
      await expect(small.peek('measuredata')).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', retryable: false })
    }
  })

  test('stops at once when its signal says so', async () => {
    always({ kind: 'late', ms: 5_000 })
    const control = new AbortController()
    const peeking = client().peek('measuredata', control.signal)
    const seen = vi.waitFor(() => expect(hub.seen).toHaveLength(1), { timeout: 10_000 })
    void seen.finally(() => {
      control.abort()
    })
    await expect(peeking).rejects.toMatchObject({ name: 'AbortError' })
    await seen
    await expect(client().peek('measuredata', control.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(hub.seen).toHaveLength(1)
  })

  test('says that the hub is away when nobody listens', async () => {
    const nobody = client()
    await hub.close()
    await expect(nobody.peek('measuredata')).rejects.toMatchObject({ code: 'HUB_UNAVAILABLE' })
    hub = await plainHub()
  })
})

describe('a token that is refused', () => {
  test('is dropped, and the request repeated once with a new one (datahub 1.1)', async () => {
    hub.put('measuredata', 'm-1', '{}')
    hub.allow('token-2')
    const ours = client()
    expect((await ours.peek('measuredata'))?.messageId).toBe('m-1')
    expect(await ours.dequeue('m-1')).toBe('dequeued')
    expect(hub.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
      'Bearer token-2',
    ])
  })

  test('twice is the end of it', async () => {
    hub.allow('nobody’s')
    await expect(client().peek('measuredata')).rejects.toMatchObject({ code: 'HUB_REFUSED', retryable: false })
    expect(hub.seen).toHaveLength(2)
  })

  test('is renewed once when many requests meet it at the same time', async () => {
    hub.allow('token-2')
    const ours = client()
    await Promise.all(Array.from({ length: 8 }, async () => await ours.peek('measuredata')))
    expect(hub.seen.filter(({ headers }) => headers.authorization === 'Bearer token-3')).toEqual([])
  })
})

describe('dequeue', () => {
  test('takes a message off its queue, once or again', async () => {
    hub.put('measuredata', 'm-1', '{}')
    const ours = client()
    await ours.peek('measuredata')
    expect(await ours.dequeue('m-1')).toBe('dequeued')
    expect(hub.waiting('measuredata')).toEqual([])
    expect(await ours.dequeue('m-1')).toBe('dequeued')
  })

  test('whose answer was lost is repeated, which does no harm', async () => {
    hub.put('measuredata', 'm-1', '{}')
    const ours = client()
    await ours.peek('measuredata')
    next(cutAfter)
    expect(await ours.dequeue('m-1')).toBe('dequeued')
  })

  test.each([400, 404])('answered %d says that the hub does not know it', async (status) => {
    always({ kind: 'status', status })
    expect(await client().dequeue('foreign')).toBe('unknown')
  })

  test('answered 403 is refused', async () => {
    always({ kind: 'status', status: 403 })
    await expect(client().dequeue('m-1')).rejects.toMatchObject({ code: 'HUB_REFUSED' })
  })
})

describe('send', () => {
  const bytes = new TextEncoder().encode(document)

  test('delivers the bytes as they are', async () => {
    expect(await client().send(path, bytes)).toEqual({ outcome: 'accepted', repeated: false })
    expect(hub.seen[0]).toMatchObject({ method: 'POST', path })
    expect(hub.seen[0]?.body.equals(bytes)).toBe(true)
  })

  test('says what was wrong with a document', async () => {
    const body = '{"Error":{"Code":"00401","Message":"type","Target":"type","Details":null}}'
    always({ kind: 'status', status: 400, body })
    expect(await client().send(path, bytes)).toEqual({
      outcome: 'refused',
      status: 400,
      errors: [{ code: '00401', message: 'type', target: 'type' }],
      text: body,
    })
    expect(hub.seen).toHaveLength(1)
  })

  test('that arrived though its answer was lost is not refused for having arrived', async () => {
    next(cutAfter, { kind: 'status', status: 400, body: '{"Error":{"Code":"00101","Message":"used before"}}' })
    expect(await client().send(path, bytes)).toEqual({ outcome: 'accepted', repeated: true })
  })

  test.each([
    [['00101', '00102', '00102'], 'accepted'],
    [['00102'], 'refused'],
    [['00101', '00302'], 'refused'],
  ])('after an answer that was lost, %j: %s', async (codes, outcome) => {
    const details = codes.map((Code) => ({ Code, Message: 'used before' }))
    next(cutAfter, { kind: 'status', status: 400, body: JSON.stringify({ Error: { Details: details } }) })
    expect(await client().send(path, bytes)).toMatchObject({ outcome })
  })

  test('whose id was used before is refused when nothing was lost', async () => {
    next({ kind: 'status', status: 400, body: '{"Error":{"Code":"00101","Message":"used before"}}' })
    expect(await client().send(path, bytes)).toMatchObject({ outcome: 'refused' })
  })

  test.each([cutBefore, cutAfter, away, { kind: 'status', status: 500 }] as const)(
    'is tried again after %j',
    async (how) => {
      next(how)
      expect(await client().send(path, bytes)).toMatchObject({ outcome: 'accepted' })
      expect(hub.seen).toHaveLength(2)
    },
  )

  test('is not followed to another place', async () => {
    always({ kind: 'status', status: 307, headers: { location: 'http://127.0.0.1:1/' } })
    await expect(client().send(path, bytes)).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID' })
  })

  test('of more than 50 MB is not even begun', async () => {
    const large = new Uint8Array(largestDocumentBytes + 1)
    await expect(client().send(path, large)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
    expect(hub.seen).toEqual([])
  })
})

test('an unencrypted address on a network is refused', () => {
  expect(() => client({ baseUrl: 'http://b2b.datahub3.dk' })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
})
