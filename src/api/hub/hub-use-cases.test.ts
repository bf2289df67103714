import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestIntake } from '../../../test/intake-ports.ts'
import { settlementDesks } from '../../../test/settlement-desks.ts'
import type { TestIntake } from '../../../test/intake-ports.ts'
import {
  exampleDocument,
  examplePoint,
  GRID_COMPANY,
  pointId,
  recordMasterData,
} from '../../../test/reading-documents.ts'
import { decodeRsm012, hubClient, takeDocument, tokenSource } from '../../exchange/index.ts'
import type { HubClient } from '../../exchange/index.ts'
import { glnWithCheckDigit } from '../../kernel/index.ts'
import { appendApiClients, dk } from '../../market/index.ts'
import { documentQueue, forwardDeliveries } from '../../measurements/index.ts'
import type { DocumentQueue } from '../../measurements/index.ts'
import { createLog, inTransaction, nextRecordedSeq, openPool, systemClock } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import { startIssuer } from '../../sandbox/index.ts'
import type { Issuer } from '../../sandbox/index.ts'
import { listen } from '../http/listen.ts'
import type { Listening } from '../http/listen.ts'
import { hubServer } from './hub-server.ts'
import { hubUseCases } from './hub-use-cases.ts'

const PATH = '/v1.0/cim/notifyvalidatedmeasuredata'
const SUPPLIER = glnWithCheckDigit(1)
const CLIENTS = [
  { clientId: 'meter', role: 'metereddataresponsible', actorId: GRID_COMPANY, market: 'MDR' },
  { clientId: 'supplier', role: 'energysupplier', actorId: SUPPLIER, market: 'DDQ' },
  { clientId: 'other', role: 'energysupplier', actorId: glnWithCheckDigit(2), market: 'DDQ' },
]

let intake: TestIntake
let documents: DocumentQueue
let issuer: Issuer
let listening: Listening
const clients = new Map<string, HubClient>()

beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, [examplePoint(1), examplePoint(2, { energySupplierId: glnWithCheckDigit(2) })])
  await inTransaction(intake.pool, async (trx) => {
    const known = CLIENTS.map(({ clientId, actorId, market }) => ({ clientId, actorId, role: market }))
    await appendApiClients(trx, known, await nextRecordedSeq(trx))
  })
  documents = documentQueue({ ...intake.ports, alongside: forwardDeliveries(intake.ports) })
  issuer = await startIssuer({
    audience: 'hub',
    clients: CLIENTS.map(({ clientId, role }) => ({ clientId, role, clientSecret: 'secret' })),
  })
  listening = await listen(serverOn(intake.pool), { host: '127.0.0.1', port: 0 })
  for (const { clientId } of CLIENTS) clients.set(clientId, clientOf(clientId))
})
afterAll(async () => {
  for (const each of clients.values()) each.close()
  await listening.close()
  await documents.close()
  await issuer.stop()
  await intake.close()
})
beforeEach(async () => {
  for (const { clientId } of CLIENTS) await drain(clientId)
})

function serverOn(pool: Pool): ReturnType<typeof hubServer> {
  return hubServer({
    issuer: { issuerUrl: issuer.url, audience: 'hub' },
    useCases: hubUseCases({
      queue: {
        pool,
        zone: dk.zone,
        clock: intake.ports.clock,
        sender: { actorId: dk.operatorId ?? '', role: 'DGL' },
        bundleAgeMs: 0,
      },
      documents,
      decoder: { take: async (bytes) => await Promise.resolve(takeDocument(bytes, { profile: dk })) },
      objects: intake.ports.objects,
      ...settlementDesks(intake),
    }),
    hubId: dk.operatorId ?? '',
    log: createLog('silent'),
    version: '0.0.0',
  })
}

async function tokenOf(clientId: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: 'secret',
    scope: 'hub/.default',
  })
  const response = await fetch(issuer.tokenUrl, { method: 'POST', body })
  const { access_token: token } = (await response.json()) as { readonly access_token: string }
  return token
}

function clientOf(clientId: string): HubClient {
  const tokens = tokenSource({
    tokenUrl: issuer.tokenUrl,
    clientId,
    clientSecret: 'secret',
    scope: 'hub/.default',
    clock: systemClock,
  })
  return hubClient({ baseUrl: listening.url, tokens })
}

function client(clientId: string): HubClient {
  const one = clients.get(clientId)
  if (one === undefined) throw new Error(`there is no client ${clientId}`)
  return one
}

/** Every message of a queue as JSON, each acknowledged. */
async function drain(clientId: string): Promise<{ readonly messageId: string; readonly bytes: Uint8Array }[]> {
  const messages = []
  for (;;) {
    const message = await client(clientId).peek('measuredata')
    if (message === undefined) return messages
    messages.push(message)
    expect(await client(clientId).dequeue(message.messageId)).toBe('dequeued')
  }
}

async function storedDocuments(messageId: string): Promise<string[]> {
  const { rows } = await intake.pool.query<{ outcome: string }>(
    'select outcome from measurements.document where message_id = $1 order by recorded_seq',
    [messageId],
  )
  return rows.map(({ outcome }) => outcome)
}

test('readings go from the company that reads the meter to the supplier, by nothing but HTTP', async () => {
  const sent = exampleDocument('way-1', [
    { transactionId: 'way-1-1' },
    { transactionId: 'way-1-2', meteringPointId: pointId(2) },
  ])
  expect(await client('meter').send(PATH, sent)).toMatchObject({ outcome: 'accepted' })
  expect(await storedDocuments('way-1')).toEqual(['accepted'])

  const peeked = await client('supplier').peek('measuredata')
  const again = await client('supplier').peek('measuredata')
  expect(again).toMatchObject({ messageId: peeked?.messageId, bytes: peeked?.bytes })
  const { header, transactions } = decodeRsm012(peeked?.bytes ?? new Uint8Array(), { profile: dk })
  expect(header).toMatchObject({
    messageId: peeked?.messageId,
    senderId: dk.operatorId,
    receiverId: SUPPLIER,
    receiverRole: 'DDQ',
  })
  const original = decodeRsm012(sent, { profile: dk }).transactions
  expect(transactions.map(({ meteringPointId, sum }) => ({ meteringPointId, sum }))).toEqual([
    { meteringPointId: pointId(1), sum: original[0]?.sum },
  ])
  expect(await drain('supplier')).toHaveLength(1)
  expect(await drain('supplier')).toEqual([])
  expect(await drain('other')).toHaveLength(1)
})

test('nobody acknowledges what belongs to somebody else', async () => {
  await client('meter').send(PATH, exampleDocument('mine-1', [{ transactionId: 'mine-1-1' }]))
  const message = await client('supplier').peek('measuredata')
  expect(await client('other').dequeue(message?.messageId ?? '')).toBe('unknown')
  expect(await client('supplier').peek('measuredata')).toMatchObject({ messageId: message?.messageId })
})

test('the same document again is 00101, another one under the same id too, and nothing comes twice', async () => {
  const first = exampleDocument('twice-1', [{ transactionId: 'twice-1-1' }])
  await client('meter').send(PATH, first)
  const second = exampleDocument('twice-1', [{ transactionId: 'twice-1-2' }])
  for (const bytes of [first, second]) {
    const answer = await client('meter').send(PATH, bytes)
    expect(answer).toMatchObject({ outcome: 'refused', status: 400, errors: [{ code: '00101' }] })
  }
  expect(await drain('supplier')).toHaveLength(1)
})

test('a fault of form refuses everything, at once, and nothing is stored of it', async () => {
  const bytes = exampleDocument('form-1', [
    { transactionId: 'twice-1-1' },
    { transactionId: 'x'.repeat(37) },
    { transactionId: 'form-1-1' },
  ])
  const answer = await client('meter').send(PATH, bytes)
  expect(answer).toMatchObject({ outcome: 'refused', status: 400 })
  const codes = 'errors' in answer ? answer.errors.map(({ code }) => code).toSorted() : []
  expect(codes).toEqual(['00102', '00205'])
  expect(await drain('supplier')).toEqual([])
  expect(await client('meter').send(PATH, exampleDocument('form-1', [{ transactionId: 'form-1-1' }]))).toMatchObject({
    outcome: 'accepted',
  })
})

test('a document in the name of somebody else is refused and not kept', async () => {
  const bytes = exampleDocument('name-1', [{ transactionId: 'name-1-1' }], { senderId: glnWithCheckDigit(802) })
  expect(await client('meter').send(PATH, bytes)).toMatchObject({ outcome: 'refused', errors: [{ code: '00002' }] })
  expect(await storedDocuments('name-1')).toEqual([])
})

test('what the business rules refuse is answered through the queue of the sender', async () => {
  const bytes = exampleDocument('rule-1', [
    { transactionId: 'rule-1-1', meteringPointId: pointId(99) },
    { transactionId: 'rule-1-2' },
  ])
  expect(await client('meter').send(PATH, bytes)).toMatchObject({ outcome: 'accepted' })
  const [answer] = await drain('meter')
  expect(JSON.parse(Buffer.from(answer?.bytes ?? []).toString())).toMatchObject({
    Acknowledgement_MarketDocument: {
      'received_MarketDocument.mRID': 'rule-1',
      Series: [{ mRID: 'rule-1-1', Reason: [{ code: { value: 'E10' } }] }],
    },
  })
  expect(await drain('supplier')).toHaveLength(1)
})

test('a hundred documents at once: each is stored once, each is answered, ten duplicates among them', async () => {
  const documentsOf = Array.from({ length: 90 }, (_, i) =>
    exampleDocument(`many-${i}`, [{ transactionId: `many-${i}-1` }]),
  )
  const sent = [...documentsOf, ...documentsOf.slice(0, 10)]
  const answers = await Promise.all(sent.map((bytes) => client('meter').send(PATH, bytes)))
  expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(90)
  for (const answer of answers) if (answer.outcome === 'refused') expect(answer.errors[0]?.code).toBe('00101')
  const { rows } = await intake.pool.query<{ n: bigint }>(
    "select count(*) as n from measurements.document where message_id like 'many-%'",
  )
  expect(rows[0]?.n).toBe(90n)
  const received = (await drain('supplier')).flatMap(({ bytes }) => decodeRsm012(bytes, { profile: dk }).transactions)
  expect(received).toHaveLength(90)
})

test('the status tells an actor what waits for it', async () => {
  await client('meter').send(PATH, exampleDocument('status-1', [{ transactionId: 'status-1-1' }]))
  const token = await tokenOf('supplier')
  const response = await fetch(`${listening.url}/v1/status`, { headers: { authorization: `Bearer ${token}` } })
  expect(await response.json()).toMatchObject({
    queues: [{ actorId: SUPPLIER, role: 'DDQ', category: 'measuredata', transactions: 1, messages: 0 }],
  })
  expect((await fetch(`${listening.url}/health/ready`)).status).toBe(200)
})

test('a database that is away is no fault of the caller: come again', async () => {
  const away = openPool('postgres://nobody@127.0.0.1:9/nothing')
  const server = serverOn(away)
  try {
    const headers = { authorization: `Bearer ${await tokenOf('supplier')}`, 'content-type': 'application/json' }
    for (const url of ['/v1.0/cim/measuredata', '/v1/status', '/health/ready']) {
      const response = await server.inject({ url, headers })
      expect([url, response.statusCode, response.headers['retry-after']]).toEqual([url, 503, '5'])
      expect(response.body).not.toContain('127.0.0.1')
    }
  } finally {
    await server.close()
    await away.end()
  }
})
