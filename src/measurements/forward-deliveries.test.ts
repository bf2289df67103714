import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import {
  exampleDocument,
  examplePoint,
  GRID_COMPANY,
  pointId,
  recordMasterData,
  type ExampleTransaction,
} from '../../test/reading-documents.ts'
import { decodeRsm012, dequeue, peek, queueDepths, type Party, type Rsm012Document } from '../exchange/index.ts'
import { formatInstant, glnWithCheckDigit, marketDay } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { forwardDeliveries } from './forward-deliveries.ts'
import { receiveDocuments } from './receive-documents.ts'
import type { DocumentReceipt } from './incoming-document.ts'
import { replayRefused } from './replay-refused.ts'
import { toIncoming, type ImportPorts } from './to-incoming.ts'

const [ONE, TWO] = [glnWithCheckDigit(1), glnWithCheckDigit(2)] as const
const NOBODY = { energySupplierId: null, balanceResponsibleId: null } as const
const SENDER: Party = { actorId: GRID_COMPANY, role: 'MDR' }
const supplier = (actorId: string): Party => ({ actorId, role: 'DDQ' })

/** Points of this test, each for one way that a day can go. */
const [PLAIN, SWITCHED, STOPPED, CHILD, EXCHANGE, BARE] = [1, 2, 3, 4, 5, 6] as const

let intake: TestIntake
let hub: ImportPorts
let names = 0
/** A name that no other test uses: ids are used up for ever. */
let own = ''
beforeAll(async () => {
  intake = await openTestIntake()
  hub = { ...intake.ports, alongside: forwardDeliveries(intake.ports) }
  await recordMasterData(intake.pool, [
    examplePoint(PLAIN),
    examplePoint(SWITCHED),
    examplePoint(SWITCHED, { validFrom: '2026-03-03', energySupplierId: TWO }),
    examplePoint(STOPPED, { ...NOBODY }),
    examplePoint(STOPPED, { validFrom: '2026-03-02' }),
    examplePoint(STOPPED, { validFrom: '2026-03-04', ...NOBODY }),
    examplePoint(CHILD, { type: 'electrical_heating', settlementMethod: null, parentId: pointId(SWITCHED), ...NOBODY }),
    examplePoint(EXCHANGE, {
      type: 'exchange',
      settlementMethod: null,
      fromGridArea: '802',
      toGridArea: '801',
      ...NOBODY,
    }),
    examplePoint(BARE, { ...NOBODY }),
  ])
})
afterAll(async () => {
  await intake.close()
})
beforeEach(() => {
  own = `f${(names += 1)}`
})

async function receive(...documents: Buffer[]): Promise<DocumentReceipt[]> {
  const incoming = await Promise.all(documents.map((bytes) => toIncoming(`${own}.json`, bytes, hub)))
  return await receiveDocuments(incoming, hub)
}

const of = (point: number, n: number, other: Partial<ExampleTransaction> = {}): ExampleTransaction => ({
  transactionId: `${own}-${n}`,
  meteringPointId: pointId(point),
  ...other,
})

/** Quarter-hours of the market days from the first to the last, both included. */
function days(
  first: string,
  last: string,
): Pick<ExampleTransaction, 'fromMs' | 'toMs' | 'milliKwh' | 'registeredAtMs'> {
  const [fromMs, toMs] = [marketDay(first, dk.zone).startMs, marketDay(last, dk.zone).endMs]
  const milliKwh = Array.from({ length: (toMs - fromMs) / 900_000 }, (_, k) => k)
  return { fromMs, toMs, milliKwh, registeredAtMs: Date.UTC(2026, 3, 2, 7, 30) }
}

/** Takes everything out of a queue: the bodies of its messages. */
async function drain(party: Party): Promise<Uint8Array[]> {
  const ports = {
    pool: intake.pool,
    zone: dk.zone,
    clock: intake.ports.clock,
    sender: { actorId: dk.operatorId ?? '', role: 'DGL' },
    bundleAgeMs: 0,
  } as const
  const bodies: Uint8Array[] = []
  for (;;) {
    const message = await peek(ports, party, 'measuredata', 'json')
    if (message === undefined) return bodies
    bodies.push(message.body)
    await dequeue(ports, party, message.messageId)
  }
}

async function drainReadings(actorId: string): Promise<Rsm012Document[]> {
  return (await drain(supplier(actorId))).map((body) => decodeRsm012(body, { profile: dk }))
}

interface Answer {
  readonly transaction: string
  readonly codes: readonly string[]
}

async function drainAnswers(): Promise<{ readonly message: string; readonly answers: readonly Answer[] }[]> {
  return (await drain(SENDER)).map((body) => {
    const document = JSON.parse(Buffer.from(body).toString()) as {
      Acknowledgement_MarketDocument: {
        'received_MarketDocument.mRID': string
        Series: { mRID: string; Reason: { code: { value: string }; text: string }[] }[]
      }
    }
    const { 'received_MarketDocument.mRID': message, Series } = document.Acknowledgement_MarketDocument
    return {
      message,
      answers: Series.map(({ mRID, Reason }) => ({ transaction: mRID, codes: Reason.map(({ code }) => code.value) })),
    }
  })
}

/** What a receiver was sent: point, interval and sum of each transaction. */
const sent = (documents: readonly Rsm012Document[]): [string, string, string, bigint][] =>
  documents.flatMap(({ transactions, findings }) => {
    expect(findings).toEqual([])
    return transactions.map((one): [string, string, string, bigint] => {
      expect(one.findings).toEqual([])
      return [one.meteringPointId, formatInstant(one.fromMs), formatInstant(one.toMs), one.sum]
    })
  })

const sumOf = (from: number, to: number): bigint => {
  let sum = 0n
  for (let k = from; k < to; k += 1) sum += BigInt(k) * 1000n
  return sum
}

describe('an accepted transaction', () => {
  test('goes to the supplier as it came: interval, values, type, and the time it was registered', async () => {
    await receive(exampleDocument(own, [of(PLAIN, 1, days('2026-03-01', '2026-03-02'))]))
    const documents = await drainReadings(ONE)
    expect(sent(documents)).toEqual([[pointId(PLAIN), '2026-02-28T23:00:00Z', '2026-03-02T23:00:00Z', sumOf(0, 192)]])
    expect(documents[0]?.header).toMatchObject({
      processType: 'E23',
      senderId: dk.operatorId,
      senderRole: 'DGL',
      receiverId: ONE,
      receiverRole: 'DDQ',
    })
    expect(documents[0]?.transactions[0]).toMatchObject({
      meteringPointType: 'E17',
      product: '8716867000030',
      unit: 'KWH',
      resolution: 'PT15M',
      registeredAtMs: Date.UTC(2026, 3, 2, 7, 30),
      positions: 192,
    })
    expect(documents[0]?.transactions[0]?.originalTransactionId).toBeUndefined()
    expect(documents[0]?.transactions[0]?.transactionId).not.toBe(`${own}-1`)
  })

  test('is divided at the midnight at which the supplier changes, and no day is lost or sent twice', async () => {
    await receive(exampleDocument(own, [of(SWITCHED, 1, days('2026-03-01', '2026-03-04'))]))
    expect(sent(await drainReadings(ONE))).toEqual([
      [pointId(SWITCHED), '2026-02-28T23:00:00Z', '2026-03-02T23:00:00Z', sumOf(0, 192)],
    ])
    expect(sent(await drainReadings(TWO))).toEqual([
      [pointId(SWITCHED), '2026-03-02T23:00:00Z', '2026-03-04T23:00:00Z', sumOf(192, 384)],
    ])
  })

  test('that ends within a day is divided into parts that a receiver may accept, with the positions that were stated', async () => {
    // Ten hours, of which two lie on the day of the next supplier.
    const fromMs = Date.UTC(2026, 2, 2, 15)
    await receive(
      exampleDocument(own, [
        of(SWITCHED, 1, { fromMs, toMs: fromMs + 36_000_000, milliKwh: Array.from({ length: 40 }, () => 1) }),
      ]),
    )
    const [first, second] = [await drainReadings(ONE), await drainReadings(TWO)]
    expect([...sent(first), ...sent(second)].map(([, ...rest]) => rest)).toEqual([
      ['2026-03-01T23:00:00Z', '2026-03-02T23:00:00Z', 32_000n],
      ['2026-03-02T23:00:00Z', '2026-03-03T23:00:00Z', 8_000n],
    ])
    expect([first[0]?.transactions[0]?.positions, second[0]?.transactions[0]?.positions]).toEqual([32, 8])
  })

  test('goes to nobody on days before a start and after a stop', async () => {
    await receive(exampleDocument(own, [of(STOPPED, 1, days('2026-03-01', '2026-03-05'))]))
    expect(sent(await drainReadings(ONE))).toEqual([
      [pointId(STOPPED), '2026-03-01T23:00:00Z', '2026-03-03T23:00:00Z', sumOf(96, 288)],
    ])
  })

  test('of a child goes to the supplier of its parent on the day', async () => {
    await receive(
      exampleDocument(own, [of(CHILD, 1, { meteringPointType: 'D14', ...days('2026-03-02', '2026-03-03') })]),
    )
    expect(sent(await drainReadings(ONE)).map(([point, , , sum]) => [point, sum])).toEqual([
      [pointId(CHILD), sumOf(0, 96)],
    ])
    expect(sent(await drainReadings(TWO)).map(([point, , , sum]) => [point, sum])).toEqual([
      [pointId(CHILD), sumOf(96, 192)],
    ])
  })

  test('of an exchange point, or of a point without a supplier, goes to nobody', async () => {
    const [receipt] = await receive(
      exampleDocument(own, [
        of(EXCHANGE, 1, { meteringPointType: 'E20', inDomain: '801', outDomain: '802' }),
        of(BARE, 2),
      ]),
    )
    expect(receipt?.outcome).toBe('accepted')
    expect(await waiting()).toBe(0)
  })

  test('that comes late or changes nothing is forwarded all the same: the receiver knows by its registration time', async () => {
    const late = { day: '2026-03-10', registeredAtMs: Date.UTC(2026, 2, 12) }
    await receive(exampleDocument(`${own}-a`, [of(PLAIN, 1, late)]))
    await receive(exampleDocument(`${own}-b`, [of(PLAIN, 2, late)]))
    await receive(exampleDocument(`${own}-c`, [of(PLAIN, 3, { ...late, registeredAtMs: Date.UTC(2026, 2, 11) })]))
    const documents = await drainReadings(ONE)
    expect(documents.flatMap(({ transactions }) => transactions.map(({ registeredAtMs }) => registeredAtMs))).toEqual([
      Date.UTC(2026, 2, 12),
      Date.UTC(2026, 2, 12),
      Date.UTC(2026, 2, 11),
    ])
  })

  test('keeps withdrawn and estimated positions, and the gap between positions', async () => {
    const points = [
      { position: 1, quantity: 5_000n, quality: 'measured' },
      { position: 2, quantity: undefined, quality: 'missing' },
      { position: 9, quantity: 7_000n, quality: 'estimated' },
    ] as const
    await receive(exampleDocument(own, [of(PLAIN, 1, { day: '2026-03-11', points })]))
    const [document] = await drainReadings(ONE)
    expect(document?.transactions[0]).toMatchObject({
      positions: 3,
      sum: 12_000n,
      qualities: { measured: 1, missing: 1, estimated: 1 },
    })
  })

  test('of historical readings stays historical', async () => {
    await receive(exampleDocument(own, [of(PLAIN, 1, { day: '2026-03-12' })], { processType: 'E30' }))
    expect((await drainReadings(ONE)).map(({ header }) => header.processType)).toEqual(['E30'])
  })

  test('is forwarded once, however often its document comes', async () => {
    const bytes = exampleDocument(own, [of(PLAIN, 1, { day: '2026-03-13' })])
    await receive(bytes, bytes)
    await receive(bytes)
    expect(sent(await drainReadings(ONE))).toHaveLength(1)
  })

  test('of one document and those of the next are sent together', async () => {
    await receive(exampleDocument(`${own}-a`, [of(PLAIN, 1, { day: '2026-03-14' })]))
    await receive(exampleDocument(`${own}-b`, [of(PLAIN, 2, { day: '2026-03-15' })]))
    expect((await drainReadings(ONE)).map(({ transactions }) => transactions.length)).toEqual([2])
  })
})

describe('a refused transaction', () => {
  test('is answered to the sender with every reason, and goes to nobody; what stands beside it goes on', async () => {
    const negative = [{ position: 1, quantity: -1n, quality: 'measured' }] as const
    await receive(
      exampleDocument(own, [
        of(77, 1),
        of(PLAIN, 2, { meteringPointType: 'E18', resolution: 'PT1H', milliKwh: Array.from({ length: 24 }, () => 1) }),
        of(PLAIN, 3, { points: negative }),
        of(PLAIN, 4, { day: '2026-03-16' }),
      ]),
    )
    const [answer, ...others] = await drainAnswers()
    expect(others).toEqual([])
    expect(answer?.message).toBe(own)
    expect(answer?.answers.map(({ transaction, codes }) => [transaction, [...new Set(codes)].toSorted()])).toEqual([
      [`${own}-1`, ['E10']],
      [`${own}-2`, ['D18', 'D23']],
      [`${own}-3`, ['E86']],
    ])
    expect(sent(await drainReadings(ONE))).toHaveLength(1)
  })

  test('whose id was used before is answered under the market’s code', async () => {
    await receive(exampleDocument(`${own}-a`, [of(PLAIN, 1, { day: '2026-03-17' })]))
    await receive(
      exampleDocument(`${own}-b`, [of(PLAIN, 1, { day: '2026-03-17' }), of(PLAIN, 2, { day: '2026-03-18' })]),
    )
    expect(await drainAnswers()).toEqual([
      { message: `${own}-b`, answers: [{ transaction: `${own}-1`, codes: ['00102'] }] },
    ])
    expect(sent(await drainReadings(ONE))).toHaveLength(2)
  })

  test('of a document refused whole is not answered: who sent it has heard', async () => {
    const broken = exampleDocument(own, [of(PLAIN, 1), of(PLAIN, 2, { transactionId: '' })])
    await receiveDocuments([{ ...(await toIncoming(`${own}.json`, broken, hub)), whole: true }], hub)
    await receive(Buffer.from('no json'), exampleDocument(own, [of(PLAIN, 1)], { documentType: 'E31' }))
    expect(await waiting()).toBe(0)
  })

  test('of a sender whose role has no queue for answers is not answered', async () => {
    await receive(exampleDocument(own, [of(77, 1)], { senderRole: 'DDZ' }))
    expect(await waiting()).toBe(0)
  })

  test('without an id that could be referred to is left out of the answer', async () => {
    const long = `${own}-${'x'.repeat(40)}`
    await receive(
      exampleDocument(own, [of(77, 1), of(77, 2, { transactionId: '' }), of(77, 3, { transactionId: long })]),
    )
    expect((await drainAnswers()).flatMap(({ answers }) => answers.map(({ transaction }) => transaction))).toEqual([
      `${own}-1`,
    ])
  })

  test('is answered once, and forwarded when a replay accepts it', async () => {
    const stranger = 500 + names
    const [receipt] = await receive(exampleDocument(own, [of(stranger, 1, { day: '2026-03-19' })]))
    expect(await drainAnswers()).toHaveLength(1)
    await replayRefused(receipt?.documentId ?? '', hub)
    expect(await waiting()).toBe(0)
    await recordMasterData(intake.pool, [examplePoint(stranger)])
    await replayRefused(receipt?.documentId ?? '', hub)
    expect(sent(await drainReadings(ONE)).map(([point]) => point)).toEqual([pointId(stranger)])
    await replayRefused(receipt?.documentId ?? '', hub)
    expect(await waiting()).toBe(0)
  })
})

test('what cannot be stored is not forwarded', async () => {
  const failing: ImportPorts = {
    ...hub,
    alongside: async (trx, documents, seq) => {
      await hub.alongside?.(trx, documents, seq)
      throw new Error('behind the queue')
    },
  }
  const bytes = exampleDocument(own, [of(PLAIN, 1, { day: '2026-03-20' }), of(77, 2)])
  const document = await toIncoming(`${own}.json`, bytes, hub)
  await expect(receiveDocuments([document], failing)).rejects.toThrow('behind the queue')
  expect(await waiting()).toBe(0)
  await receiveDocuments([document], hub)
  expect(await waiting()).toBe(2)
  await Promise.all([drain(supplier(ONE)), drain(SENDER)])
})

test('a master data change is seen by the next document', async () => {
  const point = 700 + names
  await recordMasterData(intake.pool, [examplePoint(point)])
  await receive(exampleDocument(`${own}-a`, [of(point, 1)]))
  await recordMasterData(intake.pool, [examplePoint(point, { validFrom: '2026-03-01', energySupplierId: TWO })])
  await receive(exampleDocument(`${own}-b`, [of(point, 2)]))
  expect([sent(await drainReadings(ONE)).length, sent(await drainReadings(TWO)).length]).toEqual([1, 1])
})

/** Transactions that wait in all queues. */
async function waiting(): Promise<number> {
  return (await queueDepths(intake.pool)).reduce((sum, { transactions }) => sum + transactions, 0)
}
