import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { gsrnWithCheckDigit } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { decodeRsm009, decodeRsm012, decodeRsm014 } from '../index.ts'
import {
  acknowledgement,
  dayReadings,
  daySum,
  HUB,
  measuredRows,
  OTHER_SUPPLIER,
  SUPPLIER,
} from '../testing/outgoing.ts'
import { BUNDLE_AGE_MS, TestQueues } from '../testing/queue-database.ts'
import { BUNDLE_LIMITS } from './bundle-limits.ts'
import { queueDepths } from './depths.ts'
import { enqueueReadings } from './enqueue.ts'
import { queueState } from './open-bundle.ts'
import type { QueuedMessage } from './ports.ts'
import { sweepQueues } from './sweep.ts'
import { nextBundlingKey } from './waiting.ts'

let database: TestDatabase
let queues: TestQueues
beforeEach(async () => {
  database = await freshDatabase()
  queues = new TestQueues(database.pool)
})
afterEach(async () => {
  await database.drop()
})

const NETWORK = { actorId: '5790001089030', role: 'MDR' } as const

function rsm012(message: QueuedMessage | undefined): ReturnType<typeof decodeRsm012> {
  if (message === undefined) throw new Error('there is no message')
  return decodeRsm012(message.body, { profile: dk, allowCalculated: true })
}

const pointsOf = (message: QueuedMessage | undefined): string[] =>
  rsm012(message).transactions.map(({ meteringPointId }) => meteringPointId)

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => gsrnWithCheckDigit(from + n + 1))

describe('a message of readings', () => {
  test('says what was enqueued, from the hub to its receiver', async () => {
    const readings = dayReadings(3, 'PT15M')
    await queues.readings(readings)
    queues.wait()
    const message = await queues.peek()
    const { header, transactions, days, findings } = rsm012(message)
    expect(findings).toEqual([])
    expect(message).toMatchObject({ documentType: 'RSM-012', format: 'json', messageId: header.messageId })
    expect(header).toEqual({
      messageId: header.messageId,
      documentType: 'E66',
      processType: 'E23',
      businessSector: '23',
      createdAtMs: queues.nowMs,
      senderId: HUB.actorId,
      senderRole: 'DGL',
      receiverId: SUPPLIER.actorId,
      receiverRole: 'DDQ',
    })
    for (const [n, one] of transactions.entries()) {
      const { fromMs, toMs, meteringPointId, registeredAtMs, rows } = readings[n] ?? {}
      expect(one).toMatchObject({ fromMs, toMs, meteringPointId, registeredAtMs, positions: 96, findings: [] })
      expect([...(days[0]?.values.subarray(n * 100, n * 100 + 96) ?? [])]).toEqual([
        ...(rows?.values.subarray(0, 96) ?? []),
      ])
    }
  })

  test('transaction ids are unique for ever, and no longer than the market allows', async () => {
    const seen = new Set<string>()
    for (let round = 0; round < 3; round += 1) {
      await queues.readings(dayReadings(40))
      queues.wait()
      const { transactions } = rsm012((await queues.drain())[0])
      for (const { transactionId } of transactions) {
        expect(transactionId.length).toBeLessThanOrEqual(36)
        seen.add(transactionId)
      }
    }
    expect(seen.size).toBe(120)
  })

  test('a part of a block of rows is all that it holds', async () => {
    const rows = measuredRows('2026-03-01', 3, 'PT1H', (row) => BigInt(row + 1) * 1_000_000n)
    await queues.readings(dayReadings(1, 'PT1H', { rows, firstRow: 1, rowCount: 1 }))
    queues.wait()
    expect(rsm012(await queues.peek()).transactions[0]).toMatchObject({ positions: 24, sum: 48_000_000n })
  })
})

describe('closing a message', () => {
  test('nothing is handed out before it is full or old', async () => {
    await queues.readings(dayReadings(3))
    expect(await queues.peek()).toBeUndefined()
    queues.nowMs += BUNDLE_AGE_MS - 1
    expect(await queues.peek()).toBeUndefined()
    queues.nowMs += 1
    expect(pointsOf(await queues.peek())).toEqual(ids(0, 3))
  })

  test('what is younger goes with what is old', async () => {
    await queues.readings(dayReadings(1))
    queues.wait()
    await queues.readings(dayReadings(2))
    expect(pointsOf(await queues.peek())).toEqual([...ids(0, 1), ...ids(0, 2)])
  })

  test('2,000 transactions make a message at once; the rest waits', { timeout: 60_000 }, async () => {
    await queues.readings(dayReadings(1999))
    expect(await queues.peek()).toBeUndefined()
    await queues.readings(dayReadings(2))
    const [full, ...others] = await queues.drain()
    expect(pointsOf(full)).toEqual([...ids(0, 1999), ...ids(0, 1)])
    expect(others).toEqual([])
    queues.wait()
    expect((await queues.drain()).map(pointsOf)).toEqual([ids(1, 2)])
  })

  test('150,000 points make a message at once, within a batch that is cut', { timeout: 60_000 }, async () => {
    await queues.readings(dayReadings(1600, 'PT15M'))
    const [full, ...others] = await queues.drain()
    expect(others).toEqual([])
    expect(pointsOf(full)).toHaveLength(1562)
    queues.wait()
    expect((await queues.drain()).map(pointsOf)).toEqual([ids(1562, 1600)])
  })

  test('a message that would be larger than a file may be is cut', async () => {
    const small = new TestQueues(database.pool, { transactions: 2000, points: 150_000, bytes: 10_000 })
    await small.readings(dayReadings(7))
    const messages = await small.drain()
    expect(messages.length).toBeGreaterThan(1)
    for (const { body } of messages) expect(body.length).toBeLessThanOrEqual(10_000)
    small.wait()
    expect([...messages, ...(await small.drain())].flatMap(pointsOf)).toEqual(ids(0, 7))
  })

  test('a transaction that is larger than any message goes alone', async () => {
    const small = new TestQueues(database.pool, { transactions: 10, points: 30, bytes: 1_000_000 })
    await small.readings(dayReadings(1))
    await small.readings(dayReadings(1, 'PT15M'))
    await small.readings(dayReadings(2))
    small.wait()
    expect(
      (await small.drain()).map((message) => rsm012(message).transactions.map(({ positions }) => positions)),
    ).toEqual([[24], [96], [24], [24]])
  })

  test('another process, and another message that is answered, make another message', async () => {
    await queues.readings(dayReadings(1))
    await queues.readings(dayReadings(2, 'PT1H', { processType: 'E30', relatedMessageId: 'request-1' }))
    await queues.readings(dayReadings(3, 'PT1H', { processType: 'E30', relatedMessageId: 'request-2' }))
    await queues.readings(dayReadings(1, 'PT1H', { processType: 'E30', relatedMessageId: 'request-1' }))
    queues.wait()
    const messages = await queues.drain()
    expect(messages.map((message) => rsm012(message).header.processType)).toEqual(['E23', 'E30', 'E30'])
    expect(messages.map(pointsOf)).toEqual([ids(0, 1), [...ids(0, 2), ...ids(0, 1)], ids(0, 3)])
  })

  test('what is full goes before what is older and not closed; what is old goes first', async () => {
    const small = new TestQueues(database.pool, { transactions: 2, points: 1000, bytes: 1_000_000 })
    await small.readings(dayReadings(1))
    await small.readings(dayReadings(2, 'PT1H', { processType: 'E30' }))
    expect(pointsOf((await small.drain())[0])).toEqual(ids(0, 2))
    await small.readings(dayReadings(2, 'PT1H', { processType: 'E30' }))
    small.wait()
    expect(pointsOf((await small.drain())[0])).toEqual(ids(0, 1))
  })
})

describe('handing out', () => {
  test('the same message comes until it is dequeued, then the next', async () => {
    await queues.readings(dayReadings(1))
    queues.wait()
    const first = await queues.peek()
    await queues.readings(dayReadings(2))
    queues.wait()
    expect(await queues.peek()).toEqual(first)
    expect(await queues.dequeue(first?.messageId ?? '')).toBe('dequeued')
    const second = await queues.peek()
    expect(pointsOf(second)).toEqual(ids(0, 2))
    expect(second?.messageId).not.toBe(first?.messageId)
  })

  test('dequeuing again does no harm', async () => {
    await queues.readings(dayReadings(1))
    queues.wait()
    const { messageId = '' } = (await queues.peek()) ?? {}
    expect(await queues.dequeue(messageId)).toBe('dequeued')
    queues.nowMs += 1000
    expect(await queues.dequeue(messageId)).toBe('dequeued')
    expect(await queues.peek()).toBeUndefined()
  })

  test('what was never handed out to this actor in this role is unknown', async () => {
    await queues.readings(dayReadings(1))
    queues.wait()
    const { messageId = '' } = (await queues.peek()) ?? {}
    expect(await queues.dequeue(messageId, OTHER_SUPPLIER)).toBe('unknown')
    expect(await queues.dequeue(messageId, { ...SUPPLIER, role: 'DDK' })).toBe('unknown')
    for (const id of [
      '',
      'x',
      '\0',
      `${messageId} `,
      messageId.toLowerCase(),
      '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      '9'.repeat(5000),
    ]) {
      expect(await queues.dequeue(id)).toBe('unknown')
    }
    expect((await queues.peek())?.messageId).toBe(messageId)
  })

  test('each actor, role and category has a queue of its own', async () => {
    await queues.readings(dayReadings(1))
    await queues.readings(dayReadings(2, 'PT1H', { receiver: OTHER_SUPPLIER }))
    await queues.readings(dayReadings(3, 'PT1H', { receiver: { ...SUPPLIER, role: 'MDR' } }))
    await queues.sums([daySum()])
    queues.wait()
    expect(pointsOf(await queues.peek(OTHER_SUPPLIER))).toHaveLength(2)
    expect(pointsOf(await queues.peek({ ...SUPPLIER, role: 'MDR' }))).toHaveLength(3)
    expect(pointsOf(await queues.peek())).toHaveLength(1)
    expect(await queues.peek(SUPPLIER, 'aggregations')).toMatchObject({ documentType: 'RSM-014' })
    expect(await queues.peek(SUPPLIER, 'masterdata')).toBeUndefined()
    expect(await queues.peek({ actorId: "nobody' or true --", role: 'DDQ' })).toBeUndefined()
  })

  test('the format first asked for stays', async () => {
    await queues.readings(dayReadings(1))
    queues.wait()
    const { messageId } = (await queues.peek()) ?? {}
    // As if another format had been asked for first: a bundle's body cannot be changed, so another one is put beside it.
    await queues.dequeue(messageId ?? '')
    await database.pool.query(
      `insert into exchange.queue_bundle (message_id, queue_id, document_type, process_type, related_message_id, format,
         oldest_at, closed_at, transactions, points, bytes, body)
       select 'in-xml', queue_id, 'RSM-012', 'E23', '', 'xml', now(), now(), 1, 1, 6, $1 from exchange.queue`,
      [zstdCompressSync('<xml/>')],
    )
    const again = await queues.peek()
    expect(again).toMatchObject({ messageId: 'in-xml', format: 'xml' })
    expect(Buffer.from(again?.body ?? []).toString()).toBe('<xml/>')
  })

  test('nothing is there of a transaction that was rolled back', async () => {
    const failing = inTransaction(database.pool, async (trx) => {
      await enqueueReadings(trx, dayReadings(5), queues.nowMs)
      throw new Error('the commit fails')
    })
    await expect(failing).rejects.toThrow('the commit fails')
    await inTransaction(database.pool, (trx) => enqueueReadings(trx, [], queues.nowMs))
    queues.wait()
    expect(await queues.peek()).toBeUndefined()
    expect(await queueDepths(database.pool)).toEqual([])
  })
})

describe('other documents', () => {
  test('a sum is a message of its own, at once', async () => {
    const sums = [daySum(), daySum({ gridArea: '805', processType: 'D32', settlementVersion: 'D02' })]
    await queues.sums(sums)
    const messages = await queues.drain(SUPPLIER, 'aggregations')
    const documents = messages.map(({ body }) => decodeRsm014(body))
    expect(documents.map(({ series }) => series.length)).toEqual([1, 1])
    for (const [n, { header, series, findings }] of documents.entries()) {
      const { receiver: _receiver, processType, calculationVersion, ...said } = sums[n] ?? daySum()
      expect(findings).toEqual([])
      expect(header).toMatchObject({ processType, documentType: 'E31', senderId: HUB.actorId, receiverRole: 'DDQ' })
      expect(series[0]).toMatchObject({ ...said, version: calculationVersion, product: '8716867000030', unit: 'KWH' })
    }
  })

  test('an acknowledgement says what of which message was refused', async () => {
    const answers = [acknowledgement(3), acknowledgement(0), acknowledgement(1, { receivedMessageId: 'with \0 in it' })]
    await queues.answers(answers)
    queues.wait()
    const messages = await queues.drain(NETWORK)
    const documents = messages.map(({ body }) => decodeRsm009(body))
    expect(documents.map(({ findings }) => findings)).toEqual([[], []])
    expect(documents[0]?.received).toEqual({ messageId: 'their-message-1', processType: 'E23' })
    expect(documents[0]?.transactions).toEqual(answers[0]?.transactions)
    expect(documents[1]?.received.messageId).toBe('with \uFFFD in it')
    expect(messages[0]).toMatchObject({ documentType: 'RSM-009' })
  })
})

describe('what is there', () => {
  test('depths count what is not acknowledged', async () => {
    const startMs = queues.nowMs
    const small = new TestQueues(database.pool, { transactions: 2, points: 1000, bytes: 1_000_000 })
    await small.readings(dayReadings(3))
    small.nowMs += 1000
    await small.sums([daySum()])
    const [sums, readings] = await queueDepths(database.pool)
    expect(sums).toMatchObject({ category: 'aggregations', transactions: 1, bundles: 0, oldestMs: startMs + 1000 })
    expect(readings).toEqual({ ...SUPPLIER, category: 'measuredata', transactions: 3, bundles: 0, oldestMs: startMs })
    const message = await small.peek()
    expect((await queueDepths(database.pool))[1]).toMatchObject({ transactions: 3, bundles: 1, oldestMs: startMs })
    await small.dequeue(message?.messageId ?? '')
    expect((await queueDepths(database.pool))[1]).toMatchObject({ transactions: 1, bundles: 0, oldestMs: startMs })
    small.wait()
    await small.drain()
    expect((await queueDepths(database.pool))[1]).toMatchObject({ transactions: 0, bundles: 0, oldestMs: undefined })
  })

  test('a sweep drops old bodies and nothing that is to be delivered', async () => {
    const small = new TestQueues(database.pool, { transactions: 2, points: 1000, bytes: 1_000_000 })
    await small.readings(dayReadings(5))
    const first = await small.peek()
    await small.dequeue(first?.messageId ?? '')
    small.nowMs += 10_000
    const second = await small.peek()
    await small.dequeue(second?.messageId ?? '')
    expect(await sweepQueues(small.ports, 10_000)).toEqual({ bundles: 0, transactions: 0 })
    expect(await sweepQueues(small.ports, 9_999)).toEqual({ bundles: 1, transactions: 2 })
    expect(await sweepQueues(small.ports, 9_999)).toEqual({ bundles: 0, transactions: 0 })
    expect(await small.dequeue(first?.messageId ?? '')).toBe('dequeued')
    small.wait()
    expect(pointsOf(await small.peek())).toEqual(ids(4, 5))
    expect(await sweepQueues(small.ports, 0)).toEqual({ bundles: 1, transactions: 2 })
    expect(pointsOf(await small.peek())).toEqual(ids(4, 5))
  })

  test('what was enqueued and handed out cannot be changed or removed', async () => {
    await queues.readings(dayReadings(2))
    queues.wait()
    await queues.peek()
    const refused = [
      'delete from exchange.queue',
      "update exchange.queue set role = 'MDR'",
      'delete from exchange.queue_batch',
      'update exchange.queue_batch set taken = 0',
      "update exchange.queue_batch set ulid = 'x', taken = taken + 1",
      "update exchange.queue_item set body = 'x'",
      'truncate exchange.queue_item',
      'delete from exchange.queue_bundle',
      "update exchange.queue_bundle set message_id = 'x'",
      "update exchange.queue_bundle set body = 'x'",
      'delete from exchange.queue_bundle_part',
      'update exchange.queue_bundle_part set to_ordinal = 9',
    ]
    for (const statement of refused) {
      await expect(database.pool.query(statement), statement).rejects.toMatchObject({ code: 'GB001' })
    }
    // A message that is not acknowledged keeps its body.
    await expect(database.pool.query('update exchange.queue_bundle set body = null')).rejects.toMatchObject({
      code: '23514',
    })
    await database.pool.query('update exchange.queue_bundle set dequeued_at = now()')
    await expect(database.pool.query('update exchange.queue_bundle set dequeued_at = null')).rejects.toMatchObject({
      code: 'GB001',
    })
  })

  test('a peek does not look at what was taken, however much that is', async () => {
    await queues.readings(dayReadings(1))
    queues.wait()
    await queues.drain()
    await database.pool.query(
      `insert into exchange.queue_batch
         (ulid, queue_id, document_type, process_type, related_message_id, created_at, transactions, taken, points_left, bytes_left)
       select 'taken-' || n, queue_id, 'RSM-012', 'E23', '', now(), 1, 1, 0, 0 from exchange.queue, generate_series(1, 20000) n`,
    )
    await database.pool.query('analyze exchange.queue_batch')
    const plans: string[] = []
    const explaining = {
      query: async (text: string, values: unknown[]) => {
        const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
        plans.push(...rows.map((row) => row['QUERY PLAN']))
        return { rows: [] }
      },
    } as unknown as Transaction
    await queueState(explaining, SUPPLIER, 'measuredata')
    await nextBundlingKey(explaining, 1, queues.nowMs, BUNDLE_LIMITS)
    await queueDepths(explaining)
    expect(plans.filter((line) => line.includes('on queue_batch'))).toHaveLength(3)
    expect(plans.filter((line) => /Seq Scan on queue_batch/.test(line))).toEqual([])
  })
})
