import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { fixedClock, gsrnWithCheckDigit } from '../../kernel/index.ts'
import { appendGridAreas, dk } from '../../market/index.ts'
import { appendPeriods, submitProcesses } from '../../metering-points/index.ts'
import { inTransaction, nextRecordedSeq } from '../../platform/index.ts'
import { ACTOR_OF, openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'
import { pointSearchUseCases } from './point-search-use-cases.ts'

const clock = fixedClock(Date.UTC(2026, 2, 15, 12))
const id = gsrnWithCheckDigit
const actor = (role: string): string => ACTOR_OF[role] ?? ''
const OTHER_SUPPLIER = '5790000009999'

let database: TestDatabase
let hub: HubFixture
let firstSeq: bigint
beforeAll(async () => {
  database = await freshDatabase()
  const { pool } = database
  firstSeq = await inTransaction(pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    const area = { validFrom: '2020-01-01', priceArea: null }
    const [ddm, mdr] = [actor('gridaccessprovider'), actor('metereddataresponsible')]
    await appendGridAreas(
      trx,
      [
        { ...area, code: '801', name: 'North', meteredDataResponsibleId: mdr, gridAccessProviderId: ddm },
        { ...area, code: '802', name: 'South', meteredDataResponsibleId: '5790000008888' },
      ],
      seq,
    )
    const point = {
      validFrom: '2026-01-01',
      type: 'consumption',
      settlementMethod: 'flex',
      resolution: 'PT15M',
    } as const
    const address = { streetName: 'Ågade', buildingNumber: '3', postCode: '5000', city: 'Odense C' }
    const own = { energySupplierId: actor('energysupplier') }
    await appendPeriods(
      trx,
      [
        { ...point, ...own, ...address, meteringPointId: id(1), gridArea: '801' },
        {
          ...point,
          meteringPointId: id(1),
          validFrom: '2026-03-01',
          gridArea: '801',
          energySupplierId: OTHER_SUPPLIER,
        },
        { ...point, ...own, meteringPointId: id(2), gridArea: '802' },
        {
          ...point,
          meteringPointId: id(3),
          type: 'electrical_heating',
          settlementMethod: null,
          gridArea: '802',
          parentId: id(2),
        },
        { ...point, meteringPointId: id(4), gridArea: '802', connectionState: 'new' },
      ],
      seq,
    )
    return seq
  })
  await inTransaction(pool, async (trx) => {
    const sender = { actorId: actor('gridaccessprovider'), role: 'DDM' }
    const request = {
      kind: 'connect',
      meteringPointId: id(1),
      effectiveDate: '2026-03-10',
      stated: {},
      sender,
    } as const
    await submitProcesses(trx, [{ ...request, messageId: 'm-1', transactionId: 't-1' }], { profile: dk, clock })
  })
  hub = await openHubFixture({ pointSearch: pointSearchUseCases({ pool, clock, zone: dk.zone }) })
  await hub.server.ready()
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

async function get(path: string, role = 'operator'): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await hub.server.inject({
    url: `/v1/metering-points${path}`,
    headers: { authorization: await hub.bearer(role) },
  })
  const isJson = response.headers['content-type']?.toString().includes('json') === true
  return { status: response.statusCode, body: isJson ? response.json() : response.body }
}
type List = { readonly points: readonly { readonly meteringPointId: string }[]; readonly next: string | null }
const found = async (query: string, role?: string): Promise<string[]> =>
  ((await get(query, role)).body as List).points.map(({ meteringPointId }) => meteringPointId)

describe('search', () => {
  test.each([
    ['', [1, 2, 3, 4]],
    [`?id=${id(2)}`, [2]],
    ['?areas=801,802', [1, 2, 3, 4]],
    ['?areas=802&connectionState=new', [4]],
    [`?energySupplierId=${OTHER_SUPPLIER}`, [1]],
    [`?energySupplierId=${OTHER_SUPPLIER}&asOf=2026-02-28`, []],
    [`?parentId=${id(2)}`, [3]],
    ['?type=electrical_heating', [3]],
    ['?streetName=%C3%A5g&buildingNumber=3&asOf=2026-02-01', [1]],
  ])('%s', async (query, numbers) => {
    expect(await found(query)).toEqual(numbers.map(id))
  })

  test('pages, and what was known earlier', async () => {
    const first = (await get('?limit=3')).body as List
    expect(first.points).toHaveLength(3)
    expect(await found(`?limit=3&after=${first.next}`)).toEqual([id(4)])
    expect(await found(`?asKnown=${firstSeq - 1n}`)).toEqual([])
    expect(await found(`?asKnown=${firstSeq}`)).toHaveLength(4)
  })

  test('every fault of a filter is told at once', async () => {
    const { status, body } = await get('?connectionState=gone&type=thing&buildingNumber=3')
    expect(status).toBe(400)
    expect(body).toMatchObject({
      Error: { Details: { Errors: [{ Target: 'type' }, { Target: 'connectionState' }, { Target: 'buildingNumber' }] } },
    })
  })

  test.each([
    '?limit=0',
    '?limit=1001',
    '?after=x',
    '?asOf=2026-02-30',
    '?asKnown=now',
    '?city=',
    '?city=%00',
    '?id=abc',
  ])('%s is refused', async (query) => {
    expect((await get(query)).status).toBe(400)
  })
})

describe('what each role sees', () => {
  test.each([
    ['operator', '', [1, 2, 3, 4]],
    ['systemoperator', '', [1, 2, 3, 4]],
    ['gridaccessprovider', '', [1]],
    ['gridaccessprovider', '?areas=802', []],
    ['metereddataresponsible', '?areas=801,802', [1]],
    ['energysupplier', '', [2]],
    ['energysupplier', '?asOf=2026-02-28', [1, 2]],
    ['energysupplier', `?energySupplierId=${OTHER_SUPPLIER}`, []],
  ])('%s searches %s', async (role, query, numbers) => {
    expect(await found(query, role)).toEqual(numbers.map(id))
  })

  test.each([
    ['operator', 4, 200],
    ['gridaccessprovider', 1, 200],
    ['gridaccessprovider', 2, 404],
    ['metereddataresponsible', 2, 404],
    ['energysupplier', 2, 200],
    ['energysupplier', 3, 200],
    ['energysupplier', 1, 404],
    ['energysupplier', 4, 404],
    ['operator', 99, 404],
  ])('%s looks at point %d', async (role, number, status) => {
    expect((await get(`/${id(number)}`, role)).status).toBe(status)
  })

  test('a supplier sees the periods of its own supply, the operator all of them', async () => {
    const periods = async (role: string): Promise<unknown> =>
      ((await get(`/${id(1)}?asOf=2026-02-01`, role)).body as { periods: unknown[] }).periods
    expect(await periods('energysupplier')).toMatchObject([{ validFrom: '2026-01-01', validTo: '2026-03-01' }])
    expect(await periods('operator')).toHaveLength(2)
  })

  test.each([
    ['operator', 1, 200],
    ['gridaccessprovider', 1, 200],
    ['gridaccessprovider', 2, 404],
    ['energysupplier', 2, 403],
    ['operator', 99, 404],
  ])('%s asks for the history of point %d', async (role, number, status) => {
    expect((await get(`/${id(number)}/history`, role)).status).toBe(status)
  })
})

test('a point has all its fields, its children, and a number of a commit as text', async () => {
  expect((await get(`/${id(2)}`)).body).toMatchObject({
    asOf: '2026-03-15',
    version: { recordedSeq: String(firstSeq), processId: null, values: { type: 'consumption', floor: null } },
    parent: null,
    children: [{ meteringPointId: id(3), parentId: id(2) }],
  })
  expect((await get(`/${id(3)}`)).body).toMatchObject({ parent: { meteringPointId: id(2) }, children: [] })
  expect((await get(`/${id(2)}?asOf=2025-12-31`)).body).toMatchObject({ version: null, periods: [{}] })
})

test('a history tells imports and processes with their message, page by page', async () => {
  const { body } = await get(`/${id(1)}/history?limit=1`)
  expect(body).toMatchObject({
    entries: [{ kind: 'import', effects: [{ what: 'stated' }, { validFrom: '2026-03-01' }] }],
  })
  const next = (body as { next: string }).next
  expect((await get(`/${id(1)}/history?after=${next}`)).body).toMatchObject({
    entries: [
      {
        kind: 'process',
        process: 'connect',
        outcome: 'rejected',
        messageId: 'm-1',
        receivedAt: '2026-03-15T12:00:00Z',
        findings: [{ code: 'STATE', field: 'connection_state' }],
        effects: [],
      },
    ],
    next: null,
  })
  expect((await get(`/${id(1)}/history?asKnown=${firstSeq}`)).body).toMatchObject({ entries: [{ kind: 'import' }] })
})
