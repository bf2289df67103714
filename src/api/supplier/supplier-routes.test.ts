import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { openSupplierFixture } from '../testing/supplier-fixture.ts'
import type { SupplierFixture } from '../testing/supplier-fixture.ts'
import type { SupplierUseCases } from './use-cases.ts'

let api: SupplierFixture
beforeAll(async () => {
  api = await openSupplierFixture()
})
afterAll(async () => {
  await api.stop()
})
beforeEach(() => {
  api.asked.length = 0
})

async function get(url: string, role = 'controller', from = api) {
  return await from.server.inject({ url, headers: { authorization: await from.bearer(role) } })
}

test.each([
  ['/v1/invoices', 'listInvoices', [{ limit: 100 }]],
  [
    '/v1/invoices?limit=5&after=2026-000003&customerId=C-1',
    'listInvoices',
    [{ limit: 5, after: '2026-000003', customerId: 'C-1' }],
  ],
  ['/v1/invoices/2026-000001', 'readInvoice', ['2026-000001']],
  ['/v1/invoices/2026-000001/explanation', 'explainInvoice', ['2026-000001', undefined]],
  ['/v1/invoices/2026-000001/explanation?line=3', 'explainInvoice', ['2026-000001', 3]],
  ['/v1/reconciliation', 'readReconciliation', [{}]],
  [
    '/v1/reconciliation?from=2026-03-01&to=2026-04-01',
    'readReconciliation',
    [{ from: '2026-03-01', to: '2026-04-01' }],
  ],
  ['/v1/accruals?limit=1000', 'listAccruals', [{ limit: 1000 }]],
  ['/v1/ledger/totals?from=2026-03-01', 'readLedgerTotals', [{ from: '2026-03-01' }]],
  ['/v1/ledger/entries', 'listLedgerEntries', [{ limit: 100 }]],
  [
    '/v1/ledger/entries?source=accrual:0198c7b1:x&after=7',
    'listLedgerEntries',
    [{ limit: 100, after: '7', source: { type: 'accrual', id: '0198c7b1:x' } }],
  ],
])('GET %s asks %s', async (url, name, args) => {
  const response = await get(url)
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(api.asked).toEqual([{ name, args }])
})

test('dead letters: open ones unless asked for, and replay by id, whatever body comes along', async () => {
  await get('/v1/dead-letters', 'operator')
  await get('/v1/dead-letters?includingResolved=true', 'operator')
  const headers = { authorization: await api.bearer('operator'), 'content-type': 'application/json' }
  const replay = await api.server.inject({
    method: 'POST',
    url: '/v1/dead-letters/a%2Fb/replay',
    headers,
    payload: '{broken',
  })
  expect(replay.statusCode).toBe(200)
  expect(replay.json()).toMatchObject({ outcome: 'refused', findings: [{ code: 'DOCUMENT_UNKNOWN' }] })
  expect(api.asked).toEqual([
    { name: 'listDeadLetters', args: [{ limit: 100, includingResolved: false }] },
    { name: 'listDeadLetters', args: [{ limit: 100, includingResolved: true }] },
    { name: 'replayDeadLetter', args: ['a/b'] },
  ])
})

test.each([
  ['/v1/invoices?limit=0', 'limit'],
  ['/v1/invoices?limit=1001', 'limit'],
  ['/v1/invoices?limit=many', 'limit'],
  ['/v1/invoices?limit=1.5', 'limit'],
  ['/v1/invoices?after=', 'after'],
  ['/v1/invoices?limit=1&limit=2', 'limit'],
  ['/v1/invoices/2026-000001/explanation?line=0', 'line'],
  ['/v1/reconciliation?from=2026-3-1', 'from'],
  ['/v1/reconciliation?from=2026-02-30', 'from'],
  ['/v1/reconciliation?from=2026-03-02&to=2026-03-02', 'to'],
  ['/v1/ledger/totals?to=0000-00-00', 'to'],
  ['/v1/ledger/entries?source=invoice', 'source'],
  ['/v1/ledger/entries?after=abc', 'after'],
  ['/v1/ledger/entries?after=9999999999999999999', 'after'],
  ['/v1/accruals?after=1', 'after'],
])('GET %s is a problem that names %s', async (url, field) => {
  const response = await get(url)
  expect(response.statusCode).toBe(400)
  expect(response.headers['content-type']).toBe('application/problem+json')
  expect(response.json()).toMatchObject({
    type: 'urn:gridbook:error:REQUEST_INVALID',
    status: 400,
    code: 'REQUEST_INVALID',
    where: { field },
    instance: response.headers['correlation-id'],
  })
  expect(api.asked).toEqual([])
})

test('every parameter that is wrong is named at once', async () => {
  const { detail } = (await get('/v1/invoices?limit=0&after=')).json<{ detail: string }>()
  expect(detail).toMatch(/limit/)
  expect(detail).toMatch(/after/)
})

const missing = async (): Promise<undefined> => await Promise.resolve(undefined)

test.each([
  ['/v1/invoices/2026-999999', { readInvoice: missing }],
  ['/v1/invoices/2026-999999/explanation?line=4', { explainInvoice: missing }],
  ['/v1/reconciliation', { readReconciliation: missing }],
] satisfies [string, Partial<SupplierUseCases>][])('%s: nothing there is 404', async (url, own) => {
  const without = await openSupplierFixture(own)
  try {
    const response = await get(url, 'controller', without)
    expect(response.statusCode).toBe(404)
    expect(response.json()).toMatchObject({ code: 'NOT_FOUND', next: 'Check the identifier; list what there is.' })
  } finally {
    await without.stop()
  }
})

async function problemFor(thrown: Error) {
  const failing = await openSupplierFixture({ readLedgerTotals: async () => await Promise.reject(thrown) })
  try {
    const response = await get('/v1/ledger/totals', 'controller', failing)
    return { response, body: response.json<Record<string, unknown>>(), logged: failing.logged.join('') }
  } finally {
    await failing.stop()
  }
}

test.each([
  [400, new GridbookError('FIELD_INVALID', 'bad field', { field: 'x' })],
  [404, new GridbookError('NOT_CALCULATED', 'no result')],
  [400, new GridbookError('GRID_AREA_UNKNOWN', 'area 9 is unknown')],
])('a failure of the catalogue keeps its code and what to do: %i', async (status, error) => {
  const { response, body } = await problemFor(error)
  expect(response.statusCode).toBe(status)
  expect(body).toMatchObject({ code: error.code, detail: error.message, next: error.hint, where: error.where })
})

test('what the analyst must mend first is a conflict', async () => {
  const { response, body } = await problemFor(
    new GridbookError('GRID_LOSS_POINT_MISSING', 'area 801 has none', { day: '2026-03-01' }),
  )
  expect(response.statusCode).toBe(409)
  expect(body).toMatchObject({ where: { day: '2026-03-01' } })
})

test('a database that is away is 503 with Retry-After, and its address stays with us', async () => {
  const { response, body, logged } = await problemFor(
    new GridbookError('DATABASE_UNAVAILABLE', 'host db-7 refuses', { path: 'db-7' }),
  )
  expect(response.statusCode).toBe(503)
  expect(response.headers['retry-after']).toBe('5')
  expect(JSON.stringify(body)).not.toContain('db-7')
  expect(logged).toContain('db-7')
})

test('what nobody foresaw is 500 without its cause, which stands in the log', async () => {
  const { response, body, logged } = await problemFor(new TypeError('x of undefined'))
  expect(response.statusCode).toBe(500)
  expect(body).toMatchObject({ code: 'INTERNAL' })
  expect(JSON.stringify(body)).not.toContain('undefined')
  expect(logged).toContain('x of undefined')
})

test('an answer that lacks a required field never goes out', async () => {
  const broken = await openSupplierFixture({
    readLedgerTotals: async () => await Promise.resolve({ debitDkk: '0.00', accounts: [] } as never),
  })
  try {
    expect((await get('/v1/ledger/totals', 'controller', broken)).statusCode).toBe(500)
  } finally {
    await broken.stop()
  }
})

test('an answer holds nothing that the document does not name', async () => {
  const chatty = await openSupplierFixture({
    readLedgerTotals: async () =>
      await Promise.resolve({ debitDkk: '0.00', creditDkk: '0.00', accounts: [], password: 'x' } as never),
  })
  try {
    expect((await get('/v1/ledger/totals', 'controller', chatty)).json()).toEqual({
      debitDkk: '0.00',
      creditDkk: '0.00',
      accounts: [],
    })
  } finally {
    await chatty.stop()
  }
})
