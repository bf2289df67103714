import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { decodePool, largestDocumentBytes } from '../../exchange/index.ts'
import type { DecodePool } from '../../exchange/index.ts'
import { dk } from '../../market/index.ts'
import type { DocumentReceipt } from '../../measurements/index.ts'
import { listen } from '../http/listen.ts'
import type { Listening } from '../http/listen.ts'
import { documentJson } from '../testing/documents.ts'
import { openHubFixture } from '../testing/hub-fixture.ts'
import type { HubFixture, HubFixtureOptions } from '../testing/hub-fixture.ts'
import { hasHead, postHead, rawConnection } from '../testing/raw-http.ts'

const PATH = '/v1.0/cim/notifyvalidatedmeasuredata'
const MEGABYTE = 1024 * 1024
let hub: HubFixture
let listening: Listening
let authorization: string
let pool: DecodePool

beforeAll(async () => {
  pool = decodePool({ profile: dk, size: 1 })
  hub = await openHubFixture({ decode: async (bytes) => await pool.take(bytes) })
  listening = await listen(hub.server, { host: '127.0.0.1', port: 0 })
  authorization = await hub.bearer('metereddataresponsible')
})
afterAll(async () => {
  await listening.close()
  await hub.stop()
  await pool.close()
})
beforeEach(() => {
  hub.arrived.length = 0
})

async function post(body: string | Buffer | ReadableStream<Uint8Array>, url = listening.url): Promise<Response> {
  const headers = { authorization, 'content-type': 'application/json' }
  return await fetch(`${url}${PATH}`, { method: 'POST', headers, body, duplex: 'half' })
}

test('a document goes in over the network', async () => {
  const response = await post(documentJson())
  expect(response.status).toBe(202)
  expect(await response.text()).toBe('')
  expect(hub.arrived).toHaveLength(1)
})

test('50 MB are taken in, one byte more is not, and is not even read', async () => {
  const largest = Buffer.alloc(largestDocumentBytes, ' ')
  largest.write(documentJson())
  expect((await post(largest)).status).toBe(202)
  expect(hub.arrived[0]?.bytes).toBe(largestDocumentBytes)
  const connection = rawConnection(listening.url)
  connection.write(postHead(authorization, { 'content-length': String(largestDocumentBytes + 1) }))
  expect(await connection.answer(hasHead)).toMatch(/^HTTP\/1\.1 413 /)
  connection.socket.destroy()
})

test('what does not say how long it is is cut off when it is too long', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += MEGABYTE
      controller.enqueue(new Uint8Array(MEGABYTE).fill(32))
      if (sent > largestDocumentBytes + 20 * MEGABYTE) controller.close()
    },
  })
  // The server hangs up in the middle of it: a client sees the answer, or a connection that broke.
  const status = await post(endless).then(
    (response) => response.status,
    () => 'broken',
  )
  expect([413, 'broken']).toContain(status)
  expect(hub.arrived).toEqual([])
  expect((await post(documentJson())).status).toBe(202)
})

test('a document that comes in pieces is put together', async () => {
  const connection = rawConnection(listening.url)
  const body = Buffer.from(documentJson())
  connection.write(postHead(authorization, { 'transfer-encoding': 'chunked', connection: 'close' }))
  for (let at = 0; at < body.length; at += 100) {
    const piece = body.subarray(at, at + 100)
    connection.write(`${piece.length.toString(16)}\r\n${piece.toString('latin1')}\r\n`)
  }
  connection.write('0\r\n\r\n')
  expect(await connection.answer()).toMatch(/^HTTP\/1\.1 202 /)
  expect(hub.arrived).toHaveLength(1)
})

test('a document that breaks off stores nothing, and its memory is given back', async () => {
  for (let round = 0; round < 20; round += 1) {
    const connection = rawConnection(listening.url)
    // 20 times 40 MB would be more than the server holds at a time.
    connection.write(postHead(authorization, { 'content-length': String(40 * MEGABYTE) }) + documentJson())
    await sleep(5)
    connection.socket.destroy()
  }
  await sleep(100)
  expect(hub.arrived).toEqual([])
  expect((await post(documentJson())).status).toBe(202)
})

test('headers beyond any measure are refused, and the server goes on', async () => {
  const connection = rawConnection(listening.url)
  connection.write(postHead(authorization, { 'x-flood': 'x'.repeat(100_000) }))
  expect(await connection.answer()).toMatch(/^HTTP\/1\.1 431 /)
  const many = rawConnection(listening.url)
  many.write(postHead(authorization, Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`x-${i}`, 'y']))))
  expect(await many.answer()).toMatch(/^HTTP\/1\.1 431 /)
  expect((await post(documentJson())).status).toBe(202)
})

test.each([
  ['without a token', 401, postHead('', { 'content-length': '40000000' })],
  ['to a path that there is not', 404, postHead('', { 'content-length': '40000000' }).replace('notify', 'no')],
  ['in a format that is not supported', 415, ''],
])('a body %s is answered with %i before it is sent', async (_what, status, head) => {
  const connection = rawConnection(listening.url)
  const xml = { 'content-type': 'application/xml', 'content-length': '40000000' }
  connection.write(head === '' ? postHead(authorization, xml) : head)
  expect(await connection.answer(hasHead)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  connection.socket.destroy()
})

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['two lengths', postHead('x', { 'content-length': '5\r\ncontent-length: 6' })],
  ['a length and pieces', postHead('x', { 'content-length': '5', 'transfer-encoding': 'chunked' })],
])('%s is refused and the connection closed', async (_what, head) => {
  const connection = rawConnection(listening.url)
  connection.write(head)
  expect(await connection.answer()).toMatch(/^HTTP\/1\.1 400 /)
})

async function withOwnHub(
  options: HubFixtureOptions,
  work: (own: HubFixture, at: Listening, bearer: string) => Promise<void>,
): Promise<void> {
  const own = await openHubFixture(options)
  const at = await listen(own.server, { host: '127.0.0.1', port: 0, graceMs: 300 })
  try {
    await work(own, at, await own.bearer('metereddataresponsible'))
  } finally {
    await at.close()
    await own.stop()
  }
}

test('who dribbles a body, or its headers, is cut off', async () => {
  const limits = { requestTimeoutMs: 300, headersTimeoutMs: 200, checkIntervalMs: 50 }
  await withOwnHub({ limits }, async (own, at, bearer) => {
    const body = rawConnection(at.url)
    body.write(postHead(bearer, { 'content-length': '1000' }))
    const drip = setInterval(() => {
      if (body.socket.writable) body.write(' ')
    }, 20)
    expect(await body.answer()).toMatch(/^HTTP\/1\.1 408 /)
    clearInterval(drip)
    const head = rawConnection(at.url)
    head.write('GET /health HTTP/1.1\r\nhost: hub\r\n')
    expect(await head.answer()).toMatch(/^HTTP\/1\.1 408 /)
    expect(own.arrived).toEqual([])
  })
})

const RECEIPT: DocumentReceipt = {
  documentId: 'd',
  source: 's',
  outcome: 'accepted',
  transactions: 1,
  accepted: 1,
  points: 2,
  findings: [],
  refusals: [],
}

test('more than it may hold at a time is refused with 503, and taken in later', async () => {
  const size = Buffer.byteLength(documentJson())
  const gate = Promise.withResolvers<DocumentReceipt>()
  const receive = async (): Promise<DocumentReceipt> => await gate.promise
  await withOwnHub({ limits: { heldBytes: 2 * size }, receive }, async (_own, at, bearer) => {
    const send = async (): Promise<Response> =>
      await fetch(`${at.url}${PATH}`, {
        method: 'POST',
        headers: { authorization: bearer, 'content-type': 'application/json' },
        body: documentJson(),
      })
    const held = [send(), send()]
    await sleep(200)
    const refused = await send()
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    gate.resolve(RECEIPT)
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([202, 202])
    expect((await send()).status).toBe(202)
  })
})

test('a body that no route takes in is not held', async () => {
  const body = documentJson()
  await withOwnHub({ limits: { heldBytes: Buffer.byteLength(body) } }, async (_own, at, bearer) => {
    const headers = { authorization: bearer, 'content-type': 'application/json' }
    const dequeued = await fetch(`${at.url}/v1.0/cim/dequeue/unknown`, { method: 'DELETE', headers, body })
    expect(dequeued.status).toBe(400)
    expect((await fetch(`${at.url}${PATH}`, { method: 'POST', headers, body })).status).toBe(202)
  })
})

test('when it is closed, what is under way is finished and what hangs is ended', async () => {
  const gate = Promise.withResolvers<DocumentReceipt>()
  const arrived = Promise.withResolvers<void>()
  const receive = async (): Promise<DocumentReceipt> => {
    arrived.resolve()
    return await gate.promise
  }
  await withOwnHub({ receive }, async (_own, at, bearer) => {
    const finishing = fetch(`${at.url}${PATH}`, {
      method: 'POST',
      headers: { authorization: bearer, 'content-type': 'application/json' },
      body: documentJson(),
    })
    await arrived.promise
    const hanging = rawConnection(at.url)
    hanging.write(postHead(bearer, { 'content-length': '1000' }))
    await sleep(50)
    const closed = at.close()
    gate.resolve(RECEIPT)
    expect((await finishing).status).toBe(202)
    await closed
    expect(await hanging.answer()).not.toContain('202')
    await expect(fetch(`${at.url}/health`)).rejects.toThrow()
  })
})
