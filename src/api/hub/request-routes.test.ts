import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { finding } from '../../kernel/index.ts'
import { REQUEST_FORMS } from '../../exchange/index.ts'
import type { RequestType } from '../../exchange/index.ts'
import { requestJson } from '../testing/documents.ts'
import { ACTOR_OF, openHubFixture } from '../testing/hub-fixture.ts'
import type { HubFixture } from '../testing/hub-fixture.ts'

const TYPES = Object.keys(REQUEST_FORMS) as RequestType[]
let hub: HubFixture
beforeAll(async () => {
  hub = await openHubFixture()
})
afterAll(async () => {
  await hub.stop()
})
beforeEach(() => {
  hub.requests.length = 0
})

async function post(requestType: RequestType, payload: string, role = 'energysupplier', fixture = hub) {
  const headers = { 'content-type': 'application/json', authorization: await fixture.bearer(role) }
  return await fixture.server.inject({ method: 'POST', url: REQUEST_FORMS[requestType].path, headers, payload })
}

async function codesOf(requestType: RequestType, payload: string, role?: string): Promise<string[]> {
  const response = await post(requestType, payload, role)
  expect(response.statusCode).toBe(400)
  expect(hub.requests).toEqual([])
  const { Error: error } = response.json<{ Error: { Code: string; Details: { Errors: { Code: string }[] } | null } }>()
  return error.Details === null ? [error.Code] : error.Details.Errors.map(({ Code }) => Code).toSorted()
}

describe.each(TYPES)('%s', (requestType) => {
  test('is stored and answered with 202 and nothing else', async () => {
    const payload = requestJson(requestType)
    const response = await post(requestType, payload)
    expect([response.statusCode, response.body]).toEqual([202, ''])
    expect(hub.requests).toMatchObject([
      {
        source: `api:${String(response.headers['correlation-id'])}`,
        document: { requestType, header: { messageId: 'request-0001' }, series: [{ transactionId: 'request-0001-1' }] },
      },
    ])
    expect(Buffer.from(hub.requests[0]?.bytes ?? []).toString()).toBe(payload)
  })

  // settlement 5.4; 00101 and 00102 are told by what was received before.
  test.each([
    ['00001', { 'sender_MarketParticipant.marketRole.type': { value: 'DDM' } }],
    ['00002', { 'sender_MarketParticipant.mRID': { value: '5790001330552' } }],
    ['00201', { mRID: '' }],
    ['00201', { mRID: undefined }],
    ['00305', { mRID: 'x'.repeat(37) }],
    ['00302', { createdDateTime: 'yesterday' }],
    ['00302', { Series: [] }],
    ['00303', { 'receiver_MarketParticipant.mRID': { value: '5790000000001' } }],
    ['00304', { 'receiver_MarketParticipant.marketRole.type': { value: 'DDZ' } }],
    ['00401', { type: { value: 'E66' } }],
    ['00402', { 'process.processType': { value: 'E65' } }],
    ['00403', { 'businessSector.type': { value: '27' } }],
    ['00202', { Series: [{ mRID: '', 'marketEvaluationPoint.mRID': { value: '1' } }] }],
    ['00205', { Series: [{ mRID: 'y'.repeat(37), 'marketEvaluationPoint.mRID': { value: '1' } }] }],
  ])('%s: %j', async (code, head) => {
    expect(await codesOf(requestType, requestJson(requestType, {}, head))).toEqual([code])
  })

  test('00102: a transaction id that stands there twice', async () => {
    const series = { mRID: 'same', 'marketEvaluationPoint.mRID': { value: '1' } }
    expect(await codesOf(requestType, requestJson(requestType, {}, { Series: [series, series] }))).toEqual(['00102'])
  })

  test('00003: a role that may not send it, beside 00001', async () => {
    const head = { 'sender_MarketParticipant.marketRole.type': { value: 'DDX' } }
    expect(await codesOf(requestType, requestJson(requestType, {}, head))).toEqual(['00001', '00003'])
  })

  test('00301 and 00302: another document, and none', async () => {
    expect(await codesOf(requestType, '{"Other_MarketDocument": {}}')).toEqual(['00301'])
    expect(await codesOf(requestType, '{')).toEqual(['00302'])
  })

  test('every fault at once', async () => {
    const head = {
      mRID: '',
      'sender_MarketParticipant.mRID': { value: '5790001330552' },
      'receiver_MarketParticipant.marketRole.type': { value: 'DDZ' },
      Series: [{ mRID: '', 'marketEvaluationPoint.mRID': { value: '1' } }],
    }
    expect(await codesOf(requestType, requestJson(requestType, {}, head))).toEqual(['00002', '00201', '00202', '00304'])
  })

  test('what it asks for is no matter of form', async () => {
    const nonsense = { start: 'yesterday', end: 'tomorrow' }
    expect((await post(requestType, requestJson(requestType, nonsense))).statusCode).toBe(202)
  })
})

test('a grid company may send RSM-016 as DDM, and is answered later', async () => {
  const head = {
    'sender_MarketParticipant.mRID': { value: ACTOR_OF['gridaccessprovider'] },
    'sender_MarketParticipant.marketRole.type': { value: 'DDM' },
  }
  expect((await post('RSM-016', requestJson('RSM-016', {}, head), 'gridaccessprovider')).statusCode).toBe(202)
})

test('ids that were used before are answered with 00101 and 00102', async () => {
  const own = await openHubFixture({
    receiveRequest: async () =>
      await Promise.resolve([
        finding('DUPLICATE_MESSAGE', 'message request-0001 was received before', { field: 'mRID' }),
        finding('DUPLICATE_TRANSACTION', 'transaction request-0001-1 was received before', { field: 'Series[0].mRID' }),
      ]),
  })
  try {
    const response = await post('RSM-017', requestJson('RSM-017'), 'energysupplier', own)
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({
      Error: {
        Code: 'BadRequest',
        Details: {
          Errors: [
            { Code: '00101', Target: 'mRID' },
            { Code: '00102', Target: 'Series[0].mRID' },
          ],
        },
      },
    })
  } finally {
    await own.stop()
  }
})

test('more than the hub takes, and another format', async () => {
  const small = await openHubFixture({ limits: { bodyBytes: 100 } })
  try {
    expect((await post('RSM-016', requestJson('RSM-016'), 'energysupplier', small)).statusCode).toBe(413)
  } finally {
    await small.stop()
  }
  const headers = { 'content-type': 'application/xml', authorization: await hub.bearer('energysupplier') }
  const response = await hub.server.inject({
    method: 'POST',
    url: REQUEST_FORMS['RSM-016'].path,
    headers,
    payload: '<a/>',
  })
  expect(response.statusCode).toBe(415)
})
