import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { dequeue, enqueueRejections, peek, pollCategory, type Party, type QueuePorts } from '../exchange/index.ts'
import { fixedClock, glnWithCheckDigit, gsrnWithCheckDigit } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { inTransaction } from '../platform/index.ts'
import { rejectionHandlers } from './rejection-handler.ts'

const SUPPLIER: Party = { actorId: glnWithCheckDigit(1), role: 'DDQ' }
const clock = fixedClock(Date.UTC(2026, 4, 1, 8))

let hub: TestDatabase
let home: TestDatabase
let queue: QueuePorts
beforeAll(async () => {
  ;[hub, home] = await Promise.all([freshDatabase(), freshDatabase()])
  const sender = { actorId: dk.operatorId ?? '', role: 'DGL' } as const
  queue = { pool: hub.pool, zone: dk.zone, clock, sender, bundleAgeMs: 0 }
})
afterAll(async () => {
  await Promise.all([hub.drop(), home.drop()])
})

let damage: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
beforeEach(() => {
  damage = (bytes) => bytes
})

async function poll(category: 'aggregations' | 'measuredata') {
  return await pollCategory(category, {
    client: {
      peek: async (of) => {
        const message = await peek(queue, SUPPLIER, of, 'json')
        return message === undefined
          ? undefined
          : { messageId: message.messageId, bytes: damage(new Uint8Array(message.body)) }
      },
      dequeue: async (messageId) => await dequeue(queue, SUPPLIER, messageId),
      send: async () => await Promise.reject(new Error('nothing is sent here')),
      close: () => {},
    },
    ports: { pool: home.pool, clock, handlers: rejectionHandlers(home) },
    wait: async () => {},
  })
}

async function reject(requestType: 'RSM-015' | 'RSM-016' | 'RSM-017', processType: string, original: string) {
  const point = requestType === 'RSM-015' ? { meteringPointId: gsrnWithCheckDigit(1) } : {}
  const one = {
    receiver: SUPPLIER,
    requestType,
    processType,
    relatedMessageId: 'ours',
    originalTransactionId: original,
    ...point,
    reasons: [{ code: 'E0H', text: 'intet / nothing' }],
  }
  await inTransaction(hub.pool, (trx) => enqueueRejections(trx, [one], clock.nowMs()))
}

test.each([
  ['RSM-015', 'measuredata', 'E23'],
  ['RSM-016', 'aggregations', 'D04'],
  ['RSM-017', 'aggregations', 'D32'],
] as const)(
  'a rejection of %s is stored under the transaction that asked',
  async (requestType, category, processType) => {
    await reject(requestType, processType, `ours-${requestType}`)
    expect(await poll(category)).toMatchObject({ stored: 1, deadLetters: 0 })
    const { rows } = await home.pool.query(
      'select * from settlement_requests.rejection where original_transaction_id = $1',
      [`ours-${requestType}`],
    )
    expect(rows).toMatchObject([
      {
        request_type: requestType,
        process_type: processType,
        metering_point_id: requestType === 'RSM-015' ? gsrnWithCheckDigit(1) : null,
        reasons: [{ code: 'E0H', text: 'intet / nothing' }],
        received_at: new Date(clock.nowMs()),
      },
    ])
  },
)

test('one that cannot be understood is put aside and stores nothing', async () => {
  await reject('RSM-016', 'D04', 'unread')
  damage = (bytes) => new TextEncoder().encode(new TextDecoder().decode(bytes).replace('"A02"', '"A01"'))
  expect(await poll('aggregations')).toMatchObject({ stored: 0, deadLetters: 1 })
  const { rows } = await home.pool.query(
    "select from settlement_requests.rejection where original_transaction_id = 'unread'",
  )
  expect(rows).toEqual([])
})

test('what is stored is never changed and never removed', async () => {
  await expect(home.pool.query("update settlement_requests.rejection set reasons = '[]'")).rejects.toThrow()
  await expect(home.pool.query('delete from settlement_requests.rejection')).rejects.toThrow()
  await expect(home.pool.query('truncate settlement_requests.rejection')).rejects.toThrow()
})
