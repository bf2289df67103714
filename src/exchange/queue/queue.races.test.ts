import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { gsrnWithCheckDigit } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { decodeRsm012 } from '../rsm012/decode.ts'
import { dayReadings, OTHER_SUPPLIER, SUPPLIER } from '../testing/outgoing.ts'
import { TestQueues } from '../testing/queue-database.ts'
import { enqueueReadings } from './enqueue.ts'
import type { OutgoingReading } from './outgoing.ts'
import type { QueuedMessage } from './ports.ts'

let database: TestDatabase
let queues: TestQueues
beforeEach(async () => {
  database = await freshDatabase({ max: 10 })
  queues = new TestQueues(database.pool, { transactions: 7, points: 1_000_000, bytes: 1e9 })
})
afterEach(async () => {
  await database.drop()
})

const pointsOf = (message: QueuedMessage): string[] =>
  decodeRsm012(message.body, { profile: dk }).transactions.map(({ meteringPointId }) => meteringPointId)

function readings(from: number, count: number): OutgoingReading[] {
  return dayReadings(count).map((one, n) => ({ ...one, meteringPointId: gsrnWithCheckDigit(from + n + 1) }))
}

const times = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n))

test('eight peeks at once give one message', async () => {
  await queues.readings(readings(0, 20))
  const messages = await Promise.all(times(8, () => queues.peek()))
  expect(new Set(messages.map((message) => message?.messageId)).size).toBe(1)
  expect(new Set(messages.map((message) => Buffer.from(message?.body ?? []).toString())).size).toBe(1)
})

test('eight dequeues at once acknowledge one message, not the next', async () => {
  await queues.readings(readings(0, 20))
  const { messageId = '' } = (await queues.peek()) ?? {}
  expect(await Promise.all(times(8, () => queues.dequeue(messageId)))).toEqual(times(8, () => 'dequeued'))
  const next = await queues.peek()
  expect(next?.messageId).not.toBe(messageId)
  expect(next === undefined ? [] : pointsOf(next)).toHaveLength(7)
})

test('eight who enqueue for a new queue at once, and eight who peek and dequeue meanwhile: nothing is lost or doubled', async () => {
  const seen = new Map<string, string[]>()
  let isEnqueued = false
  const enqueue = async (n: number): Promise<void> => {
    for (let round = 0; round < 6; round += 1) await queues.readings(readings(100 * n + 10 * round, 5))
  }
  const consume = async (): Promise<void> => {
    for (;;) {
      const wasEnqueued = isEnqueued
      const message = await queues.peek()
      if (message === undefined && wasEnqueued) return
      if (message === undefined) continue
      const points = pointsOf(message)
      expect(seen.get(message.messageId) ?? points).toEqual(points)
      seen.set(message.messageId, points)
      expect(await queues.dequeue(message.messageId)).toBe('dequeued')
    }
  }
  const producers = Promise.all(times(8, enqueue)).then(() => {
    isEnqueued = true
    queues.wait()
  })
  await Promise.all([producers, ...times(8, consume)])
  const all = [...seen.values()].flat()
  expect(all).toHaveLength(8 * 6 * 5)
  expect(new Set(all).size).toBe(8 * 6 * 5)
})

test('a commit under way holds up no peek, and what it brings comes when it is committed', async () => {
  await queues.readings(readings(0, 7))
  let commit: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    commit = resolve
  })
  let enqueued: () => void = () => {}
  const isEnqueued = new Promise<void>((resolve) => {
    enqueued = resolve
  })
  const slow = inTransaction(database.pool, async (trx) => {
    await enqueueReadings(trx, readings(50, 7), queues.nowMs)
    enqueued()
    await held
  })
  await isEnqueued
  // Committed after it, though enqueued later, and handed out before.
  await queues.readings(readings(90, 7))
  expect((await queues.drain()).flatMap(pointsOf)).toEqual(
    [...readings(0, 7), ...readings(90, 7)].map((one) => one.meteringPointId),
  )
  commit()
  await slow
  expect((await queues.drain()).flatMap(pointsOf)).toEqual(readings(50, 7).map((one) => one.meteringPointId))
})

test('who enqueues for the same two new queues in another order does not wait in a circle', async () => {
  const both = [SUPPLIER, OTHER_SUPPLIER]
  await Promise.all(
    times(8, (n) => {
      const receivers = n % 2 === 0 ? both : both.toReversed()
      return queues.readings(receivers.flatMap((receiver) => dayReadings(1, 'PT1H', { receiver })))
    }),
  )
  queues.wait()
  for (const receiver of both) expect((await queues.drain(receiver)).flatMap(pointsOf)).toHaveLength(8)
})
