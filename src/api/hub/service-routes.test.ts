import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { finding } from '../../kernel/index.ts'
import type { ServiceFilter, ShownService } from '../../metering-points/index.ts'
import { serviceAnswer, serviceRequest } from '../testing/documents.ts'
import { EXAMPLE_SERVICE, exampleServices } from '../testing/example-services.ts'
import { ACTOR_OF, openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'
import type { ArrivedAnswer, ArrivedService, ServiceUseCases } from './services.ts'

let hub: HubFixture
let asked: ArrivedService[] = []
let answered: ArrivedAnswer[] = []
let filters: ServiceFilter[] = []
let cancelled: [bigint, string][] = []
let requests: ShownService[] = []
const example = exampleServices()
const services: ServiceUseCases = {
  ask: async (arrived) => {
    asked.push(arrived)
    return await example.ask(arrived)
  },
  answer: async (arrived) => {
    answered.push(arrived)
    return await example.answer(arrived)
  },
  list: async (filter) => {
    filters.push(filter)
    return await Promise.resolve(requests.slice(0, filter.limit))
  },
  cancel: async (requestId, supplierId) => {
    cancelled.push([requestId, supplierId])
    await example.cancel(requestId, supplierId)
  },
}

beforeAll(async () => {
  hub = await openHubFixture({ services })
})
afterAll(async () => {
  await hub.stop()
})
beforeEach(() => {
  asked = []
  answered = []
  filters = []
  cancelled = []
  requests = [EXAMPLE_SERVICE]
})

const MEDIA = { json: 'application/json', xml: 'application/xml' } as const

async function send(path: string, format: 'json' | 'xml', payload: Uint8Array, role: string) {
  return await hub.server.inject({
    method: 'POST',
    url: `/v1.0/cim/${path}`,
    headers: { 'content-type': MEDIA[format], authorization: await hub.bearer(role) },
    payload: Buffer.from(payload),
  })
}

describe.each(['json', 'xml'] as const)('in %s', (format) => {
  test('RSM-020 is taken in', async () => {
    const response = await send('requestservice', format, serviceRequest(format), 'energysupplier')
    expect([response.statusCode, response.body]).toEqual([202, ''])
    expect(asked.map(({ document }) => document.records)).toMatchObject([[{ serviceType: 'D01' }]])
  })

  test.each([
    ['RSM-020-A01', 'confirmrequestservice'],
    ['RSM-020-A02', 'rejectrequestservice'],
  ] as const)('%s is taken in by %s, and not the other way round', async (kind, path) => {
    const response = await send(path, format, serviceAnswer(kind, format), 'gridaccessprovider')
    expect([response.statusCode, response.body]).toEqual([202, ''])
    expect(answered).toMatchObject([{ kind, document: { records: [{ transactionId: 'answer-0001-1' }] } }])
    const other = kind === 'RSM-020-A01' ? 'RSM-020-A02' : 'RSM-020-A01'
    expect((await send(path, format, serviceAnswer(other, format), 'gridaccessprovider')).statusCode).toBe(400)
  })

  test('what is somebody else’s is refused in the same format, before it is looked at', async () => {
    const response = await send('requestservice', format, serviceRequest(format, '5790000099990'), 'energysupplier')
    expect(response.statusCode).toBe(400)
    expect(response.headers['content-type']).toContain(MEDIA[format])
    expect(response.body).toContain('00002')
    const answer = serviceAnswer('RSM-020-A01', format, '5790000099990')
    expect((await send('confirmrequestservice', format, answer, 'gridaccessprovider')).body).toContain('00002')
    expect([asked, answered]).toEqual([[], []])
  })
})

async function list(role: string, query = '') {
  return await hub.server.inject({
    url: `/v1/service-requests${query}`,
    headers: { authorization: await hub.bearer(role) },
  })
}

test('everybody sees what is his own, page by page', async () => {
  await list('operator', '?open=true&meteringPointId=571313000000000068')
  await list('energysupplier')
  await list('gridaccessprovider', '?after=12&limit=2')
  expect(filters).toEqual([
    { isOpen: true, meteringPointId: '571313000000000068', limit: 101 },
    { supplierId: ACTOR_OF['energysupplier'], limit: 101 },
    { gridCompanyId: ACTOR_OF['gridaccessprovider'], before: 12n, limit: 3 },
  ])
  expect((await list('operator')).json()).toMatchObject({
    serviceRequests: [{ requestId: '7', state: 'open', reasons: [], dueAt: '2026-07-15T22:00:00Z' }],
    next: null,
  })
  requests = [9n, 8n, 7n].map((requestId) => ({ ...EXAMPLE_SERVICE, requestId }))
  expect((await list('operator', '?limit=2')).json()).toMatchObject({
    serviceRequests: [{ requestId: '9' }, { requestId: '8' }],
    next: '8',
  })
  expect((await list('operator', '?after=x')).statusCode).toBe(400)
})

test('reasons have the market’s code and both languages', async () => {
  const fault = finding('NOT_SUPPLIER', 'not yours', { field: 'energy_supplier_id', value: '1', danish: 'ikke din' })
  requests = [
    { ...EXAMPLE_SERVICE, state: 'rejected', findings: [fault] },
    { ...EXAMPLE_SERVICE, state: 'refused', reasons: [{ code: 'D41', text: 'nej' }, { code: 'D28' }] },
  ]
  const { serviceRequests } = (await list('operator')).json() as { readonly serviceRequests: { reasons: unknown }[] }
  expect(serviceRequests.map(({ reasons }) => reasons)).toEqual([
    [{ code: 'E16', field: 'energy_supplier_id', value: '1', english: 'not yours', danish: 'ikke din' }],
    [
      { code: 'D41', field: null, value: null, english: 'nej', danish: 'nej' },
      { code: 'D28', field: null, value: null, english: null, danish: null },
    ],
  ])
})

test('a supplier takes its own request back', async () => {
  const cancel = async (id: string) =>
    (
      await hub.server.inject({
        method: 'POST',
        url: `/v1/service-requests/${id}/cancel`,
        headers: { authorization: await hub.bearer('energysupplier') },
      })
    ).statusCode
  expect([await cancel('7'), await cancel('8'), await cancel('x')]).toEqual([204, 404, 400])
  expect(cancelled).toEqual([
    [7n, ACTOR_OF['energysupplier']],
    [8n, ACTOR_OF['energysupplier']],
  ])
})
