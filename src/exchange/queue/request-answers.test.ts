import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { gsrnWithCheckDigit, marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { decodeRejection } from '../rejection/decode.ts'
import { decodeRsm012 } from '../rsm012/decode.ts'
import { decodeRsm014 } from '../rsm014/decode.ts'
import { SUPPLIER } from '../testing/outgoing.ts'
import { TestQueues } from '../testing/queue-database.ts'
import { enqueueRejections, enqueueYearlyAmounts } from './enqueue.ts'
import type { OutgoingAggregation, OutgoingRejection, OutgoingYearlyAmount } from './outgoing.ts'

let database: TestDatabase
let queues: TestQueues
beforeAll(async () => {
  database = await freshDatabase()
  queues = new TestQueues(database.pool)
})
afterAll(async () => {
  await database.drop()
})

const rejection = (changes: Partial<OutgoingRejection> = {}): OutgoingRejection => ({
  receiver: SUPPLIER,
  requestType: 'RSM-016',
  processType: 'D04',
  relatedMessageId: 'their-message',
  originalTransactionId: 'their-transaction',
  reasons: [{ code: 'E17', text: 'for gammelt / too old' }],
  ...changes,
})

test.each([
  ['RSM-015', 'measuredata', 'E23'],
  ['RSM-016', 'aggregations', 'D04'],
  ['RSM-017', 'aggregations', 'D05'],
] as const)(
  'a rejection of %s lies in %s, each a message of its own, at once',
  async (requestType, category, processType) => {
    const point = requestType === 'RSM-015' ? { meteringPointId: gsrnWithCheckDigit(1) } : {}
    const one = rejection({ requestType, processType, ...point })
    const two = { ...one, originalTransactionId: 'their-other' }
    await inTransaction(database.pool, (trx) => enqueueRejections(trx, [one, two], queues.nowMs))
    const documents = (await queues.drain(SUPPLIER, category)).map(({ body }) => decodeRejection(requestType, body))
    expect(
      documents.map(({ rejections }) => rejections.map(({ originalTransactionId }) => originalTransactionId)),
    ).toEqual([['their-transaction'], ['their-other']])
    expect(documents[0]).toMatchObject({
      findings: [],
      header: { documentType: 'ERR', processType, receiverId: SUPPLIER.actorId, receiverRole: 'DDQ' },
      rejections: [{ ...point, reasons: one.reasons }],
    })
    expect(
      new Set(documents.flatMap(({ rejections }) => rejections.map(({ transactionId }) => transactionId))).size,
    ).toBe(2)
  },
)

test('ids with a character that the database does not have are no obstacle', async () => {
  const odd = rejection({ relatedMessageId: 'a\0b', originalTransactionId: 'c\0d' })
  await inTransaction(database.pool, (trx) => enqueueRejections(trx, [odd], queues.nowMs))
  const [message] = await queues.drain(SUPPLIER, 'aggregations')
  expect(decodeRejection('RSM-016', message?.body ?? new Uint8Array()).rejections[0]?.originalTransactionId).toBe(
    'c\0d',
  )
})

test('a yearly amount is one position over 365 days, with or without 29 February', async () => {
  for (const end of ['2026-05-01', '2024-05-01']) {
    const toMs = marketDay(end, dk.zone).startMs
    const amount: OutgoingYearlyAmount = {
      receiver: SUPPLIER,
      processType: 'E30',
      relatedMessageId: 'their-message',
      originalTransactionId: 'their-transaction',
      registeredAtMs: Date.UTC(2026, 4, 1, 6),
      meteringPointId: gsrnWithCheckDigit(7),
      meteringPointType: 'E17',
      product: '8716867000030',
      unit: 'KWH',
      fromMs: marketDay(end === '2026-05-01' ? '2025-05-01' : '2023-05-02', dk.zone).startMs,
      toMs,
      quantity: 4_321_987_000n,
      quality: 'estimated',
    }
    await inTransaction(database.pool, (trx) => enqueueYearlyAmounts(trx, [amount], queues.nowMs))
    queues.wait()
    const [message] = await queues.drain()
    const { findings, transactions, header } = decodeRsm012(message?.body ?? new Uint8Array(), { profile: dk })
    expect([findings, header.processType]).toEqual([[], 'E30'])
    expect(transactions[0]).toMatchObject({ resolution: 'P1Y', originalTransactionId: 'their-transaction', toMs })
    expect(transactions[0]?.period?.[0]).toMatchObject({ toMs, quality: 'estimated' })
  }
})

test('a sum that answers a request says so', async () => {
  const { startMs: fromMs, endMs: toMs } = marketDay('2026-03-02', dk.zone)
  const sum: OutgoingAggregation = {
    receiver: SUPPLIER,
    relatedMessageId: 'their-message',
    originalTransactionId: 'their-transaction',
    processType: 'D04',
    calculationVersion: 7n,
    gridArea: '801',
    energySupplierId: SUPPLIER.actorId,
    meteringPointType: 'E18',
    resolution: 'PT1H',
    fromMs,
    toMs,
    points: [{ position: 1, quantity: 1000n, quality: 'measured' }],
  }
  await queues.sums([sum])
  const [message] = await queues.drain(SUPPLIER, 'aggregations')
  const { findings, series } = decodeRsm014(message?.body ?? new Uint8Array())
  expect([findings, series[0]?.originalTransactionId]).toEqual([[], 'their-transaction'])
  const { rows } = await database.pool.query(
    "select related_message_id from exchange.queue_bundle where document_type = 'RSM-014'",
  )
  expect(rows).toEqual([{ related_message_id: 'their-message' }])
})
