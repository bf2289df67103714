import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import {
  decodeAnswer,
  decodeCharacteristics,
  decodeNotification,
  decodeServiceRequest,
  enqueueCharacteristics,
  enqueueNotifications,
  enqueueProcessAnswers,
  enqueueServiceRequests,
} from '../index.ts'
import type { AnswerKind, OutgoingCharacteristics, OutgoingNotification } from '../index.ts'
import { WHOLE_POINT } from '../testing/master-data.ts'
import { acknowledgement, dayReadings, GRID_COMPANY, OTHER_SUPPLIER, SUPPLIER } from '../testing/outgoing.ts'
import { TestQueues } from '../testing/queue-database.ts'
import { batchesOf } from './batches-of.ts'
import type { QueuedItem } from './item.ts'

let database: TestDatabase
let queues: TestQueues
beforeEach(async () => {
  database = await freshDatabase()
  queues = new TestQueues(database.pool)
})
afterEach(async () => {
  await database.drop()
})

const characteristics = (changes: Partial<OutgoingCharacteristics> = {}): OutgoingCharacteristics => ({
  receiver: SUPPLIER,
  processType: 'E02',
  record: { validityStart: '2026-03-01T23:00:00Z', point: WHOLE_POINT },
  ...changes,
})
const notification = (changes: Partial<OutgoingNotification> = {}): OutgoingNotification => ({
  receiver: SUPPLIER,
  processType: 'D14',
  record: { validityStart: '2026-03-01T23:00:00Z', meteringPointId: WHOLE_POINT.meteringPointId },
  ...changes,
})

async function commit(work: (trx: Transaction) => Promise<void>): Promise<void> {
  await inTransaction(database.pool, work)
}

describe('what is handed out', () => {
  test('says what was enqueued, from the hub in its role for master data, one transaction a message, at once', async () => {
    const one = characteristics({ relatedMessageId: 'their-message' })
    await commit(async (trx) => await enqueueCharacteristics(trx, [one, one], queues.nowMs))
    const messages = await queues.drain(SUPPLIER, 'masterdata')
    expect(messages).toHaveLength(2)
    const documents = messages.map(({ body }) => decodeCharacteristics(body, 'json'))
    const { header, records, findings } = documents[0] ?? {}
    expect(findings).toEqual([])
    expect(header).toMatchObject({ documentType: 'E07', processType: 'E02', senderRole: 'DDZ', receiverRole: 'DDQ' })
    expect(records).toEqual([{ index: 0, transactionId: records?.[0]?.transactionId, ...one.record }])
    expect(new Set(documents.map((document) => document.records[0]?.transactionId)).size).toBe(2)
  })

  test('word of what happened, and a service under the id that the hub gave it', async () => {
    const service = { transactionId: 'ours-7', meteringPointId: WHOLE_POINT.meteringPointId, serviceType: 'D01' }
    await commit(async (trx) => {
      await enqueueNotifications(trx, [notification({ receiver: GRID_COMPANY })], queues.nowMs)
      await enqueueServiceRequests(trx, [{ receiver: GRID_COMPANY, processType: 'D22', record: service }], queues.nowMs)
    })
    const [told, asked] = await queues.drain(GRID_COMPANY, 'masterdata')
    expect(decodeNotification(told?.body ?? new Uint8Array(), 'json')).toMatchObject({
      findings: [],
      header: { documentType: 'E44', processType: 'D14', receiverRole: 'DDM' },
      records: [notification().record],
    })
    expect(decodeServiceRequest(asked?.body ?? new Uint8Array(), 'json')).toMatchObject({
      findings: [],
      header: { documentType: 'D22' },
      records: [{ index: 0, ...service }],
    })
  })

  test.each([
    ['RSM-020-A01', 'D22'],
    ['RSM-020-A02', 'D22'],
    ['RSM-021-A01', 'E79'],
    ['RSM-021-A02', 'E79'],
  ] as const)('%s', async (kind: AnswerKind, processType) => {
    const reasons = kind.endsWith('A02') ? [{ code: 'D16', text: 'lukket ned / closed down' }] : []
    const record = { originalTransactionId: 'theirs\0', meteringPointId: WHOLE_POINT.meteringPointId, reasons }
    const answer = { kind, receiver: GRID_COMPANY, processType, relatedMessageId: 'their\0message', record }
    await commit(async (trx) => await enqueueProcessAnswers(trx, [answer], queues.nowMs))
    const [message] = await queues.drain(GRID_COMPANY, 'masterdata')
    expect(message?.documentType).toBe(kind)
    expect(decodeAnswer(kind, message?.body ?? new Uint8Array(), 'json')).toMatchObject({
      findings: [],
      header: { documentType: '414', processType },
      records: [record],
    })
  })
})

test('what one commit enqueues for a receiver comes in its order, whatever it is', async () => {
  const told = (processType: string) => notification({ processType })
  await commit(async (trx) => {
    await enqueueNotifications(trx, ['E03', 'D14', 'E03'].map(told), queues.nowMs)
    await enqueueCharacteristics(
      trx,
      [characteristics(), characteristics({ receiver: OTHER_SUPPLIER }), characteristics({ processType: 'E32' })],
      queues.nowMs,
    )
    await enqueueNotifications(trx, [told('E03')], queues.nowMs)
  })
  const messages = await queues.drain(SUPPLIER, 'masterdata')
  const order = messages.map(({ documentType, body }) => {
    const read = documentType === 'RSM-022' ? decodeCharacteristics(body, 'json') : decodeNotification(body, 'json')
    return `${documentType} ${read.header.processType}`
  })
  expect(order).toEqual(['RSM-004 E03', 'RSM-004 D14', 'RSM-004 E03', 'RSM-022 E02', 'RSM-022 E32', 'RSM-004 E03'])
})

test('items of other queues in between begin no new batch, and of other categories the order is nothing', () => {
  const item = (
    receiver: QueuedItem['receiver'],
    processType: string,
    category: QueuedItem['category'],
  ): QueuedItem => ({
    receiver,
    category,
    documentType: 'RSM-022',
    processType,
    relatedMessageId: '',
    points: 0,
    bytes: 1,
    body: new Uint8Array(),
  })
  const sizes = (category: QueuedItem['category']): number[] =>
    batchesOf(
      [
        item(SUPPLIER, 'E02', category),
        item(OTHER_SUPPLIER, 'E02', category),
        item(SUPPLIER, 'E02', category),
        item(SUPPLIER, 'E32', category),
        item(SUPPLIER, 'E02', category),
      ],
      0,
    ).map(({ items }) => items.length)
  expect([sizes('masterdata'), sizes('measuredata')]).toEqual([
    [2, 1, 1, 1],
    [3, 1, 1],
  ])
})

describe('the format', () => {
  test('is the one first asked for, and kept whatever is asked later', async () => {
    await commit(async (trx) => await enqueueCharacteristics(trx, [characteristics(), characteristics()], queues.nowMs))
    const first = await queues.peek(SUPPLIER, 'masterdata', 'xml')
    expect(first?.format).toBe('xml')
    expect(decodeCharacteristics(first?.body ?? new Uint8Array(), 'xml')).toMatchObject({
      findings: [],
      header: { senderRole: 'DDZ' },
      records: [characteristics().record],
    })
    expect(await queues.peek(SUPPLIER, 'masterdata', 'json')).toEqual(first)
    await queues.dequeue(first?.messageId ?? '')
    const second = await queues.peek(SUPPLIER, 'masterdata', 'json')
    expect(second?.format).toBe('json')
    expect(await queues.peek(SUPPLIER, 'masterdata', 'xml')).toEqual(second)
    const { rows } = await database.pool.query('select format from exchange.queue_bundle order by bundle_id')
    expect(rows).toEqual([{ format: 'xml' }, { format: 'json' }])
  })

  test('of a document that there is as JSON only is refused, and nothing happens', async () => {
    const party = acknowledgement(1).receiver
    await queues.answers([acknowledgement(1)])
    await queues.readings(dayReadings(1))
    queues.wait()
    for (const [receiver, type] of [
      [party, 'RSM-009'],
      [SUPPLIER, 'RSM-012'],
    ] as const) {
      await expect(queues.peek(receiver, 'measuredata', 'xml')).rejects.toMatchObject({
        code: 'MEDIA_TYPE',
        message: `the next message is ${type}, which there is as application/json only`,
      })
      expect(await queues.peek(receiver)).toMatchObject({ documentType: type, format: 'json' })
      // Once it is made, it is what it is.
      expect(await queues.peek(receiver, 'measuredata', 'xml')).toMatchObject({ format: 'json' })
    }
    expect(await queues.peek(OTHER_SUPPLIER, 'measuredata', 'xml')).toBeUndefined()
  })
})
