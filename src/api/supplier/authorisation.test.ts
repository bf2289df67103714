import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { badTokens, statusWith } from '../testing/authorisation.ts'
import type { RouteCase } from '../testing/authorisation.ts'
import { openSupplierFixture, SUPPLIER_AUDIENCE, SUPPLIER_ROLES } from '../testing/supplier-fixture.ts'
import type { SupplierFixture } from '../testing/supplier-fixture.ts'
import { startTokenMint } from '../testing/token-mint.ts'
import type { TokenMint } from '../testing/token-mint.ts'

const only = (...roles: (typeof SUPPLIER_ROLES)[number][]) => Object.fromEntries(roles.map((role) => [role, 200]))
const OPEN: RouteCase = { allowed: 200 }

/** Every route of the supplier's API, with the roles that get an answer. */
const CASES: Readonly<Record<string, RouteCase>> = {
  'GET /v1/invoices': { allowed: only('billing', 'controller') },
  'GET /v1/invoices/:number': { url: '/v1/invoices/2026-000001', allowed: only('billing', 'controller') },
  'GET /v1/invoices/:number/explanation': {
    url: '/v1/invoices/2026-000001/explanation?line=1',
    allowed: only('billing', 'controller', 'analyst'),
  },
  'GET /v1/exceptions': { allowed: only('billing', 'analyst') },
  'GET /v1/reconciliation': { allowed: only('analyst', 'controller') },
  'GET /v1/accruals': { allowed: only('controller') },
  'GET /v1/ledger/totals': { allowed: only('controller') },
  'GET /v1/ledger/entries': { allowed: only('controller') },
  'GET /v1/dead-letters': { allowed: only('operator', 'analyst') },
  'POST /v1/dead-letters/:id/replay': { url: '/v1/dead-letters/a/replay', allowed: only('operator') },
  'GET /v1/status': { allowed: only('billing', 'controller', 'analyst', 'operator') },
  'GET /health': OPEN,
  'GET /health/ready': OPEN,
  'GET /openapi.json': OPEN,
  'GET /docs': { allowed: 301 },
  'GET /docs/': OPEN,
  'GET /docs/js/scalar.js': OPEN,
}

let api: SupplierFixture
let other: TokenMint
beforeAll(async () => {
  api = await openSupplierFixture()
  other = await startTokenMint(
    SUPPLIER_AUDIENCE,
    SUPPLIER_ROLES.map((role) => ({ clientId: role, clientSecret: 'secret', role })),
  )
  await api.server.ready()
})
afterAll(async () => {
  await api.stop()
  await other.stop()
})

test('every route is in the table above, and nothing else', () => {
  const routes = api.server.knownRoutes.filter(({ method }) => method !== 'HEAD')
  expect(routes.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(Object.keys(CASES).toSorted())
})

describe.each(Object.entries(CASES))('%s', (route, given) => {
  const { allowed } = given
  const expected = (otherwise: number): number => (typeof allowed === 'number' ? allowed : otherwise)
  const entitled = typeof allowed === 'number' ? 'billing' : (Object.keys(allowed)[0] ?? '')

  test.each(SUPPLIER_ROLES)('role %s', async (role) => {
    const status = await statusWith(api.server, route, given, await api.bearer(role))
    expect(status).toBe(typeof allowed === 'number' ? allowed : (allowed[role] ?? 403))
  })

  test('tokens that are none', async () => {
    const tokens = await badTokens(api.mint, other, { clientId: entitled, role: entitled })
    for (const [what, authorization] of Object.entries(tokens)) {
      expect([what, await statusWith(api.server, route, given, authorization)]).toEqual([what, expected(401)])
    }
  })

  test('roles of the market and roles that nobody knows', async () => {
    for (const role of ['energysupplier', 'constructor', 'BILLING', 'billing ']) {
      const authorization = `Bearer ${await api.mint.signed({ azp: entitled, roles: [role] })}`
      expect(await statusWith(api.server, route, given, authorization)).toBe(expected(403))
    }
  })
})

test('whoever is refused reaches no use case', async () => {
  api.asked.length = 0
  const { url } = CASES['POST /v1/dead-letters/:id/replay'] ?? {}
  await statusWith(api.server, 'POST', { url: url ?? '', allowed: 0 }, await api.bearer('analyst'))
  await statusWith(api.server, 'POST', { url: url ?? '', allowed: 0 }, undefined)
  expect(api.asked).toEqual([])
})
