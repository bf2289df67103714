import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeServiceRequest, encodeServiceRequest } from '../../exchange/index.ts'
import type { DocumentFormat, DocumentHeader } from '../../exchange/index.ts'
import { callerOf } from '../http/access.ts'
import { ACTOR_OF, HUB_ID, openHubFixture } from '../testing/hub-fixture.ts'
import type { HubFixture } from '../testing/hub-fixture.ts'
import { formatOf } from './document-format.ts'
import { refuseDocument } from './error-answer.ts'
import { headerFaults } from './header-rules.ts'
import { bytesOf } from './receive-body.ts'
import { badRequestAlsoXml } from './refusals.ts'

const PATH = '/v1.0/cim/exampledocument'
const RULES = { roles: ['DDQ'], hubRole: 'DDZ' } as const
const HEADER: DocumentHeader = {
  messageId: 'm-1',
  documentType: 'D22',
  processType: 'D22',
  businessSector: '23',
  createdAtMs: Date.UTC(2026, 2, 1),
  senderId: ACTOR_OF['energysupplier'] ?? '',
  senderRole: 'DDQ',
  receiverId: HUB_ID,
  receiverRole: 'DDZ',
}
const RECORD = { transactionId: 't-1', meteringPointId: '571313000000000068' }

let hub: HubFixture
beforeAll(async () => {
  hub = await openHubFixture()
  // A route as one for documents in both formats is.
  hub.server.post(
    PATH,
    {
      config: { access: ['DDQ'], formats: ['json', 'xml'] },
      schema: { response: { 202: { type: 'null' }, ...badRequestAlsoXml } },
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const { header, findings } = decodeServiceRequest(bytesOf(request), formatOf(request))
      const errors = findings.filter(({ severity }) => severity === 'error')
      const faults = [...headerFaults(header, callerOf(request), HUB_ID, RULES), ...errors]
      return faults.length > 0 ? await refuseDocument(request, reply, faults) : await reply.code(202).send()
    },
  )
})
afterAll(async () => {
  await hub.stop()
})

async function post(payload: Uint8Array, contentType: string, url = PATH, role = 'energysupplier') {
  const headers = { authorization: await hub.bearer(role), 'content-type': contentType }
  return await hub.server.inject({ method: 'POST', url, headers, payload: Buffer.from(payload) })
}

const document = (format: DocumentFormat, changes: Partial<DocumentHeader> = {}): Uint8Array =>
  encodeServiceRequest({ ...HEADER, ...changes }, [RECORD], format)

test.each([
  ['json', 'application/json'],
  ['xml', 'application/xml'],
  ['xml', 'application/xml; charset=utf-8'],
] as const)('a route that takes both takes %s as %s', async (format, contentType) => {
  const response = await post(document(format), contentType)
  expect([response.statusCode, response.body]).toEqual([202, ''])
})

test('other routes take JSON alone, and no route takes anything else', async () => {
  const measured = '/v1.0/cim/notifyvalidatedmeasuredata'
  const refused = await post(document('xml'), 'application/xml', measured, 'metereddataresponsible')
  expect([refused.statusCode, refused.body.split('\n')[0]]).toEqual([
    415,
    'the content type application/xml is not supported; the hub takes and gives application/json here',
  ])
  const other = await post(document('xml'), 'text/xml')
  expect(other.statusCode).toBe(415)
  expect(other.body).toContain('application/json and application/xml')
})

test('the hub is addressed in its role for master data', async () => {
  const response = await post(document('json', { receiverRole: 'DGL' }), 'application/json')
  expect([response.statusCode, response.json<{ Error: { Code: string } }>().Error.Code]).toEqual([400, '00304'])
})

test('what is wrong with a document in XML is said in XML: one fault', async () => {
  const response = await post(document('xml', { processType: 'E&<3' }), 'application/xml')
  expect(response.statusCode).toBe(400)
  expect(response.headers['content-type']).toBe('application/xml; charset=utf-8')
  expect(response.body).toBe(
    "<Error><Code>00402</Code><Message>process.processType is 'E&amp;&lt;3', not D22</Message>" +
      '<Target>RequestService_MarketDocument.process.processType</Target><Details/></Error>',
  )
})

test('and several, also when it cannot be read at all', async () => {
  const several = await post(document('xml', { businessSector: '27', receiverRole: 'DGL' }), 'application/xml')
  expect(several.body).toMatch(/^<Error><Code>BadRequest<\/Code><Message>There are 2 errors, .*<\/Message><Target\/>/)
  expect(several.body).toMatch(
    /<Details><Error><Code>00304<.*<\/Error><Error><Code>00403<.*<\/Error><\/Details><\/Error>$/,
  )
  const broken = await post(Buffer.from('<a><b></a>'), 'application/xml')
  expect(broken.body).toMatch(/^<Error><Code>00302<\/Code><Message>line 1, column \d+: /)
})

test('a failure that no document caused is answered in the format of the request too', async () => {
  const headers = { authorization: await hub.bearer('energysupplier'), 'content-type': 'application/xml' }
  const response = await hub.server.inject({ method: 'DELETE', url: '/v1.0/cim/dequeue/unknown', headers })
  expect(response.statusCode).toBe(400)
  expect(response.body).toMatch(/^<Error><Code>MESSAGE_UNKNOWN<\/Code>/)
})
