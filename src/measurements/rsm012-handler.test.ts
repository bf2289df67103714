import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import {
  exampleDocument,
  examplePoint,
  pointId,
  recordMasterData,
  type ExampleTransaction,
} from '../../test/reading-documents.ts'
import {
  deadLetters,
  dequeue,
  peek,
  pollCategory,
  replayDeadLetter,
  takeDocument,
  type HubClient,
  type Party,
  type PollOptions,
  type QueuePorts,
} from '../exchange/index.ts'
import { glnWithCheckDigit } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { documentBytes } from './document-bytes.ts'
import { forwardDeliveries } from './forward-deliveries.ts'
import { receiveDocuments } from './receive-documents.ts'
import { rsm012Handler } from './rsm012-handler.ts'
import { toIncoming, type ImportPorts } from './to-incoming.ts'

const SUPPLIER: Party = { actorId: glnWithCheckDigit(1), role: 'DDQ' }

/** A hub and a supplier, each with its database and lake; between them nothing passes but messages. */
let hub: TestIntake
let home: TestIntake
let supplier: ImportPorts
let polling: PollOptions
let names = 0
let own = ''
beforeAll(async () => {
  ;[hub, home] = await Promise.all([openTestIntake(), openTestIntake()])
  const points = [examplePoint(1), examplePoint(2)]
  await Promise.all([recordMasterData(hub.pool, [...points, examplePoint(3)]), recordMasterData(home.pool, points)])
  supplier = {
    ...home.ports,
    responsibleFor: async () => () => dk.operatorId,
    take: async (bytes) => takeDocument(bytes, { profile: dk, allowCalculated: true }),
  }
  const queue: QueuePorts = {
    pool: hub.pool,
    zone: dk.zone,
    clock: hub.ports.clock,
    sender: { actorId: dk.operatorId ?? '', role: 'DGL' },
    bundleAgeMs: 0,
  }
  const client: HubClient = {
    peek: async (category) => {
      const message = await peek(queue, SUPPLIER, category, 'json')
      return message === undefined ? undefined : { messageId: message.messageId, bytes: new Uint8Array(message.body) }
    },
    dequeue: async (messageId) => await dequeue(queue, SUPPLIER, messageId),
    send: async () => {
      throw new Error('nothing is sent here')
    },
    close: () => {},
  }
  polling = {
    client,
    ports: { pool: home.pool, clock: home.ports.clock, handlers: [rsm012Handler(supplier)] },
    wait: async () => {},
  }
})
afterAll(async () => {
  await Promise.all([hub.close(), home.close()])
})
beforeEach(() => {
  own = `h${(names += 1)}`
})

async function deliver(messageId: string, transactions: readonly ExampleTransaction[]): Promise<void> {
  const document = await toIncoming(messageId, exampleDocument(messageId, transactions), hub.ports)
  await receiveDocuments([document], { ...hub.ports, alongside: forwardDeliveries(hub.ports) })
}

const of = (point: number, n: number, day: string): ExampleTransaction => ({
  transactionId: `${own}-${n}`,
  meteringPointId: pointId(point),
  day,
})

async function inbox(): Promise<{ outcome: string; raw: boolean; kept: boolean }[]> {
  const { rows } = await home.pool.query<{ outcome: string; raw: boolean; kept: boolean }>(
    `select m.outcome, m.raw is not null as raw, d.document_id is not null as kept
     from exchange.inbound_message m left join measurements.document d using (document_id) order by m.received_at, m.message_id`,
  )
  return rows
}

async function storedDays({ pool }: TestIntake): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select s.metering_point_id, b.market_day, b.registered_at, b.body from measurements.buffered_day b
     join measurements.series s using (series_id) where b.kind = 'reading' order by 1, 2, 3`,
  )
  return rows
}

describe('readings from the hub', () => {
  test('lie in the supplier’s stores as they lie in the hub’s, with the raw message, and the queue is empty', async () => {
    await deliver(own, [of(1, 1, '2026-03-02'), of(2, 2, '2026-03-02'), of(2, 3, '2026-03-03')])
    expect(await pollCategory('measuredata', polling)).toMatchObject({ stored: 1, known: 0, deadLetters: 0 })
    expect(await storedDays(home)).toEqual(await storedDays(hub))
    expect(await storedDays(home)).toHaveLength(3)
    expect(await inbox()).toEqual([{ outcome: 'accepted', raw: false, kept: true }])
    expect(await pollCategory('measuredata', polling)).toMatchObject({ stored: 0 })
  })

  test('that were stored and not dequeued are stored once', async () => {
    await deliver(own, [of(1, 1, '2026-03-05')])
    const before = await storedDays(home)
    const cut: PollOptions = {
      ...polling,
      client: {
        ...polling.client,
        dequeue: async () => {
          throw new Error('the connection was cut')
        },
      },
    }
    await expect(pollCategory('measuredata', cut)).rejects.toThrow('cut')
    const after = await storedDays(home)
    expect(after).toHaveLength(before.length + 1)
    expect(await pollCategory('measuredata', polling)).toMatchObject({ stored: 0, known: 1 })
    expect(await storedDays(home)).toEqual(after)
  })

  test('of which a part is not ours are kept in part, and the rest lies with the refusals', async () => {
    await deliver(own, [of(1, 1, '2026-03-06'), of(3, 2, '2026-03-06')])
    await pollCategory('measuredata', polling)
    expect((await inbox()).at(-1)).toEqual({ outcome: 'partly', raw: false, kept: true })
    const { rows } = await home.pool.query('select metering_point_id from measurements.refusal')
    expect(rows).toEqual([{ metering_point_id: pointId(3) }])
  })

  test('that cannot be stored stay in the queue, and nothing of them is stored', async () => {
    await deliver(own, [of(1, 1, '2026-03-07')])
    const before = [await storedDays(home), await inbox()]
    const failing = rsm012Handler({
      ...supplier,
      alongside: async () => {
        throw new Error('behind the readings')
      },
    })
    const broken = {
      ...polling,
      ports: { ...polling.ports, handlers: [failing] },
      handling: { attempts: 100, baseMs: 1, maxMs: 1 },
    }
    const stop = new AbortController()
    const attempts = pollCategory('measuredata', {
      ...broken,
      signal: stop.signal,
      onEvent: () => {
        stop.abort(new Error('enough'))
      },
    })
    await expect(attempts).rejects.toThrow()
    expect([await storedDays(home), await inbox()]).toEqual(before)
    expect(await pollCategory('measuredata', polling)).toMatchObject({ stored: 1 })
  })
})

test('a message of which nothing can be used is a dead letter with its reasons, and its bytes can be taken in again', async () => {
  await deliver(own, [of(3, 1, '2026-03-08')])
  expect(await pollCategory('measuredata', polling)).toMatchObject({ stored: 0, deadLetters: 1 })
  const [letter, ...others] = await deadLetters(home.pool)
  expect(others).toEqual([])
  expect(letter).toMatchObject({ code: 'E10', findings: [{ code: 'E10', point: pointId(3) }] })
  const keptBytes = async (documentId: string): Promise<Uint8Array> => (await documentBytes(documentId, supplier)).bytes
  const replay = () => replayDeadLetter(letter?.messageId ?? '', { ...polling.ports, keptBytes })
  expect(await replay()).toMatchObject({ outcome: 'refused', findings: [{ code: 'E10' }] })
  await recordMasterData(home.pool, [examplePoint(3)])
  expect(await replay()).toEqual({ outcome: 'accepted' })
  expect(await replay()).toMatchObject({ outcome: 'already' })
  expect(await deadLetters(home.pool)).toEqual([])
})
