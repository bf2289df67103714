import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { ACTOR_OF, openHubFixture } from '../testing/hub-fixture.ts'
import type { HubFixture } from '../testing/hub-fixture.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const BODY = Buffer.from('{"NotifyValidatedMeasureData_MarketDocument":{"mRID":"m-1"}}')
const SUPPLIER = ACTOR_OF['energysupplier'] ?? ''
const GRID = ACTOR_OF['gridaccessprovider'] ?? ''
let hub: HubFixture
beforeAll(async () => {
  hub = await openHubFixture()
})
afterAll(async () => {
  await hub.stop()
})
beforeEach(() => {
  hub.queues.clear()
  hub.queues.set(`${SUPPLIER} DDQ measuredata`, { messageId: 'm-1', format: 'json', body: BODY })
  hub.queues.set(`${SUPPLIER} DDQ aggregations`, { messageId: 'm-2', format: 'json', body: BODY })
  hub.queues.set(`${GRID} DDM measuredata`, { messageId: 'm-3', format: 'json', body: BODY })
})

async function ask(
  method: 'GET' | 'DELETE' | 'HEAD',
  url: string,
  headers: object = JSON_TYPE,
  role = 'energysupplier',
) {
  return await hub.server.inject({ method, url, headers: { authorization: await hub.bearer(role), ...headers } })
}

test('a peek gives the document as it lies in the queue, with the id to acknowledge it under', async () => {
  const response = await ask('GET', '/v1.0/cim/measuredata')
  expect(response.statusCode).toBe(200)
  expect(response.headers['messageid']).toBe('m-1')
  expect(response.headers['content-type']).toMatch(/^application\/json/)
  expect(response.rawPayload).toEqual(BODY)
})

test.each([
  ['/v1.0/cim/timeseries', 'm-1'],
  ['/v1.0/cim/MeasureData', 'm-1'],
  ['/V1.0/CIM/TIMESERIES', 'm-1'],
  ['/v1.0/cim/aggregations', 'm-2'],
])('%s is the queue of %s', async (url, messageId) => {
  expect((await ask('GET', url)).headers['messageid']).toBe(messageId)
})

test('each actor and role has a queue of its own', async () => {
  expect((await ask('GET', '/v1.0/cim/measuredata', JSON_TYPE, 'gridaccessprovider')).headers['messageid']).toBe('m-3')
  expect((await ask('GET', '/v1.0/cim/measuredata', JSON_TYPE, 'metereddataresponsible')).statusCode).toBe(204)
})

test('an empty queue is 204 without a body or a message id', async () => {
  const response = await ask('GET', '/v1.0/cim/masterdata')
  expect(response.statusCode).toBe(204)
  expect(response.body).toBe('')
  expect(response.headers).not.toHaveProperty('messageid')
})

test('HEAD is the peek without the document', async () => {
  const response = await ask('HEAD', '/v1.0/cim/measuredata')
  expect(response.statusCode).toBe(200)
  expect(response.headers['messageid']).toBe('m-1')
  expect(response.body).toBe('')
})

test.each([
  [200, { 'content-type': 'application/json; charset=utf-8' }],
  [200, { accept: 'application/json' }],
  [200, { accept: 'text/html, application/json;q=0.9, */*;q=0.1' }],
  [200, { accept: 'application/xml', 'content-type': 'application/json' }],
  [415, {}],
  [415, { accept: '*/*' }],
  [415, { accept: 'text/xml' }],
  [415, { accept: 'application/json', 'content-type': 'text/xml' }],
  [415, { 'content-type': 'application/ebix' }],
  [415, { 'content-type': '' }],
])('%i for a peek with %j: the content type decides, without it what is accepted', async (status, headers) => {
  const response = await ask('GET', '/v1.0/cim/measuredata', headers)
  expect(response.statusCode).toBe(status)
  if (status === 415) expect(response.headers['content-type']).toMatch(/^text\/plain/)
})

test.each([
  ['xml', { 'content-type': 'application/xml' }],
  ['xml', { 'content-type': 'Application/XML; charset=utf-8', accept: 'application/json' }],
  ['xml', { accept: 'text/html, application/xml' }],
  ['json', { accept: 'application/xml, application/json' }],
  ['json', { 'content-type': 'application/json', accept: 'application/xml' }],
] as const)('%s is asked for by %j', async (format, headers) => {
  const asked: string[] = []
  const named = await openHubFixture({
    peek: async (_party, _category, wanted) => {
      asked.push(wanted)
      return await Promise.resolve({ messageId: 'm', format: 'xml', body: Buffer.from('<r/>') })
    },
  })
  try {
    const authorization = await named.bearer('energysupplier')
    const response = await named.server.inject({ url: '/v1.0/cim/masterdata', headers: { authorization, ...headers } })
    expect(asked).toEqual([format])
    // It comes in the format that it has, whatever is asked for now.
    expect([response.statusCode, response.headers['content-type'], response.body]).toEqual([
      200,
      'application/xml',
      '<r/>',
    ])
  } finally {
    await named.stop()
  }
})

test('a message that there is not in the format asked for is 415, with a text that says so', async () => {
  const without = await openHubFixture({
    peek: async () => {
      await Promise.resolve()
      throw new GridbookError('MEDIA_TYPE', 'the next message is RSM-012, which there is as application/json only')
    },
  })
  try {
    const headers = { authorization: await without.bearer('energysupplier'), 'content-type': 'application/xml' }
    const response = await without.server.inject({ url: '/v1.0/cim/measuredata', headers })
    expect(response.statusCode).toBe(415)
    expect(response.headers['content-type']).toMatch(/^text\/plain/)
    expect(response.body).toContain('RSM-012, which there is as application/json only')
  } finally {
    await without.stop()
  }
})

test('a message that was peeked is acknowledged, by its owner in its role', async () => {
  const response = await ask('DELETE', '/v1.0/cim/dequeue/m-1', {})
  expect(response.statusCode).toBe(200)
  expect(response.body).toBe('')
  expect((await ask('DELETE', '/V1.0/cim/Dequeue/m-1', JSON_TYPE)).statusCode).toBe(200)
})

test.each(['m-3', 'unknown', '%00', "'%20or%20true", 'M-1', 'x'.repeat(200)])(
  'acknowledging %s is refused with an error body',
  async (messageId) => {
    const response = await ask('DELETE', `/v1.0/cim/dequeue/${messageId}`)
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ Error: { Code: 'MESSAGE_UNKNOWN', Target: 'messageId', Details: null } })
  },
)

test('no id, or one that no id can be, is refused too', async () => {
  expect((await ask('DELETE', '/v1.0/cim/dequeue/')).statusCode).toBe(400)
  expect((await ask('DELETE', '/v1.0/cim/dequeue')).statusCode).toBe(404)
  for (const id of ['%E0%A4%A', 'x'.repeat(201)]) {
    const response = await ask('DELETE', `/v1.0/cim/dequeue/${id}`)
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ Error: { Code: 'REQUEST_INVALID', Details: null } })
  }
})

test('paths that there are not, methods that a path does not have', async () => {
  const unknown = await ask('GET', '/v1.0/cim/measure')
  expect(unknown.statusCode).toBe(404)
  expect(unknown.headers['content-type']).toMatch(/^text\/plain/)
  const wrong = await hub.server.inject({ method: 'PUT', url: '/v1.0/cim/measuredata' })
  expect(wrong.statusCode).toBe(405)
  expect(wrong.headers['allow']).toBe('GET, HEAD, OPTIONS')
  const options = await hub.server.inject({ method: 'OPTIONS', url: '/v1.0/cim/dequeue/m-1' })
  expect(options.statusCode).toBe(204)
  expect(options.headers['allow']).toBe('DELETE, OPTIONS')
})

test('an actor sees what waits for it, the operator of the hub sees everything', async () => {
  const own = (await ask('GET', '/v1/status')).json<{ queues: { actorId: string }[] }>()
  expect(own.queues).toHaveLength(2)
  expect(own.queues[0]).toEqual({
    actorId: SUPPLIER,
    role: 'DDQ',
    category: 'measuredata',
    transactions: 3,
    messages: 1,
    oldest: '1970-01-01T00:00:00Z',
  })
  const all = (await ask('GET', '/v1/status', {}, 'operator')).json<{ queues: object[] }>()
  expect(all.queues).toHaveLength(3)
  expect((await ask('GET', '/v1/status', {}, 'delegated')).json()).toEqual({ queues: [] })
})

test('other names for the categories can be given', async () => {
  const named = await openHubFixture({
    peek: async (_party, category) => await Promise.resolve({ messageId: category, format: 'json', body: BODY }),
    categoryNames: { readings: 'measuredata' },
  })
  try {
    const headers = { authorization: await named.bearer('energysupplier'), ...JSON_TYPE }
    const peeked = await named.server.inject({ url: '/v1.0/cim/readings', headers })
    expect(peeked.headers['messageid']).toBe('measuredata')
    expect((await named.server.inject({ url: '/v1.0/cim/measuredata', headers })).statusCode).toBe(404)
  } finally {
    await named.stop()
  }
})

test('health: the process answers; ready only while its database does', async () => {
  expect((await hub.server.inject('/health')).json()).toEqual({ status: 'ok' })
  const away = await openHubFixture({ ready: async () => await Promise.reject(new Error('no database')) })
  try {
    expect((await away.server.inject('/health')).statusCode).toBe(200)
    const ready = await away.server.inject('/health/ready')
    expect(ready.statusCode).toBe(503)
    expect(ready.headers['retry-after']).toBe('5')
    expect(ready.body).not.toContain('database')
  } finally {
    await away.stop()
  }
})
