import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { monthOf } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { decodeRsm014, decodeRsm019 } from '../index.ts'
import { dayAmounts, daySum, GRID_COMPANY, HUB, SUPPLIER } from '../testing/outgoing.ts'
import { TestQueues } from '../testing/queue-database.ts'
import type { OutgoingWholesale } from './outgoing.ts'

let database: TestDatabase
let queues: TestQueues
beforeAll(async () => {
  database = await freshDatabase()
  queues = new TestQueues(database.pool)
})
afterAll(async () => {
  await database.drop()
})

/** What a receiver is handed out, message by message. */
async function received(party: typeof SUPPLIER): Promise<ReturnType<typeof decodeRsm019>[]> {
  const messages = await queues.drain(party, 'aggregations')
  expect(messages.every(({ documentType }) => documentType === 'RSM-019')).toBe(true)
  return messages.map(({ body }) => decodeRsm019(body))
}

const { fromMs, toMs } = monthOf('2026-03', dk.zone)
const amountOf = (amount: bigint | undefined): OutgoingWholesale['points'] => [
  { position: 1, quantity: undefined, price: undefined, amount, quality: undefined },
]
/** All charges of a month together. */
function total(amount: bigint | undefined, changes: Partial<OutgoingWholesale> = {}): OutgoingWholesale {
  const { charge: _c, meteringPointType: _t, settlementMethod: _m, ...rest } = dayAmounts({ receivers: [SUPPLIER] })
  return { ...rest, resolution: 'P1M', fromMs, toMs, points: amountOf(amount), ...changes }
}

describe('a message of amounts', () => {
  test('says what was enqueued, once for each receiver, at once', async () => {
    const amounts = dayAmounts()
    await queues.amounts([amounts])
    for (const party of [SUPPLIER, GRID_COMPANY]) {
      const [document, ...others] = await received(party)
      expect(others).toEqual([])
      expect(document?.findings).toEqual([])
      expect(document?.header).toMatchObject({
        documentType: 'E31',
        processType: 'D05',
        senderId: HUB.actorId,
        senderRole: 'DGL',
        receiverId: party.actorId,
        receiverRole: party.role,
      })
      expect(document?.series).toEqual([
        {
          index: 0,
          transactionId: expect.stringMatching(/^[0-9A-Z]{26}-0$/) as string,
          version: 42n,
          gridArea: '804',
          energySupplierId: SUPPLIER.actorId,
          meteringPointType: 'E17',
          settlementMethod: 'D01',
          chargeCode: '40000',
          chargeType: 'D03',
          chargeOwnerId: GRID_COMPANY.actorId,
          product: '5790001330590',
          unit: 'KWH',
          priceUnit: 'KWH',
          currency: 'DKK',
          resolution: 'PT1H',
          fromMs: amounts.fromMs,
          toMs: amounts.toMs,
          points: amounts.points,
          findings: [],
          refused: false,
        },
      ])
    }
  })

  test('of a month has no price, and of all charges no charge; an unknown amount is 0', async () => {
    const pieces = { ...dayAmounts().charge, type: 'D01' } as const
    await queues.amounts([
      total(12_345_678n),
      total(undefined, { charge: { ...pieces, code: 'SUB', ownerId: GRID_COMPANY.actorId }, unit: 'H87' }),
    ])
    const series = (await received(SUPPLIER)).flatMap((document) => document.series)
    expect(series.map((one) => [one.chargeCode, one.chargeType, one.unit, one.priceUnit, one.points])).toEqual([
      [undefined, undefined, 'KWH', undefined, amountOf(12_345_678n)],
      ['SUB', 'D01', 'H87', undefined, amountOf(0n)],
    ])
  })

  test('is one for each series, and a correction says which', async () => {
    await queues.amounts([total(1n), total(2n, { processType: 'D32', settlementVersion: 'D02' }), total(3n)])
    const documents = await received(SUPPLIER)
    // By the process, oldest first, each series in a message of its own.
    expect(
      documents.map(({ header, series }) => [
        header.processType,
        series.map(({ settlementVersion, points }) => [settlementVersion, points[0]?.amount]),
      ]),
    ).toEqual([
      ['D05', [[undefined, 1n]]],
      ['D05', [[undefined, 3n]]],
      ['D32', [['D02', 2n]]],
    ])
  })

  test('that answers a request names its transaction; so does one of sums', async () => {
    const answering = { relatedMessageId: 'request-message', originalTransactionId: 'request-transaction' }
    await queues.amounts([total(1n, answering)])
    await queues.sums([daySum(answering), daySum()])
    const [first, second, third] = await queues.drain(SUPPLIER, 'aggregations')
    expect(decodeRsm019(first?.body ?? new Uint8Array()).series[0]?.originalTransactionId).toBe('request-transaction')
    const sums = [second, third].map((message) => decodeRsm014(message?.body ?? new Uint8Array()))
    expect(sums.map(({ series }) => series[0]?.originalTransactionId)).toEqual(['request-transaction', undefined])
    const { rows } = await database.pool.query<{ related_message_id: string; document_type: string }>(
      'select document_type, related_message_id from exchange.queue_bundle order by bundle_id desc limit 3',
    )
    expect(rows.map((row) => `${row.document_type} ${row.related_message_id}`).toSorted()).toEqual([
      'RSM-014 ',
      'RSM-014 request-message',
      'RSM-019 request-message',
    ])
  })
})
