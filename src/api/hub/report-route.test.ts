import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { finding, refused } from '../../kernel/index.ts'
import { ACTOR_OF, HUB_ID, openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'

let hub: HubFixture
beforeAll(async () => {
  hub = await openHubFixture()
})
beforeEach(() => {
  hub.reportRequests.length = 0
})
afterAll(async () => {
  await hub.stop()
})

const PATH = '/v1/settlement/reports?type=wholesale_fixing&from=2026-03-01&to=2026-03-31&areas=801,802'
const ask = async (role: string, url: string, server = hub.server) =>
  await server.inject({ url, headers: { authorization: await hub.bearer(role) } })

test('a report is a ZIP file with a name and a length', async () => {
  const response = await ask('energysupplier', PATH)
  expect(response.statusCode).toBe(200)
  expect(response.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-length': '2',
    'content-disposition': 'attachment; filename="report.zip"',
  })
  expect(response.body).toBe('PK')
})

test('it is the caller’s, whatever the request says; the last day belongs to it', async () => {
  const other = `${PATH}&actorId=5790000000012&role=datahub_administrator&calculation=801=a,802=b&split=true`
  await ask('energysupplier', other)
  await ask('gridaccessprovider', other)
  await ask('systemoperator', other)
  await ask('operator', PATH)
  const asked = {
    type: 'wholesale_fixing',
    from: '2026-03-01',
    to: '2026-04-01',
    gridAreas: ['801', '802'],
    calculations: ['801=a', '802=b'],
    preventLargeFiles: true,
  }
  expect(hub.reportRequests).toEqual([
    { ...asked, role: 'energy_supplier', actorId: ACTOR_OF['energysupplier'] },
    { ...asked, role: 'grid_access_provider', actorId: ACTOR_OF['gridaccessprovider'] },
    { ...asked, role: 'system_operator', actorId: ACTOR_OF['systemoperator'] },
    { ...asked, role: 'datahub_administrator', actorId: undefined, calculations: [], preventLargeFiles: false },
  ])
  expect(HUB_ID).not.toBe('')
})

test('everything that is wrong with a request is said at once', async () => {
  const own = await openHubFixture({
    settlementReport: async () =>
      await Promise.resolve(
        refused([
          finding('REPORT_ARGUMENT', 'no calculation is named for grid area 801', { field: 'calculation' }),
          finding('NOT_CALCULATED', 'grid area 802 has no published result', { field: 'areas' }),
        ]),
      ),
  })
  try {
    const response = await own.server.inject({ url: PATH, headers: { authorization: await own.bearer('operator') } })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({
      Error: { Code: 'BadRequest', Details: { Errors: [{ Code: 'REPORT_ARGUMENT' }, { Code: 'NOT_CALCULATED' }] } },
    })
  } finally {
    await own.stop()
  }
})

test('a request without a period is refused before it is looked at', async () => {
  const response = await ask('operator', '/v1/settlement/reports?type=balance_fixing&areas=801')
  expect(response.statusCode).toBe(400)
  expect(response.body).toContain('from')
  expect(hub.reportRequests).toEqual([])
})
