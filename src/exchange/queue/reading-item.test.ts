import { describe, expect, test } from 'vitest'
import { dk } from '../../market/index.ts'
import { encodeRsm012 } from '../rsm012/encode.ts'
import { dayReadings, measuredRows, SUPPLIER } from '../testing/outgoing.ts'
import { readingItem, readingTransactions } from './reading-item.ts'

const [reading] = dayReadings(1, 'PT15M')
if (reading === undefined) throw new Error('no reading')

const HEADER = {
  messageId: 'm',
  documentType: 'E66',
  processType: 'E23',
  businessSector: '23',
  createdAtMs: 0,
  senderId: '5790001330552',
  senderRole: 'DGL',
  receiverId: SUPPLIER.actorId,
  receiverRole: 'DDQ',
}

describe('readings as an item of a queue', () => {
  test('come back as the transaction they are', () => {
    const full = { ...reading, inDomain: '804', outDomain: '805', originalTransactionId: 'request "7"', product: 'Æ' }
    const [transaction] = readingTransactions([{ transactionId: 'own-1', body: readingItem(full).body }])
    const { receiver: _receiver, processType: _processType, rows, firstRow, rowCount, ...head } = full
    expect(transaction).toMatchObject({ ...head, transactionId: 'own-1', content: { firstRow, rowCount } })
    const content = transaction?.content
    if (content === undefined || !('rows' in content)) throw new Error('no rows')
    expect([...content.rows.values.subarray(0, 100)]).toEqual([...rows.values.subarray(0, 100)])
  })

  test('without what it does not state', () => {
    const [transaction] = readingTransactions([{ transactionId: 'own-1', body: readingItem(reading).body }])
    expect(Object.keys(transaction ?? {})).not.toEqual(expect.arrayContaining(['originalTransactionId']))
    expect(transaction).not.toHaveProperty('inDomain')
    expect(transaction).not.toHaveProperty('outDomain')
  })

  test('points are the stated slots of its own rows', () => {
    const rows = measuredRows('2026-03-02', 3, 'PT1H', () => 1000n)
    const item = readingItem({ ...reading, resolution: 'PT1H', rows, firstRow: 1, rowCount: 2 })
    expect(item.points).toBe(48)
    expect(readingItem(reading).points).toBe(96)
    expect(item).toMatchObject({ category: 'measuredata', documentType: 'RSM-012', relatedMessageId: '' })
  })

  test('takes no more bytes than estimated, whatever its values', () => {
    for (const micro of [0n, 1n, 999_999_999_999_999_999n]) {
      const large = { ...reading, rows: measuredRows('2026-03-02', 1, 'PT15M', () => micro) }
      const item = readingItem(large)
      const transactions = readingTransactions([{ transactionId: 'x'.repeat(36), body: item.body }])
      const bytes = [...encodeRsm012(HEADER, transactions, dk.zone)].reduce((sum, { length }) => sum + length, 0)
      const empty = [...encodeRsm012(HEADER, [], dk.zone)].reduce((sum, { length }) => sum + length, 0)
      expect(bytes - empty).toBeLessThanOrEqual(item.bytes)
    }
  })

  test('rows of another class than the resolution are refused', () => {
    expect(() => readingItem({ ...reading, resolution: 'PT1H' })).toThrow(RangeError)
    expect(() => readingItem({ ...reading, resolution: 'P1M' })).toThrow(RangeError)
  })
})
