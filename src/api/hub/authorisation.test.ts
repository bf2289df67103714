import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestType } from '../../exchange/index.ts'
import { badTokens, statusWith } from '../testing/authorisation.ts'
import type { RouteCase } from '../testing/authorisation.ts'
import { documentJson, pointRequestJson, requestJson, serviceAnswer, serviceRequest } from '../testing/documents.ts'
import { EXAMPLE_STATUS } from '../testing/example-operation.ts'
import { ACTOR_OF, HUB_AUDIENCE, openHubFixture } from '../testing/hub-fixture.ts'
import type { HubFixture } from '../testing/hub-fixture.ts'
import { startTokenMint } from '../testing/token-mint.ts'
import type { TokenMint } from '../testing/token-mint.ts'

const ROLES = Object.keys(ACTOR_OF)
const ACTORS = ROLES.filter((role) => role !== 'operator')
const POINT = '571313000000000068'
const SEES_HISTORY = ['operator', 'systemoperator', 'gridaccessprovider', 'metereddataresponsible']
const all = (roles: readonly string[], status: number) => Object.fromEntries(roles.map((role) => [role, status]))
const PEEK: RouteCase = { headers: { 'content-type': 'application/json' }, allowed: all(ACTORS, 204) }
const OPEN: RouteCase = { allowed: 200 }
const ONE = `/v1/settlement/calculations/${EXAMPLE_STATUS.calculationId}`
const posted = (body: object, status: number, url?: string): RouteCase => ({
  ...(url === undefined ? {} : { url }),
  headers: { 'content-type': 'application/json' },
  payload: JSON.stringify(body),
  allowed: { operator: status },
})

/** The request is the energy supplier's: others may use the route, but not send it. */
const request = (requestType: RequestType, allowed: RouteCase['allowed']): RouteCase => ({
  headers: { 'content-type': 'application/json' },
  payload: requestJson(requestType),
  allowed,
})

/** A document about services, of the one role that may send it. */
const service = (bytes: Uint8Array, role: string): RouteCase => ({
  headers: { 'content-type': 'application/json' },
  payload: new TextDecoder().decode(bytes),
  allowed: { [role]: 202 },
})

/** Every route of the hub, with the answer that each role gets. */
const CASES: Readonly<Record<string, RouteCase>> = {
  'POST /v1.0/cim/notifyvalidatedmeasuredata': {
    headers: { 'content-type': 'application/json' },
    payload: documentJson(),
    // The document is that of the metered data responsible: others may use the route, but not send it.
    allowed: { metereddataresponsible: 202, gridaccessprovider: 400, delegated: 400 },
  },
  'POST /v1.0/cim/requestvalidatedmeasurements': request('RSM-015', {
    energysupplier: 202,
    gridaccessprovider: 400,
    metereddataresponsible: 400,
    systemoperator: 400,
    delegated: 400,
    danishenergyagency: 400,
  }),
  // As DDM a grid company may send it, to be told that it must ask as MDR.
  'POST /v1.0/cim/requestaggregatedmeasuredata': request('RSM-016', {
    energysupplier: 202,
    metereddataresponsible: 400,
    balanceresponsibleparty: 400,
    gridaccessprovider: 400,
  }),
  'POST /v1.0/cim/requestwholesalesettlement': request('RSM-017', {
    energysupplier: 202,
    gridaccessprovider: 400,
    systemoperator: 400,
  }),
  'GET /v1.0/cim/aggregations': PEEK,
  'GET /v1.0/cim/measuredata': PEEK,
  'GET /v1.0/cim/timeseries': PEEK,
  'GET /v1.0/cim/masterdata': PEEK,
  'GET /v1.0/cim/charges': PEEK,
  'DELETE /v1.0/cim/dequeue/:messageId': { url: '/v1.0/cim/dequeue/unknown', allowed: all(ACTORS, 400) },
  'POST /v1/settlement/plan': {
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({
      gridAreas: ['801'],
      firstDay: '2026-03-02',
      lastDay: '2026-03-02',
      type: 'balance_fixing',
    }),
    allowed: { operator: 200 },
  },
  'GET /v1/metering-points': { allowed: all([...SEES_HISTORY, 'energysupplier'], 200) },
  'GET /v1/metering-points/:meteringPointId': {
    url: `/v1/metering-points/${POINT}`,
    allowed: all([...SEES_HISTORY, 'energysupplier'], 404),
  },
  'GET /v1/metering-points/:meteringPointId/history': {
    url: `/v1/metering-points/${POINT}/history`,
    allowed: all(SEES_HISTORY, 404),
  },
  'GET /v1/status': { allowed: all(ROLES, 200) },
  'POST /v1/settlement/calculations': posted(
    { type: 'balance_fixing', gridAreas: ['801'], firstDay: '2026-03-02', lastDay: '2026-03-02' },
    202,
  ),
  'GET /v1/settlement/calculations': { allowed: { operator: 200 } },
  'GET /v1/settlement/calculations/:calculationId': { url: ONE, allowed: { operator: 200 } },
  'GET /v1/settlement/calculations/:calculationId/events': { url: `${ONE}/events`, allowed: { operator: 200 } },
  'POST /v1/settlement/calculations/:calculationId/cancel': posted({}, 200, `${ONE}/cancel`),
  'POST /v1/settlement/calculations/:calculationId/approve': posted({}, 200, `${ONE}/approve`),
  'POST /v1/settlement/calculations/:calculationId/reject': posted({ reason: 'too low' }, 200, `${ONE}/reject`),
  'POST /v1/settlement/calculations/:calculationId/rerun': posted({}, 202, `${ONE}/rerun`),
  'GET /v1/metering-point-events': { allowed: { operator: 200, systemoperator: 200 } },
  'GET /v1/metering-point-events/stream': { allowed: { operator: 200, systemoperator: 200 } },
  'GET /v1/settlement/schedule': { allowed: { operator: 200 } },
  'GET /v1/settlement/latest': { allowed: { operator: 200 } },
  'GET /v1/settlement/history': { allowed: { operator: 200 } },
  'GET /v1/settlement/compare/:a/:b': { url: '/v1/settlement/compare/1/2', allowed: { operator: 404 } },
  'GET /v1/settlement/reports': {
    url: '/v1/settlement/reports?type=balance_fixing&from=2026-03-01&to=2026-03-31&areas=801',
    allowed: all(['operator', 'energysupplier', 'gridaccessprovider', 'systemoperator'], 200),
  },
  'POST /v1.0/cim/requestchangeaccountingpointcharacteristics': {
    headers: { 'content-type': 'application/json' },
    payload: pointRequestJson(),
    // The document is that of the grid company: the system operator may use the route, but not send it.
    allowed: { gridaccessprovider: 202, systemoperator: 400 },
  },
  'POST /v1/metering-points/processes': {
    ...posted({ processes: [{ process: 'connect', meteringPointId: '1', effectiveDate: '2026-06-01' }] }, 200),
    allowed: all(['operator', 'gridaccessprovider', 'systemoperator'], 200),
  },
  'POST /v1.0/cim/requestservice': service(serviceRequest('json'), 'energysupplier'),
  'POST /v1.0/cim/confirmrequestservice': service(serviceAnswer('RSM-020-A01', 'json'), 'gridaccessprovider'),
  'POST /v1.0/cim/rejectrequestservice': service(serviceAnswer('RSM-020-A02', 'json'), 'gridaccessprovider'),
  'GET /v1/service-requests': { allowed: all(['operator', 'energysupplier', 'gridaccessprovider'], 200) },
  'POST /v1/service-requests/:requestId/cancel': {
    ...posted({}, 204, '/v1/service-requests/7/cancel'),
    allowed: { energysupplier: 204 },
  },
  'GET /v1/grid-areas': { allowed: all(ROLES, 200) },
  'GET /v1/grid-areas/:code': { url: '/v1/grid-areas/801', allowed: all(ROLES, 200) },
  'POST /v1/grid-areas': posted({ code: '801', validFrom: '2026-01-01', name: 'Example' }, 200),
  'GET /v1/actors': { allowed: all(ROLES, 200) },
  'GET /v1/actors/:actorId': { url: '/v1/actors/5790001089030', allowed: all(ROLES, 200) },
  'POST /v1/actors': posted({ actorId: '5790001089030', name: 'Example', roles: ['delegated'] }, 200),
  'GET /v1/api-clients': { allowed: { operator: 200 } },
  'POST /v1/api-clients': posted({ clientId: 'a', actorId: '5790001089030', role: 'DEL' }, 200),
  'DELETE /v1/api-clients/:clientId': { url: '/v1/api-clients/a', allowed: { operator: 204 } },
  'GET /health': OPEN,
  'GET /health/ready': OPEN,
  'GET /openapi.json': OPEN,
  'GET /docs/': OPEN,
  'GET /docs': { allowed: 301 },
  'GET /docs/js/scalar.js': OPEN,
}

let hub: HubFixture
let other: TokenMint
beforeAll(async () => {
  hub = await openHubFixture()
  other = await startTokenMint(
    HUB_AUDIENCE,
    ROLES.map((role) => ({ clientId: role, clientSecret: 'secret', role })),
  )
  await hub.server.ready()
})
afterAll(async () => {
  await hub.stop()
  await other.stop()
})

test('every route is in the table above, and nothing else', () => {
  const routes = hub.server.knownRoutes.filter(({ method }) => method !== 'HEAD')
  expect(routes.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(Object.keys(CASES).toSorted())
})

test('a HEAD is guarded as its GET', () => {
  const heads = hub.server.knownRoutes.filter(({ method }) => method === 'HEAD')
  expect(heads.length).toBeGreaterThan(5)
  for (const { url, access } of heads) {
    expect(access).toEqual(hub.server.knownRoutes.find((one) => one.method === 'GET' && one.url === url)?.access)
  }
})

describe.each(Object.entries(CASES))('%s', (route, given) => {
  const { allowed } = given
  const expected = (otherwise: number): number => (typeof allowed === 'number' ? allowed : otherwise)
  const entitled = typeof allowed === 'number' ? 'energysupplier' : (Object.keys(allowed)[0] ?? '')

  test.each(ROLES)('role %s', async (role) => {
    const status = await statusWith(hub.server, route, given, await hub.bearer(role))
    expect(status).toBe(typeof allowed === 'number' ? allowed : (allowed[role] ?? 403))
  })

  test('tokens that are none', async () => {
    const tokens = await badTokens(hub.mint, other, { clientId: entitled, role: entitled })
    expect(Object.keys(tokens).length).toBeGreaterThan(20)
    for (const [what, authorization] of Object.entries(tokens)) {
      expect([what, await statusWith(hub.server, route, given, authorization)]).toEqual([what, expected(401)])
    }
  })

  test('clients that act for nobody, or in another role', async () => {
    const foreign = [
      await hub.bearer('stranger'),
      `Bearer ${await hub.mint.signed({ azp: 'nobody', roles: [entitled] })}`,
      `Bearer ${await hub.mint.signed({ azp: 'energysupplier', roles: ['systemoperator'] })}`,
      `Bearer ${await hub.mint.signed({ azp: entitled, roles: ['constructor'] })}`,
      `Bearer ${await hub.mint.signed({ azp: entitled, roles: ['DDQ'] })}`,
    ]
    for (const authorization of foreign) {
      expect(await statusWith(hub.server, route, given, authorization)).toBe(expected(403))
    }
  })
})

test('a refusal says how to authenticate, and comes before the body is looked at', async () => {
  const response = await hub.server.inject({
    method: 'POST',
    url: '/v1.0/cim/notifyvalidatedmeasuredata',
    headers: { 'content-type': 'application/xml' },
    payload: 'x'.repeat(100_000),
  })
  expect(response.statusCode).toBe(401)
  expect(response.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/)
  expect(response.headers['content-type']).toMatch(/^text\/plain/)
})

test('an issuer that does not answer is no fault of the caller', async () => {
  const away = await openHubFixture()
  try {
    const authorization = await away.bearer('energysupplier')
    await away.mint.stop()
    const response = await away.server.inject({ url: '/v1/status', headers: { authorization } })
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('5')
    expect(response.body).not.toContain('127.0.0.1')
  } finally {
    await away.stop()
  }
})

test('a client that was withdrawn is refused at its next request', async () => {
  let isKnown = true
  const own = await openHubFixture({
    findClient: async () =>
      await Promise.resolve(
        isKnown ? { clientId: 'energysupplier', actorId: '5790000000005', role: 'DDQ' } : undefined,
      ),
  })
  try {
    const authorization = await own.bearer('energysupplier')
    const status = async () => (await own.server.inject({ url: '/v1/status', headers: { authorization } })).statusCode
    expect(await status()).toBe(200)
    isKnown = false
    expect(await status()).toBe(403)
  } finally {
    await own.stop()
  }
})
