import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { pointId } from '../../../test/point-market.ts'
import {
  decodeServiceRequest,
  dequeue,
  enqueueProcessAnswers,
  peek,
  pollCategory,
  type DocumentFormat,
  type QueuePorts,
  type SendOutcome,
} from '../../exchange/index.ts'
import { clockFrom, glnWithCheckDigit } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { answerTo } from './answer-to.ts'
import { sendService, type NewService } from './send-service.ts'
import { serviceAnswerHandlers } from './service-answer-handlers.ts'
import { showSentServices } from './show-sent-services.ts'

const SUPPLIER = { actorId: glnWithCheckDigit(1), role: 'DDQ' } as const
const REQUEST: NewService = {
  meteringPointId: pointId(1),
  service: 'D01',
  wantedDay: '2026-06-16',
  description: 'gate code 7',
  supplierId: SUPPLIER.actorId,
  hubId: dk.operatorId ?? '',
}

let hub: TestDatabase
let home: TestDatabase
let queue: QueuePorts
let nowMs = Date.UTC(2026, 5, 15, 8, 0, 0, 123)
const clock = clockFrom(() => (nowMs += 1000))
beforeAll(async () => {
  hub = await freshDatabase()
  queue = { pool: hub.pool, zone: dk.zone, clock, sender: { actorId: REQUEST.hubId, role: 'DGL' }, bundleAgeMs: 0 }
})
afterAll(async () => {
  await hub.drop()
})
beforeEach(async () => {
  home = await freshDatabase()
})
afterEach(async () => {
  await home.drop()
})

const ACCEPTED: SendOutcome = { outcome: 'accepted', repeated: false }
const REFUSED: SendOutcome = {
  outcome: 'refused',
  status: 400,
  errors: [{ code: '00304', message: 'no', target: null }],
  text: '',
}

async function send(answer: () => Promise<SendOutcome>) {
  const sent: { readonly path: string; readonly bytes: Uint8Array }[] = []
  const client = {
    send: async (path: string, bytes: Uint8Array) => {
      sent.push({ path, bytes })
      return await answer()
    },
  }
  const result = await sendService(REQUEST, { pool: home.pool, clock, zone: dk.zone, client }).catch(
    (error: unknown) => error,
  )
  return { result, sent: sent[0] }
}

const states = async (isOpen = false) =>
  (await showSentServices(home.pool, { isOpen, limit: 10 })).map(({ state }) => state)

test('a request is a good document, with ids of its own', async () => {
  const { result, sent } = await send(async () => await Promise.resolve(ACCEPTED))
  const { header, records, findings } = decodeServiceRequest(sent?.bytes ?? new Uint8Array(), 'json')
  expect([sent?.path, findings]).toEqual(['/v1.0/cim/requestservice', []])
  expect(header).toMatchObject({ documentType: 'D22', processType: 'D22', senderRole: 'DDQ', receiverRole: 'DDZ' })
  expect(result).toMatchObject({
    messageId: header.messageId,
    transactionId: records[0]?.transactionId,
    outcome: ACCEPTED,
  })
  expect(records).toMatchObject([
    { meteringPointId: pointId(1), serviceType: 'D01', start: '2026-06-15T22:00:00Z', description: 'gate code 7' },
  ])
})

test('what the hub says at once is kept, and that nobody knows when it says nothing', async () => {
  await send(async () => await Promise.resolve(ACCEPTED))
  await send(async () => await Promise.resolve(REFUSED))
  const { result } = await send(async () => await Promise.reject(new Error('away')))
  expect(result).toMatchObject({ message: 'away' })
  expect(await states()).toEqual(['sent', 'refused', 'arrived'])
  expect(await states(true)).toEqual(['sent', 'arrived'])
  expect((await showSentServices(home.pool, { limit: 2 }))[1]).toMatchObject({ errors: [{ code: '00304' }] })
  expect(await showSentServices(home.pool, { meteringPointId: pointId(2), limit: 2 })).toEqual([])
})

async function poll(format: DocumentFormat, damage = (text: string): string => text) {
  return await pollCategory('masterdata', {
    client: {
      peek: async (of) => {
        const message = await peek(queue, SUPPLIER, of, format)
        if (message === undefined) return undefined
        const bytes = new TextEncoder().encode(damage(new TextDecoder().decode(message.body)))
        return { messageId: message.messageId, bytes }
      },
      dequeue: async (messageId) => await dequeue(queue, SUPPLIER, messageId),
      send: async () => await Promise.reject(new Error('nothing is sent here')),
      close: () => {},
    },
    ports: { pool: home.pool, clock, handlers: serviceAnswerHandlers(home) },
    wait: async () => {},
  })
}

async function told(kind: 'RSM-020-A01' | 'RSM-020-A02', transactionId: string): Promise<void> {
  const reasons = kind === 'RSM-020-A01' ? [] : [{ code: 'D28', text: 'nej / no' }]
  const request = { supplierId: SUPPLIER.actorId, messageId: 'm', transactionId, meteringPointId: pointId(1) }
  await inTransaction(hub.pool, (trx) => enqueueProcessAnswers(trx, [answerTo(request, kind, reasons)], clock.nowMs()))
}

test.each(['json', 'xml'] as const)('answers in %s are stored under what they answer', async (format) => {
  const [first, second] = [
    await send(async () => await Promise.resolve(ACCEPTED)),
    await send(async () => await Promise.resolve(ACCEPTED)),
  ]
  await told('RSM-020-A01', (first.result as { transactionId: string }).transactionId)
  await told('RSM-020-A02', (second.result as { transactionId: string }).transactionId)
  expect(await poll(format)).toMatchObject({ stored: 2, deadLetters: 0 })
  expect(await showSentServices(home.pool, { limit: 5 })).toMatchObject([
    { state: 'rejected', reasons: [{ code: 'D28', text: 'nej / no' }] },
    { state: 'confirmed', reasons: [] },
  ])
  expect(await states(true)).toEqual([])
})

test('an answer that cannot be understood is put aside and stores nothing; one to nothing of ours is kept', async () => {
  await told('RSM-020-A01', 'of another program')
  expect(await poll('json', (json) => json.replace('"A01"', '"A02"'))).toMatchObject({ stored: 0, deadLetters: 1 })
  await told('RSM-020-A01', 'of another program')
  expect(await poll('json')).toMatchObject({ stored: 1, deadLetters: 0 })
  const { rows } = await home.pool.query('select original_transaction_id from point_documents.received_service_answer')
  expect(rows).toEqual([{ original_transaction_id: 'of another program' }])
})

test.each(['sent_service', 'sent_service_outcome', 'received_service_answer', 'stray_answer'])(
  '%s is never changed and never removed',
  async (table) => {
    for (const statement of [
      `update point_documents.${table} set message_id = 'x'`,
      `delete from point_documents.${table}`,
      `truncate point_documents.${table} cascade`,
    ]) {
      await expect(home.pool.query(statement)).rejects.toThrow()
    }
  },
)
