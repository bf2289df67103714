import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleDocument, examplePoint, GRID_COMPANY, pointId, recordMasterData } from '../../test/reading-documents.ts'
import { openRequestMarket, type RequestMarket } from '../../test/request-market.ts'
import { decodeRequest, encodeRequest, packBytes, type Party } from '../exchange/index.ts'
import { glnWithCheckDigit } from '../kernel/index.ts'
import { documentBytes, keptDocument, documentQueue } from '../measurements/index.ts'
import { openPool } from '../platform/index.ts'
import { answerForever } from './answer-forever.ts'
import { answerRequest, answerRequests } from './answer-requests.ts'
import { receiveRequest } from './receive-request.ts'
import { showRequests } from './show-requests.ts'

const SUPPLIER: Party = { actorId: glnWithCheckDigit(1), role: 'DDQ' }
const METER: Party = { actorId: GRID_COMPANY, role: 'MDR' }
const NOTHING = { energySupplierId: SUPPLIER.actorId }

let market: RequestMarket
beforeAll(async () => {
  market = await openRequestMarket()
  await recordMasterData(market.intake.pool, [examplePoint(1)])
})
afterAll(async () => {
  await market.close()
})

const count = async (table: string): Promise<bigint> =>
  (await market.intake.pool.query<{ n: bigint }>(`select count(*) as n from ${table}`)).rows[0]?.n ?? -1n

/** How many rejections lie in the supplier's queue under a message. */
const rejectionsOf = async (messageId: string): Promise<bigint> => {
  const { rows } = await market.intake.pool.query<{ n: bigint }>(
    'select coalesce(sum(transactions), 0)::bigint as n from exchange.queue_batch where related_message_id = $1',
    [messageId],
  )
  return rows[0]?.n ?? -1n
}

const waiting = async (): Promise<bigint[]> => {
  const { rows } = await market.intake.pool.query<{ request_id: bigint }>(
    'select request_id from settlement_requests.waiting order by 1',
  )
  return rows.map(({ request_id }) => request_id)
}

describe('a request that arrives', () => {
  test('is stored with its bytes and waits', async () => {
    expect(
      await market.send('RSM-016', SUPPLIER, { ...NOTHING, messageId: 'stored', transactionId: 'stored-1' }),
    ).toEqual([])
    const { rows } = await market.intake.pool.query<{ document_id: string }>(
      "select * from measurements.document where message_id = 'stored'",
    )
    expect(rows).toMatchObject([{ sender_id: SUPPLIER.actorId, outcome: 'accepted', transactions: 1, accepted: 1 }])
    const { bytes } = await documentBytes(rows[0]?.document_id ?? '', market.intake.ports)
    expect(decodeRequest('RSM-016', bytes).series[0]?.transactionId).toBe('stored-1')
    const [shown] = await showRequests(market.intake.pool, { open: true, limit: 10 })
    expect(shown).toMatchObject({
      requestType: 'RSM-016',
      processType: 'D04',
      requesterId: SUPPLIER.actorId,
      transactionId: 'stored-1',
      receivedAt: '2026-05-01T00:00:00Z',
      asked: { energySupplierId: SUPPLIER.actorId, charges: [] },
      answer: null,
    })
  })

  test('under ids that were used before is refused whole, with all of them', async () => {
    await market.send('RSM-017', SUPPLIER, { ...NOTHING, messageId: 'used', transactionId: 'used-1' })
    const before = await count('settlement_requests.request')
    const again = await market.send('RSM-016', SUPPLIER, { ...NOTHING, messageId: 'used', transactionId: 'used-1' })
    expect(again.map(({ code }) => code)).toEqual(['DUPLICATE_MESSAGE', 'DUPLICATE_TRANSACTION'])
    const other = await market.send('RSM-016', SUPPLIER, { ...NOTHING, transactionId: 'used-1' })
    expect(other.map(({ code }) => code)).toEqual(['DUPLICATE_TRANSACTION'])
    expect(await count('settlement_requests.request')).toBe(before)
  })

  test('may have the ids of another sender', async () => {
    const other: Party = { actorId: glnWithCheckDigit(2), role: 'DDQ' }
    const ids = { messageId: 'shared', transactionId: 'shared-1' }
    for (const party of [SUPPLIER, other]) {
      expect(await market.send('RSM-016', party, { energySupplierId: party.actorId, ...ids })).toEqual([])
    }
  })

  test('shares the ids of its sender with readings, in both directions', async () => {
    const { ports } = market.intake
    const queue = documentQueue(ports)
    const deliver = async (messageId: string, transactionId: string) => {
      const bytes = exampleDocument(messageId, [{ transactionId }])
      const size = bytes.length
      return await queue.receive({
        ...(await keptDocument('a test', size, await ports.take(bytes), ports)),
        whole: true,
      })
    }
    expect(await deliver('readings', 'readings-1')).toMatchObject({ outcome: 'accepted' })
    const asked = await market.send('RSM-015', METER, {
      meteringPointId: pointId(1),
      messageId: 'readings',
      transactionId: 'readings-1',
    })
    expect(asked.map(({ code }) => code)).toEqual(['DUPLICATE_MESSAGE', 'DUPLICATE_TRANSACTION'])
    expect(
      await market.send('RSM-015', METER, {
        meteringPointId: pointId(1),
        messageId: 'asked',
        transactionId: 'asked-1',
      }),
    ).toEqual([])
    for (const [messageId, transactionId] of [
      ['asked', 'fresh-1'],
      ['fresh', 'asked-1'],
    ] as const) {
      expect(await deliver(messageId, transactionId)).toMatchObject({ outcome: 'refused' })
    }
    await queue.close()
  })

  test('twice at the same moment is stored once', async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        market.send('RSM-016', SUPPLIER, {
          ...NOTHING,
          messageId: 'race',
          transactionId: n % 2 === 0 ? 'race-1' : 'race-2',
        }),
      ),
    )
    expect(results.filter((faults) => faults.length === 0)).toHaveLength(1)
    for (const faults of results.filter((found) => found.length > 0)) expect(faults[0]?.code).toBe('DUPLICATE_MESSAGE')
    const { rows } = await market.intake.pool.query("select from settlement_requests.request where message_id = 'race'")
    expect(rows).toHaveLength(1)
  })

  test('may hold texts that the database has no characters for', async () => {
    const odd = { gridArea: 'a\0\uD800', transactionId: 'odd\0-1', messageId: 'odd\0' }
    expect(await market.send('RSM-016', SUPPLIER, { ...NOTHING, ...odd })).toEqual([])
    expect((await market.send('RSM-016', SUPPLIER, { ...NOTHING, ...odd })).map(({ code }) => code)).toEqual([
      'DUPLICATE_MESSAGE',
      'DUPLICATE_TRANSACTION',
    ])
  })

  test('with a fault of form stores nothing, and hears of its ids too', async () => {
    const { pool, ports } = market.intake
    const header = {
      messageId: 'stored',
      documentType: 'E74',
      processType: 'D99',
      businessSector: '23',
      createdAtMs: 0,
      senderId: SUPPLIER.actorId,
      senderRole: 'DDQ',
      receiverId: '5790001330552',
      receiverRole: 'DGL',
    }
    const bytes = encodeRequest('RSM-016', header, [{ transactionId: 'new-1' }])
    const arrived = { source: 'a test', document: decodeRequest('RSM-016', bytes), packed: await packBytes(bytes) }
    const faults = await receiveRequest(arrived, { pool, objects: ports.objects, clock: ports.clock })
    expect(faults.map(({ code }) => code)).toEqual(['00402', 'DUPLICATE_MESSAGE'])
    expect(await market.send('RSM-016', SUPPLIER, { ...NOTHING, transactionId: 'new-1' })).toEqual([])
  })
})

describe('an answer', () => {
  test('is given once, by however many, and the record says which', async () => {
    await market.answer()
    await market.send('RSM-016', SUPPLIER, { ...NOTHING, messageId: 'once' })
    const [requestId = 0n] = await waiting()
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => answerRequest(requestId, market.ports)))
    expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual(['rejected'])
    expect(await rejectionsOf('once')).toBe(1n)
    expect(await waiting()).toEqual([])
    expect(await showRequests(market.intake.pool, { limit: 1 })).toMatchObject([
      {
        messageId: 'once',
        answer: { outcome: 'rejected', series: 0, reasons: [{ code: 'E0H' }], answeredAt: '2026-05-01T00:00:00Z' },
      },
    ])
  })

  test('that fails leaves the request waiting, and those behind it are answered', async () => {
    await market.send('RSM-015', SUPPLIER, { meteringPointId: pointId(1), messageId: 'fails' })
    await market.send('RSM-016', SUPPLIER, { ...NOTHING, messageId: 'behind' })
    const [fails = 0n] = await waiting()
    // The readings of the one cannot be read: its scratch directory is no place to write.
    await commitOneReading()
    const broken = { ...market.ports, scratch: '/dev/null/nowhere' }
    const first = await answerRequests(broken)
    expect(first).toMatchObject({ answered: 0, rejected: 1, failed: [{ requestId: fails }] })
    expect(await waiting()).toEqual([fails])
    expect(await rejectionsOf('behind')).toBe(1n)
    expect(await answerRequests(market.ports)).toEqual({ answered: 1, rejected: 0, failed: [] })
    expect(await waiting()).toEqual([])
  })

  async function commitOneReading(): Promise<void> {
    const { ports } = market.intake
    const queue = documentQueue(ports)
    const bytes = exampleDocument('one-reading', [{ transactionId: 'one-reading-1', day: '2026-03-09' }])
    await queue.receive(await keptDocument('a test', bytes.length, await ports.take(bytes), ports))
    await queue.close()
  }

  test('rolls back with its transaction: nothing is taken out, nothing enqueued', async () => {
    await market.send('RSM-016', SUPPLIER, { ...NOTHING, messageId: 'rolled-back' })
    const [requestId = 0n] = await waiting()
    await market.intake.pool.query(
      'alter table settlement_requests.answer add constraint broken check (false) not valid',
    )
    expect((await answerRequests(market.ports)).failed).toMatchObject([{ requestId }])
    expect([await waiting(), await rejectionsOf('rolled-back')]).toEqual([[requestId], 0n])
    await market.intake.pool.query('alter table settlement_requests.answer drop constraint broken')
    expect(await answerRequests(market.ports)).toMatchObject({ rejected: 1, failed: [] })
    expect(await rejectionsOf('rolled-back')).toBe(1n)
  })

  test('comes as soon as the answerer is woken, and it ends when it is told', async () => {
    const ending = new AbortController()
    const rounds: number[] = []
    const answerer = answerForever(market.ports, {
      signal: ending.signal,
      pauseMs: 600_000,
      onRound: ({ rejected }) => rounds.push(rejected),
      onFailure: (error) => {
        throw error
      },
    })
    await expect.poll(() => rounds.length).toBe(1)
    await market.send('RSM-016', SUPPLIER, { ...NOTHING, messageId: 'woken' })
    answerer.wake()
    await expect.poll(async () => await rejectionsOf('woken')).toBe(1n)
    ending.abort()
    await answerer.ended
    expect(rounds.reduce((sum, n) => sum + n, 0)).toBe(1)
  })

  test('fails as a whole while the database is away, and says so', async () => {
    const ending = new AbortController()
    const failures: unknown[] = []
    const pool = openPool('postgres://nobody@127.0.0.1:9/nothing')
    const answerer = answerForever(
      { ...market.ports, pool },
      { signal: ending.signal, pauseMs: 1, onRound: () => {}, onFailure: (error) => failures.push(error) },
    )
    await expect.poll(() => failures.length).toBeGreaterThan(1)
    await pool.end()
    ending.abort()
    await answerer.ended
  })
})

describe('what is stored', () => {
  test.each([
    ['request', 'message_id'],
    ['answer', 'series'],
  ])('%s is never changed and never removed', async (table, column) => {
    for (const statement of [
      `update settlement_requests.${table} set ${column} = ${column}`,
      `delete from settlement_requests.${table}`,
      `truncate settlement_requests.${table} cascade`,
    ]) {
      await expect(market.intake.pool.query(statement)).rejects.toThrow(/append-only|refuse|never|change/i)
    }
  })

  test('who waits is only ever added or answered', async () => {
    await expect(market.intake.pool.query('update settlement_requests.waiting set request_id = 0')).rejects.toThrow()
    await expect(market.intake.pool.query('truncate settlement_requests.waiting')).rejects.toThrow()
  })
})
