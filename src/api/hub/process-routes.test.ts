import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { finding } from '../../kernel/index.ts'
import type { ProcessRequest } from '../../metering-points/index.ts'
import { pointRequest } from '../testing/documents.ts'
import { examplePoints } from '../testing/example-points.ts'
import { ACTOR_OF, openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'
import type { ArrivedPointRequest, PointUseCases } from './points.ts'

let hub: HubFixture
let arrived: ArrivedPointRequest[] = []
let submitted: ProcessRequest[] = []
const example = examplePoints()
const points: PointUseCases = {
  receiveRequest: async (request) => {
    arrived.push(request)
    return await example.receiveRequest(request)
  },
  submit: async (requests) => {
    submitted.push(...requests)
    const done = await example.submit(requests)
    const refusal = finding('STATE', 'not possible', { field: 'connection_state', value: 'new', danish: 'ikke muligt' })
    const outcomes = done.outcomes.map((one) =>
      one.request.kind === 'connect' ? { ...one, outcome: 'rejected' as const, findings: [refusal] } : one,
    )
    return { ...done, outcomes }
  },
}

beforeAll(async () => {
  hub = await openHubFixture({ points })
})
afterAll(async () => {
  await hub.stop()
})
beforeEach(() => {
  arrived = []
  submitted = []
})

const MEDIA = { json: 'application/json', xml: 'application/xml' } as const

async function send(format: 'json' | 'xml', payload: Uint8Array, role = 'gridaccessprovider') {
  return await hub.server.inject({
    method: 'POST',
    url: '/v1.0/cim/requestchangeaccountingpointcharacteristics',
    headers: { 'content-type': MEDIA[format], authorization: await hub.bearer(role) },
    payload: Buffer.from(payload),
  })
}

describe.each(['json', 'xml'] as const)('RSM-021 in %s', (format) => {
  test('is taken in', async () => {
    const response = await send(format, pointRequest(format))
    expect([response.statusCode, response.body]).toEqual([202, ''])
    expect(arrived.map(({ document }) => document.records.map(({ point }) => point.meteringPointId))).toEqual([
      ['571313000000000068'],
    ])
  })

  test('of somebody else, or with a fault of form, is refused in the same format', async () => {
    const foreign = await send(format, pointRequest(format, { senderId: '5790000000012' }))
    expect(foreign.statusCode).toBe(400)
    expect(foreign.headers['content-type']).toContain(MEDIA[format])
    expect(foreign.body).toContain('00002')
    const broken = await send(format, pointRequest(format, { transactionId: '' }))
    expect([broken.statusCode, broken.body.includes('00202')]).toEqual([400, true])
  })

  test('in a format that it does not say is refused', async () => {
    const other = format === 'json' ? 'xml' : 'json'
    const response = await send(other, pointRequest(format))
    expect(response.statusCode).toBe(400)
    expect(response.body).toContain('00302')
  })
})

async function submit(processes: readonly object[], role = 'operator') {
  return await hub.server.inject({
    method: 'POST',
    url: '/v1/metering-points/processes',
    headers: { 'content-type': 'application/json', authorization: await hub.bearer(role) },
    payload: JSON.stringify({ processes }),
  })
}

test('processes are submitted as their caller, with what they state and take away', async () => {
  const stated = { city: 'Odense', floor: null, production_obligation: false, is_actual_address: true }
  const response = await submit(
    [
      { process: 'update_master_data', meteringPointId: '57', effectiveDate: '2026-06-01', stated },
      { process: 'connect', meteringPointId: '57', effectiveDate: '2026-06-02' },
      { process: 'cancel', meteringPointId: '57', cancels: '12' },
    ],
    'gridaccessprovider',
  )
  expect(response.statusCode).toBe(200)
  const sender = { actorId: ACTOR_OF['gridaccessprovider'], role: 'DDM' }
  expect(submitted).toEqual([
    {
      kind: 'update_master_data',
      meteringPointId: '57',
      effectiveDate: '2026-06-01',
      stated: { city: 'Odense', floor: null, productionObligation: false, isActualAddress: true },
      sender,
      cancels: undefined,
    },
    { kind: 'connect', meteringPointId: '57', effectiveDate: '2026-06-02', stated: {}, sender, cancels: undefined },
    { kind: 'cancel', meteringPointId: '57', effectiveDate: '', stated: {}, sender, cancels: 12n },
  ])
  expect(response.json()).toEqual({
    recordedSeq: '7',
    processes: [
      { processId: '1', outcome: 'accepted', reasons: [] },
      {
        processId: '2',
        outcome: 'rejected',
        reasons: [
          { code: 'D16', field: 'connection_state', value: 'new', english: 'not possible', danish: 'ikke muligt' },
        ],
      },
      { processId: '3', outcome: 'accepted', reasons: [] },
    ],
  })
})

test.each([
  [[]],
  [[{ process: 'explode', meteringPointId: '57', effectiveDate: '2026-06-01' }]],
  [[{ process: 'connect', effectiveDate: '2026-06-01' }]],
  [[{ process: 'connect', meteringPointId: '57', effectiveDate: '2026-06-01', stated: { colour: 'red' } }]],
  [[{ process: 'cancel', meteringPointId: '57', cancels: 'twelve' }]],
])('what is no process is refused: %j', async (processes) => {
  const response = await submit(processes)
  expect(response.statusCode).toBe(400)
  expect(submitted).toEqual([])
})
