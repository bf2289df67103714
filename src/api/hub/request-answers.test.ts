import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  exampleDocument,
  examplePoint,
  GRID_COMPANY,
  pointId,
  recordMasterData,
} from '../../../test/reading-documents.ts'
import { openRequestMarket, type RequestMarket } from '../../../test/request-market.ts'
import {
  decodeRejection,
  decodeRsm012,
  encodeRequest,
  hubClient,
  REQUEST_FORMS,
  takeDocument,
  tokenSource,
  type EncodableRequest,
  type HubClient,
  type RequestType,
} from '../../exchange/index.ts'
import { glnWithCheckDigit } from '../../kernel/index.ts'
import { appendApiClients, dk } from '../../market/index.ts'
import { documentQueue, keptDocument, type DocumentQueue } from '../../measurements/index.ts'
import { createLog, inTransaction, nextRecordedSeq, systemClock } from '../../platform/index.ts'
import { startIssuer, type Issuer } from '../../sandbox/index.ts'
import { answerForever, type RequestAnswerer } from '../../settlement-requests/index.ts'
import { listen, type Listening } from '../http/listen.ts'
import { hubServer } from './hub-server.ts'
import { settlementDesks } from '../../../test/settlement-desks.ts'
import { hubUseCases } from './hub-use-cases.ts'

const SUPPLIER = glnWithCheckDigit(1)

let market: RequestMarket
let documents: DocumentQueue
let issuer: Issuer
let listening: Listening
let answering: RequestAnswerer
let client: HubClient
const ending = new AbortController()

// As `hub serve` has it: a server that listens, its database and queues, and who answers beside it.
beforeAll(async () => {
  market = await openRequestMarket()
  const { ports, pool } = market.intake
  await recordMasterData(pool, [examplePoint(1)])
  await inTransaction(pool, async (trx) => {
    const known = [{ clientId: 'supplier', actorId: SUPPLIER, role: 'DDQ' }]
    await appendApiClients(trx, known, await nextRecordedSeq(trx))
  })
  documents = documentQueue(ports)
  issuer = await startIssuer({
    audience: 'hub',
    clients: [{ clientId: 'supplier', role: 'energysupplier', clientSecret: 'secret' }],
  })
  answering = answerForever(market.ports, {
    signal: ending.signal,
    pauseMs: 600_000,
    onRound: () => {},
    onFailure: () => {},
  })
  const sender = { actorId: dk.operatorId ?? '', role: 'DGL' } as const
  const server = hubServer({
    issuer: { issuerUrl: issuer.url, audience: 'hub' },
    useCases: hubUseCases({
      queue: { pool, zone: dk.zone, clock: ports.clock, sender, bundleAgeMs: 0 },
      documents,
      decoder: { take: async (bytes) => await Promise.resolve(takeDocument(bytes, { profile: dk })) },
      objects: ports.objects,
      ...settlementDesks(market.intake),
      onRequest: answering.wake,
    }),
    hubId: sender.actorId,
    log: createLog('silent'),
    version: '0.0.0',
  })
  listening = await listen(server, { host: '127.0.0.1', port: 0 })
  const { tokenUrl } = issuer
  const tokens = tokenSource({
    tokenUrl,
    clientId: 'supplier',
    clientSecret: 'secret',
    scope: 'hub/.default',
    clock: systemClock,
  })
  client = hubClient({ baseUrl: listening.url, tokens })
})
afterAll(async () => {
  client.close()
  ending.abort()
  await answering.ended
  await listening.close()
  await documents.close()
  await issuer.stop()
  await market.close()
})

async function send(
  requestType: RequestType,
  messageId: string,
  processType: string,
  series: Omit<EncodableRequest, 'transactionId'>,
) {
  const header = {
    messageId,
    documentType: REQUEST_FORMS[requestType].documentType,
    processType,
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 4, 1),
    senderId: SUPPLIER,
    senderRole: 'DDQ',
    receiverId: dk.operatorId ?? '',
    receiverRole: 'DGL',
  }
  const bytes = encodeRequest(requestType, header, [{ transactionId: `${messageId}-1`, ...series }])
  return await client.send(REQUEST_FORMS[requestType].path, bytes)
}

async function receive(category: 'aggregations' | 'measuredata'): Promise<Uint8Array> {
  await expect.poll(async () => await client.peek(category), { timeout: 10_000 }).toBeDefined()
  const message = await client.peek(category)
  await client.dequeue(message?.messageId ?? '')
  return message?.bytes ?? new Uint8Array()
}

const MARCH = { start: '2026-02-28T23:00:00Z', end: '2026-03-31T22:00:00Z' }

test('an actor posts a request and finds the rejection in its queue, every reason in it', async () => {
  const sent = await send('RSM-016', 'rejected', 'D04', {
    ...MARCH,
    settlementVersion: 'D01',
    meteringPointType: 'D01',
  })
  expect(sent).toMatchObject({ outcome: 'accepted' })
  const { rejections, header } = decodeRejection('RSM-016', await receive('aggregations'))
  expect(header).toMatchObject({ receiverId: SUPPLIER, processType: 'D04', documentType: 'ERR' })
  expect(rejections[0]?.originalTransactionId).toBe('rejected-1')
  expect(rejections[0]?.reasons.map(({ code }) => code)).toEqual(['E16', 'D18', 'E86'])
})

test('or the answer: readings, under the transaction that asked', async () => {
  const bytes = exampleDocument('readings', [{ transactionId: 'readings-1' }], { senderId: GRID_COMPANY })
  const { ports } = market.intake
  await documents.receive(await keptDocument('a test', bytes.length, await ports.take(bytes), ports))
  expect(await send('RSM-015', 'asked', 'E23', { ...MARCH, meteringPointId: pointId(1) })).toMatchObject({
    outcome: 'accepted',
  })
  const { transactions, header } = decodeRsm012(await receive('measuredata'), { profile: dk })
  expect(header).toMatchObject({ processType: 'E23', receiverId: SUPPLIER })
  expect(transactions).toMatchObject([{ originalTransactionId: 'asked-1', meteringPointId: pointId(1), positions: 96 }])
})

test('the same message again is refused at once', async () => {
  expect(await send('RSM-017', 'twice', 'D05', MARCH)).toMatchObject({ outcome: 'accepted' })
  expect(await send('RSM-017', 'twice', 'D05', MARCH)).toMatchObject({
    outcome: 'refused',
    status: 400,
    errors: [{ code: '00101' }, { code: '00102' }],
  })
  expect(decodeRejection('RSM-017', await receive('aggregations')).rejections).toHaveLength(1)
})
