import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { DocumentReceipt } from '../../measurements/index.ts'
import { documentHead, documentJson } from '../testing/documents.ts'
import { businessFault, openHubFixture } from '../testing/hub-fixture.ts'
import type { HubFixture } from '../testing/hub-fixture.ts'

const URL = '/v1.0/cim/notifyvalidatedmeasuredata'
const JSON_TYPE = { 'content-type': 'application/json' }
let hub: HubFixture
let server: FastifyInstance
let authorization: string

beforeAll(async () => {
  hub = await openHubFixture({ limits: { bodyBytes: 20_000 } })
  server = hub.server
  authorization = await hub.bearer('metereddataresponsible')
})
afterAll(async () => {
  await hub.stop()
})
beforeEach(() => {
  hub.arrived.length = 0
})

async function post(payload: string | Buffer, headers: Record<string, string> = JSON_TYPE, url = URL) {
  return await server.inject({ method: 'POST', url, headers: { authorization, ...headers }, payload })
}

async function codesOf(payload: string | Buffer): Promise<string[]> {
  const response = await post(payload)
  expect(response.statusCode).toBe(400)
  const { Error: error } = response.json<{ Error: { Code: string; Details: { Errors: { Code: string }[] } | null } }>()
  return error.Details === null ? [error.Code] : error.Details.Errors.map(({ Code }) => Code).toSorted()
}

test('a good document is stored and answered with 202 and nothing else', async () => {
  const response = await post(documentJson())
  expect(response.statusCode).toBe(202)
  expect(response.body).toBe('')
  expect(response.headers['correlation-id']).toMatch(/^\w{26}$/)
  expect(hub.arrived).toHaveLength(1)
  expect(hub.arrived[0]).toMatchObject({
    source: `api:${String(response.headers['correlation-id'])}`,
    bytes: Buffer.byteLength(documentJson()),
    taken: { document: { header: { messageId: 'f4b2a1d0-0001', senderRole: 'MDR' } } },
  })
})

test('capital letters in the path, a BOM and parameters of the content type do not matter', async () => {
  const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(documentJson())])
  expect(
    (await post(bom, { 'content-type': 'Application/JSON; charset=utf-8' }, '/V1.0/CIM/NotifyValidatedMeasureData'))
      .statusCode,
  ).toBe(202)
})

test('one fault is answered as it is, and nothing is stored', async () => {
  const response = await post(documentJson({ 'sender_MarketParticipant.mRID': { value: '5790001330552' } }))
  expect(response.statusCode).toBe(400)
  expect(response.headers['content-type']).toMatch(/^application\/json/)
  expect(response.json()).toEqual({
    Error: {
      Code: '00002',
      Message: 'SenderId is 5790001330552, not 5790000000002',
      Target: 'SenderId',
      Details: null,
    },
  })
  expect(hub.arrived).toEqual([])
})

test.each([
  ['00001', { 'sender_MarketParticipant.marketRole.type': { value: 'DDM' } }],
  ['00002', { 'sender_MarketParticipant.mRID': { value: '5790000000001' } }],
  ['00303', { 'receiver_MarketParticipant.mRID': { value: '5790000000001' } }],
  ['00304', { 'receiver_MarketParticipant.marketRole.type': { value: 'DDZ' } }],
  ['00401', { type: { value: 'E31' } }],
  ['00402', { 'process.processType': { value: 'E30' } }],
  ['00402', { 'process.processType': { value: 'D42' } }],
  ['00402', { 'process.processType': { value: 'D04' } }],
  ['00403', { 'businessSector.type': { value: '27' } }],
  ['00201', { mRID: '' }],
  ['00305', { mRID: 'x'.repeat(37) }],
  ['00201', { mRID: undefined }],
  ['00302', { 'sender_MarketParticipant.mRID': undefined }],
])('%s: %j', async (code, changes) => {
  expect(await codesOf(documentJson(changes))).toEqual([code])
})

test('a role that may not send at all is named beside the one that the token has', async () => {
  const head = { 'sender_MarketParticipant.marketRole.type': { value: 'DDQ' } }
  expect(await codesOf(documentJson(head))).toEqual(['00001', '00003'])
})

test('every fault comes at once: of the head, of the document, of its transactions', async () => {
  const [series] = documentHead()['Series'] as Record<string, unknown>[]
  const changes = {
    'sender_MarketParticipant.mRID': { value: '5790000000001' },
    'receiver_MarketParticipant.marketRole.type': { value: 'DDZ' },
    'businessSector.type': { value: '27' },
    Series: [
      { ...series, mRID: '' },
      { ...series, mRID: 'y'.repeat(37) },
    ],
  }
  expect(await codesOf(documentJson(changes))).toEqual(['00002', '00202', '00205', '00304', '00403'])
  expect(hub.arrived).toEqual([])
})

test.each([
  ['cut off', '{"NotifyValidatedMeasureData_MarketDocument": {"mRID": "a"'],
  ['no JSON', 'hello'],
  ['empty', ''],
  ['a list', '[]'],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['very deep', '['.repeat(9_000)],
])('a body that is %s is refused with an error body', async (_what, payload) => {
  for (const code of await codesOf(payload)) expect(code).toMatch(/^0030[12]$/)
})

test('another document is refused as an unknown schema', async () => {
  expect(await codesOf(JSON.stringify({ RequestValidatedMeasureData_MarketDocument: { mRID: 'a' } }))).toContain(
    '00301',
  )
})

test('names that JSON objects have by birth are keys like any other', async () => {
  const response = await post('{"__proto__": {"a": 1}, "constructor": {"prototype": {}}}')
  expect(response.statusCode).toBe(400)
})

test.each([
  ['no content type', {}],
  ['XML', { 'content-type': 'application/xml' }],
  ['ebIX', { 'content-type': 'application/ebix' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['nonsense', { 'content-type': ';;;' }],
  ['gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
])('%s is answered with 415 as plain text', async (_what, headers: Record<string, string>) => {
  const payload = 'content-encoding' in headers ? gzipSync(documentJson()) : documentJson()
  const response = await post(payload, headers)
  expect(response.statusCode).toBe(415)
  expect(response.headers['content-type']).toMatch(/^text\/plain/)
  expect(response.body).toContain('application/json')
  expect(hub.arrived).toEqual([])
})

test('no body at all', async () => {
  const response = await server.inject({ method: 'POST', url: URL, headers: { authorization } })
  expect(response.statusCode).toBe(415)
})

test('the last byte that fits is taken, one more is not', async () => {
  const padded = (bytes: number): string => documentJson().padEnd(bytes, ' ')
  expect((await post(padded(20_000))).statusCode).toBe(202)
  const response = await post(padded(20_001))
  expect(response.statusCode).toBe(413)
  expect(response.headers['content-type']).toMatch(/^text\/plain/)
})

test('the correlation id of the caller is kept when it fits a log line', async () => {
  const given = await post(documentJson(), { ...JSON_TYPE, 'correlation-id': 'abc-1' })
  expect(given.headers['correlation-id']).toBe('abc-1')
  const unfit = await post(documentJson(), { ...JSON_TYPE, 'correlation-id': 'a b"c' })
  expect(unfit.headers['correlation-id']).toMatch(/^\w{26}$/)
})

test('the log names the caller and never its token', async () => {
  await post(documentJson(), { ...JSON_TYPE, 'correlation-id': 'for-the-log' })
  const lines = hub.logged.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.find(({ correlationId }) => correlationId === 'for-the-log')).toMatchObject({
    method: 'POST',
    path: URL,
    status: 202,
    clientId: 'metereddataresponsible',
    role: 'MDR',
  })
  expect(hub.logged.join()).not.toContain(authorization.slice('Bearer '.length))
})

const RECEIPT: DocumentReceipt = {
  documentId: 'd',
  source: 's',
  outcome: 'accepted',
  transactions: 1,
  accepted: 1,
  points: 2,
  findings: [],
  refusals: [],
}

async function answerTo(receive: () => Promise<DocumentReceipt>) {
  const own = await openHubFixture({ receive })
  try {
    const headers = { ...JSON_TYPE, authorization: await own.bearer('metereddataresponsible') }
    const response = await own.server.inject({ method: 'POST', url: URL, headers, payload: documentJson() })
    return { status: response.statusCode, body: response.body, logged: own.logged.join('') }
  } finally {
    await own.stop()
  }
}

test('what refuses single transactions is answered later, through the queue', async () => {
  const refusals = [{ transactionIndex: 0, transactionId: 't', meteringPointId: 'p', findings: [businessFault()] }]
  expect(await answerTo(async () => await Promise.resolve({ ...RECEIPT, outcome: 'refused', refusals }))).toMatchObject(
    {
      status: 202,
      body: '',
    },
  )
})

test('the same message again is answered with 00101, whatever became of it', async () => {
  const { status, body } = await answerTo(async () => await Promise.resolve({ ...RECEIPT, outcome: 'repeated' }))
  expect(status).toBe(400)
  expect(JSON.parse(body)).toMatchObject({ Error: { Code: '00101', Details: null } })
})

test('a failure of ours is 500 with nothing of its cause, which stands in the log', async () => {
  const { status, body, logged } = await answerTo(async () => await Promise.reject(new Error('disk 7 is on fire')))
  expect(status).toBe(500)
  expect(body).not.toContain('disk')
  expect(logged).toContain('disk 7 is on fire')
})
