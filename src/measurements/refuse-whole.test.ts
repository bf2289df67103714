import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import {
  exampleDocument,
  examplePoint,
  pointId,
  recordMasterData,
  type ExampleTransaction,
} from '../../test/reading-documents.ts'
import type { DocumentReceipt, IncomingDocument } from './incoming-document.ts'
import { receiveDocuments } from './receive-documents.ts'
import { openRefusals, replayRefused } from './replay-refused.ts'
import { toIncoming } from './to-incoming.ts'

let intake: TestIntake
let names = 0
/** A name that no other test uses: ids are used up for ever. */
let own = ''
beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, [examplePoint(1)])
})
afterAll(async () => {
  await intake.close()
})
beforeEach(() => {
  own = `w${(names += 1)}`
})

async function incoming(bytes: Buffer, whole: boolean): Promise<IncomingDocument> {
  return { ...(await toIncoming(`${own}.json`, bytes, intake.ports)), whole }
}

/** Receives documents as they are received by HTTP, in one commit. */
async function receiveWhole(...documents: Buffer[]): Promise<DocumentReceipt[]> {
  return await receiveDocuments(await Promise.all(documents.map((bytes) => incoming(bytes, true))), intake.ports)
}

let days = 0
/** A sound transaction of a day that no other test writes. */
const sound = (n: number, other: Partial<ExampleTransaction> = {}): ExampleTransaction => ({
  transactionId: `${own}-${n}`,
  day: new Date(Date.UTC(2025, 0, (days += 1))).toISOString().slice(0, 10),
  ...other,
})

const codesOf = (receipt: DocumentReceipt | undefined): string[] =>
  (receipt?.refusals ?? []).flatMap(({ findings }) => findings.map(({ code }) => code))

async function stored(): Promise<{ deliveries: bigint; ids: bigint }> {
  const { rows } = await intake.pool.query<{ deliveries: bigint; ids: bigint }>(
    `select (select count(distinct (series_id, market_day, recorded_seq, position)) from measurements.buffered_day where transaction_id like $1) as deliveries,
       (select count(*) from measurements.transaction_key k join measurements.document d using (document_id)
        where d.source = $2) as ids`,
    [`${own}-%`, `${own}.json`],
  )
  return rows[0] ?? { deliveries: -1n, ids: -1n }
}

describe('a document that is taken whole', () => {
  test('is refused whole for a fault of one transaction that answers under 00xxx; nothing of it is stored', async () => {
    const [receipt] = await receiveWhole(exampleDocument(own, [sound(1), sound(2, { transactionId: '' }), sound(3)]))
    expect(receipt).toMatchObject({
      outcome: 'refused',
      transactions: 3,
      accepted: 0,
      points: 0,
      refusals: [{ transactionIndex: -1, transactionId: null, meteringPointId: null }],
    })
    expect(codesOf(receipt)).toEqual(['00202'])
    expect(receipt?.refusals[0]?.findings[0]?.path).toContain('Series[1]')
    expect(await stored()).toEqual({ deliveries: 0n, ids: 0n })
  })

  test('hears every such fault at once, of the head and of all transactions, and no business reject', async () => {
    const long = 'x'.repeat(37)
    const bytes = exampleDocument(
      own,
      [sound(1, { transactionId: '' }), sound(2, { transactionId: long }), sound(3, { meteringPointId: pointId(77) })],
      { documentType: 'E31' },
    )
    const [receipt] = await receiveWhole(bytes)
    expect(codesOf(receipt)).toEqual(['00401', '00202', '00205'])
  })

  test('is accepted in part when all that is wrong is business: the receiver of it hears later', async () => {
    const [receipt] = await receiveWhole(
      exampleDocument(own, [sound(1), sound(2, { meteringPointId: pointId(77) }), sound(3, { milliKwh: [1, 2, 3] })]),
    )
    expect(receipt).toMatchObject({ outcome: 'partly', accepted: 2, refusals: [{ transactionIndex: 1 }] })
    expect(codesOf(receipt)).toEqual(['E10'])
  })

  test('that was not asked to be whole loses the faulty transaction only', async () => {
    const document = await incoming(exampleDocument(own, [sound(1), sound(2, { transactionId: '' })]), false)
    const [receipt] = await receiveDocuments([document], intake.ports)
    expect(receipt).toMatchObject({ outcome: 'partly', accepted: 1, refusals: [{ transactionIndex: 1 }] })
  })
})

describe('ids that are used up refuse a whole document', () => {
  test('a transaction id of an earlier commit, and the other ids of the document stay free', async () => {
    await receiveWhole(exampleDocument(`${own}-a`, [sound(1)]))
    const [second] = await receiveWhole(exampleDocument(`${own}-b`, [sound(2), sound(1), sound(3)]))
    expect(second).toMatchObject({ outcome: 'refused', accepted: 0, refusals: [{ transactionIndex: -1 }] })
    expect(codesOf(second)).toEqual(['DUPLICATE_TRANSACTION'])
    expect(await stored()).toEqual({ deliveries: 1n, ids: 1n })
    const [corrected] = await receiveWhole(exampleDocument(`${own}-b`, [sound(2), sound(3)]))
    expect(corrected?.outcome).toBe('accepted')
  })

  test('a transaction id of an earlier document of the same commit', async () => {
    const receipts = await receiveWhole(
      exampleDocument(`${own}-a`, [sound(1)]),
      exampleDocument(`${own}-b`, [sound(1), sound(2)]),
      exampleDocument(`${own}-c`, [sound(2)]),
    )
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['accepted', 'refused', 'accepted'])
    expect(await stored()).toEqual({ deliveries: 2n, ids: 2n })
  })

  test('the refused document uses nothing up for those that stand behind it in the commit', async () => {
    await receiveWhole(exampleDocument(`${own}-a`, [sound(1)]))
    const receipts = await receiveWhole(
      exampleDocument(`${own}-b`, [sound(1), sound(2)]),
      exampleDocument(`${own}-b`, [sound(2)]),
    )
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted'])
  })

  test('several used ids, the used message id and a broken transaction are said together', async () => {
    await receiveWhole(exampleDocument(own, [sound(1), sound(2)]))
    const [second] = await receiveWhole(
      exampleDocument(own, [sound(1), sound(2), sound(3), sound(4, { transactionId: '' })]),
    )
    expect(codesOf(second)).toEqual(['DUPLICATE_MESSAGE', '00202', 'DUPLICATE_TRANSACTION', 'DUPLICATE_TRANSACTION'])
  })

  test('the same bytes again are a repeat, not a fault', async () => {
    const bytes = exampleDocument(own, [sound(1)])
    const [first] = await receiveWhole(bytes)
    const [again] = await receiveWhole(bytes)
    expect(again).toMatchObject({ outcome: 'repeated', documentId: first?.documentId, refusals: [] })
  })

  test('beside a document that is taken in part, each is judged by its own rule', async () => {
    await receiveWhole(exampleDocument(`${own}-a`, [sound(1)]))
    const receipts = await receiveDocuments(
      [
        await incoming(exampleDocument(`${own}-b`, [sound(1), sound(2)]), false),
        await incoming(exampleDocument(`${own}-c`, [sound(1), sound(3)]), true),
      ],
      intake.ports,
    )
    expect(receipts.map(({ outcome, accepted }) => [outcome, accepted])).toEqual([
      ['partly', 1],
      ['refused', 0],
    ])
  })

  test('of two commits with one transaction id at the same moment one stores it and the other is refused whole', async () => {
    const [day, other] = [sound(1), sound(2)]
    const documents = await Promise.all(
      [exampleDocument(`${own}-a`, [day]), exampleDocument(`${own}-b`, [day, other])].map((bytes) =>
        incoming(bytes, true),
      ),
    )
    const receipts = await Promise.all(
      documents.map((document, i) => receiveDocuments([document], i === 0 ? intake.ports : intake.otherProcess())),
    )
    const outcomes = receipts.flat().map(({ outcome }) => outcome)
    expect(outcomes.toSorted()).toEqual(['accepted', 'refused'])
    const accepted = outcomes[0] === 'accepted' ? 1n : 2n
    expect(await stored()).toEqual({ deliveries: accepted, ids: accepted })
  })
})

test('what was refused whole is kept with its bytes, and can be replayed by the operator', async () => {
  const [receipt] = await receiveWhole(exampleDocument(own, [sound(1), sound(2, { transactionId: '' })]))
  const documentId = receipt?.documentId ?? ''
  expect(await openRefusals(intake.pool, documentId)).toMatchObject([{ transactionIndex: -1, source: `${own}.json` }])
  // By an operator it is taken in as files are: what is sound of it enters.
  expect(await replayRefused(documentId, intake.ports)).toMatchObject({
    accepted: 1,
    refusals: [{ transactionIndex: 1 }],
  })
})
