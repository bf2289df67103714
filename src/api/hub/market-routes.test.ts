import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { clockFrom, glnWithCheckDigit } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'
import { marketUseCases } from './market-use-cases.ts'

const GRID = glnWithCheckDigit(5)
const SUPPLIER = glnWithCheckDigit(6)

let database: TestDatabase
let hub: HubFixture
beforeAll(async () => {
  database = await freshDatabase()
  const clock = clockFrom(() => Date.parse('2026-03-10T12:00:00Z'))
  hub = await openHubFixture({ market: marketUseCases({ pool: database.pool, profile: dk, clock }) })
  await hub.server.ready()
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly text: string
}

async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object | string): Promise<Answer> {
  const response = await hub.server.inject({
    method,
    url,
    headers: {
      authorization: await hub.bearer('operator'),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
  })
  const isJson = String(response.headers['content-type']).includes('json')
  return { status: response.statusCode, body: isJson ? response.json() : {}, text: response.body }
}
const stated = async (url: string, payload: object): Promise<unknown> => {
  const { status, body } = await ask('POST', url, payload)
  expect(status).toBe(200)
  return body
}
const targets = ({ text }: Answer): unknown[] => {
  const { Error: error } = JSON.parse(text) as {
    readonly Error: { readonly Target: string | null; readonly Details: { readonly Errors: object[] } | null }
  }
  return (error.Details?.Errors ?? [error]).map((each) => (each as { readonly Target: unknown }).Target)
}

const NET = { name: 'Net', roles: ['metered_data_responsible', 'grid_access_provider'] }
const WEST = { name: 'West', priceArea: 'DK1', meteredDataResponsibleId: GRID }

describe('actors', () => {
  test('are stated, always or from a day on; sent again, once', async () => {
    expect(await stated('/v1/actors', { actorId: GRID, ...NET })).toEqual({ recordedSeq: '1', warnings: [] })
    expect(await stated('/v1/actors', { actorId: GRID, ...NET })).toEqual({ recordedSeq: null, warnings: [] })
    const later = { actorId: GRID, validFrom: '2026-06-01', name: 'Net A/S', roles: [] }
    expect(await stated('/v1/actors', later)).toMatchObject({ recordedSeq: '2' })
    await stated('/v1/actors', { actorId: SUPPLIER, name: 'Lys', roles: ['energy_supplier'] })
    expect((await ask('GET', `/v1/actors/${GRID}`)).body).toEqual({
      actorId: GRID,
      periods: [
        { actorId: GRID, validFrom: '1900-01-01', validTo: '2026-06-01', recordedSeq: '1', ...NET },
        { ...later, validTo: null, recordedSeq: '2' },
      ],
      statements: [
        { validFrom: '1900-01-01', recordedSeq: '1', withdrawn: false, values: NET },
        { validFrom: '2026-06-01', recordedSeq: '2', withdrawn: false, values: { name: 'Net A/S', roles: [] } },
      ],
    })
  })

  test('are listed page by page, on a day, and as known', async () => {
    const seen: unknown[] = []
    for (let after = ''; ;) {
      const { body } = await ask('GET', `/v1/actors?limit=1${after}`)
      const { actors, next } = body as { actors: { actorId: string; validFrom: string }[]; next: string | null }
      seen.push(...actors.map(({ actorId, validFrom }) => [actorId, validFrom]))
      if (next === null) break
      after = `&after=${next}`
    }
    expect(seen).toEqual([
      [GRID, '1900-01-01'],
      [GRID, '2026-06-01'],
      [SUPPLIER, '1900-01-01'],
    ])
    const shownOn = async (query: string): Promise<unknown> =>
      ((await ask('GET', `/v1/actors?${query}`)).body['actors'] as { name: string }[]).map(({ name }) => name)
    expect(await shownOn('asOf=2026-06-01')).toEqual(['Net A/S', 'Lys'])
    expect(await shownOn('asOf=2026-06-01&asKnown=1')).toEqual(['Net'])
    expect(await shownOn('asKnown=0')).toEqual([])
  })

  test('are withdrawn from a day on; what was never stated is not', async () => {
    const day = { actorId: SUPPLIER, validFrom: '2026-05-01' }
    await stated('/v1/actors', { ...day, name: 'Lys', roles: [] })
    await stated('/v1/actors', { ...day, withdrawn: true })
    expect((await ask('GET', `/v1/actors/${SUPPLIER}`)).body).toMatchObject({
      periods: [{ validTo: null }],
      statements: [{}, {}, { withdrawn: true, values: null }],
    })
    expect(targets(await ask('POST', '/v1/actors', { ...day, validFrom: '2026-05-02', withdrawn: true }))).toEqual([
      'actorId',
    ])
  })

  test('are refused with every fault at once', async () => {
    const answer = await ask('POST', '/v1/actors', {
      actorId: '5790000000013',
      validFrom: 'May',
      roles: ['netselskab'],
    })
    expect(answer.status).toBe(400)
    expect(targets(answer)).toEqual(['actorId', 'validFrom', 'name', 'roles'])
  })
})

describe('grid areas', () => {
  test('are stated with operators and neighbours; what is doubtful is said and holds', async () => {
    const first = await stated('/v1/grid-areas', { code: '801', validFrom: '2026-01-01', ...WEST, neighbours: ['802'] })
    expect(first).toMatchObject({
      warnings: [
        { code: 'GRID_AREA_UNKNOWN', message: 'neighbour 802 is not known on 2026-01-01', field: 'neighbours' },
      ],
    })
    const other = { code: '802', validFrom: '2026-01-01', name: 'East', priceArea: null, neighbours: ['801'] }
    expect(await stated('/v1/grid-areas', { ...other, gridAccessProviderId: SUPPLIER })).toMatchObject({
      warnings: [{ code: 'ACTOR_ROLE_UNKNOWN', field: 'gridAccessProviderId' }],
    })
    expect(await stated('/v1/grid-areas', { ...other, gridAccessProviderId: null, neighbours: null })).toMatchObject({
      warnings: [],
    })
    const [east] = (await ask('GET', '/v1/grid-areas?after=801@2026-01-01')).body['gridAreas'] as object[]
    expect(east).toMatchObject({ code: '802', priceArea: null, gridAccessProviderId: null, neighbours: null })
  })

  test('are read with who gives access, and as they were stated', async () => {
    const { body } = await ask('GET', '/v1/grid-areas/801')
    expect(body).toMatchObject({
      code: '801',
      periods: [{ ...WEST, gridAccessProviderId: GRID, neighbours: ['802'], validTo: null }],
      statements: [{ withdrawn: false, values: { ...WEST, gridAccessProviderId: null } }],
    })
    expect((await ask('GET', '/v1/grid-areas/801?asKnown=1')).status).toBe(404)
    expect((await ask('GET', '/v1/grid-areas/999')).status).toBe(404)
    expect((await ask('GET', '/v1/grid-areas/80')).status).toBe(400)
  })

  test('are refused with every fault at once, and nothing is recorded', async () => {
    const wrong = {
      code: '803',
      validFrom: '2026-02-30',
      priceArea: 'DK9',
      gridAccessProviderId: '1',
      neighbours: ['803'],
    }
    const answer = await ask('POST', '/v1/grid-areas', wrong)
    expect(answer.status).toBe(400)
    expect(targets(answer)).toEqual(['validFrom', 'name', 'priceArea', 'gridAccessProviderId', 'neighbours'])
    expect((await ask('GET', '/v1/grid-areas/803')).status).toBe(404)
    expect((await ask('GET', '/v1/grid-areas/801/x')).status).toBe(404)
  })

  test.each([
    ['no code', { validFrom: '2026-01-01', name: 'X' }],
    ['a field that nobody knows', { code: '804', validFrom: '2026-01-01', name: 'X', owner: GRID }],
    ['a character 0', { code: '804', validFrom: '2026-01-01', name: 'X\u0000' }],
    ['no JSON', '{'],
  ])('are refused for %s', async (_, payload) => {
    expect((await ask('POST', '/v1/grid-areas', payload)).status).toBe(400)
  })
})

test.each(['limit=0', 'after=801', 'after=801@2026-02-30', 'asOf=2026-02-30', 'asOf=May', 'asKnown=x'])(
  'a list is refused for %s',
  async (query) => {
    expect((await ask('GET', `/v1/grid-areas?${query}`)).status).toBe(400)
  },
)

test('clients are stated, listed page by page, and withdrawn', async () => {
  const client = { clientId: 'lys/1', actorId: SUPPLIER, role: 'DDQ' }
  expect(await stated('/v1/api-clients', client)).toMatchObject({ warnings: [] })
  await stated('/v1/api-clients', { ...client, clientId: 'net', actorId: GRID, role: 'MDR' })
  const { body } = await ask('GET', '/v1/api-clients?limit=1')
  expect(body).toEqual({ clients: [client], next: 'lys/1' })
  expect((await ask('GET', '/v1/api-clients?limit=1&after=lys/1')).body).toMatchObject({
    clients: [{ clientId: 'net' }],
    next: null,
  })
  expect((await ask('DELETE', `/v1/api-clients/${encodeURIComponent('lys/1')}`)).status).toBe(204)
  expect((await ask('DELETE', `/v1/api-clients/${encodeURIComponent('lys/1')}`)).status).toBe(404)
  expect((await ask('GET', '/v1/api-clients')).body).toMatchObject({ clients: [{ clientId: 'net' }] })
})

test('a client in a role that its actor does not have is refused, with every other fault', async () => {
  const answer = await ask('POST', '/v1/api-clients', { clientId: '', actorId: SUPPLIER, role: 'DDK' })
  expect(answer.status).toBe(400)
  expect(targets(answer)).toEqual(['clientId', 'role'])
})
