import { describe, expect, test } from 'vitest'
import { auNem, dk } from '../../market/index.ts'
import { bytesOf, documentOf, interval, point, points, series } from '../testing/plain-document.ts'
import { decodeRsm012 } from './decode.ts'
import type { Rsm012Document } from './document.ts'
import { seriesPath } from './document.ts'

function decode(value: unknown): Rsm012Document {
  return decodeRsm012(bytesOf(value), { profile: dk })
}

const dayNumber = (date: string): number => Date.parse(date) / 86_400_000

describe('a good document', () => {
  test('header, transaction and rows', () => {
    const { header, transactions, days, findings } = decode(
      documentOf([series({ 'in_Domain.mRID': { value: '804' } })]),
    )
    expect(findings).toEqual([])
    expect(header).toEqual({
      messageId: 'message-1',
      documentType: 'E66',
      processType: 'E23',
      businessSector: '23',
      createdAtMs: Date.UTC(2026, 2, 5, 7, 30, 54),
      senderId: '5790000432752',
      senderRole: 'MDR',
      receiverId: '5790001330552',
      receiverRole: 'DGL',
    })
    expect(transactions).toEqual([
      {
        index: 0,
        transactionId: 'tx-1',
        meteringPointId: '571313000000002000',
        meteringPointType: 'E17',
        product: '8716867000030',
        unit: 'KWH',
        resolution: 'PT1H',
        registeredAtMs: Date.UTC(2026, 2, 5, 7, 30),
        fromMs: Date.UTC(2026, 2, 1, 23),
        toMs: Date.UTC(2026, 2, 2, 23),
        inDomain: '804',
        positions: 24,
        sum: 36_000_000n,
        qualities: { measured: 24, estimated: 0, missing: 0, calculated: 0, other: 0 },
        findings: [],
        refused: false,
        slotClass: 25,
        firstRow: 0,
        rowCount: 1,
      },
    ])
    expect(transactions.map(seriesPath)).toEqual(['NotifyValidatedMeasureData_MarketDocument.Series[0]'])
    expect(days.map(({ slotClass, count }) => [slotClass, count])).toEqual([[25, 1]])
    expect(days[0]?.marketDay[0]).toBe(dayNumber('2026-03-02'))
    expect([...(days[0]?.values ?? [])]).toEqual([...Array.from({ length: 24 }, () => 1_500_000n), 0n])
    expect(days[0]?.measured[0]).toBe(2 ** 24 - 1)
  })

  test('blocks by slot class, coarsest first, each transaction with its place', () => {
    const quarters = { resolution: 'PT15M', Point: points(96) }
    const { transactions, days } = decode(
      documentOf([series({ mRID: 'a' }, quarters), series({ mRID: 'b' }), series({ mRID: 'c' }, quarters)]),
    )
    expect(days.map(({ slotClass, count }) => [slotClass, count])).toEqual([
      [25, 1],
      [100, 2],
    ])
    expect(transactions.map(({ slotClass, firstRow, rowCount }) => [slotClass, firstRow, rowCount])).toEqual([
      [100, 0, 1],
      [25, 0, 1],
      [100, 1, 1],
    ])
  })

  test('three days around the change of the clock are three rows; parts of days state parts', () => {
    const period = { timeInterval: interval('2026-03-28T20:00Z', '2026-03-30T02:00Z'), Point: points(30) }
    const { days } = decode(documentOf([series({}, period)]))
    const [block] = days
    expect([...(block?.marketDay ?? [])]).toEqual(['2026-03-28', '2026-03-29', '2026-03-30'].map(dayNumber))
    // The last three of 24 hours, all 23, the first four.
    expect([...(block?.stated ?? [])]).toEqual([2 ** 24 - 2 ** 21, 2 ** 23 - 1, 2 ** 4 - 1])
  })

  test('the two hours 02 of the 25-hour day are slots of their own', () => {
    const period = {
      timeInterval: interval('2026-10-24T22:00Z', '2026-10-25T23:00Z'),
      Point: [point(3, 1), point(4, 2), point(25, 3)],
    }
    const { days } = decode(documentOf([series({}, period)]))
    const stated = [...(days[0]?.values ?? [])].map((value, slot) => [slot, value]).filter(([, value]) => value !== 0n)
    expect(stated).toEqual([
      [2, 1_000_000n],
      [3, 2_000_000n],
      [24, 3_000_000n],
    ])
  })

  test('positions in any order over several days', () => {
    const list = [point(30, 3), point(2, 1), point(26, 2), point(1, 0)]
    const period = { timeInterval: interval('2026-03-01T23:00Z', '2026-03-03T23:00Z'), Point: list }
    const { days } = decode(documentOf([series({}, period)]))
    expect([...(days[0]?.marketDay ?? [])]).toEqual(['2026-03-03', '2026-03-02'].map(dayNumber))
    expect([...(days[0]?.stated ?? [])]).toEqual([0b100010, 0b11])
  })

  test('days, months and years are periods, not rows', () => {
    const p1d = {
      resolution: 'P1D',
      timeInterval: interval('2026-03-27T23:00Z', '2026-03-29T22:00Z'),
      Point: [point(1, 10), point(2, 9, 'A02')],
    }
    const { transactions, days } = decode(documentOf([series({}, p1d)]))
    expect(days).toEqual([])
    expect(transactions[0]?.slotClass).toBeUndefined()
    expect(transactions[0]?.period).toEqual([
      {
        fromMs: Date.UTC(2026, 2, 27, 23),
        toMs: Date.UTC(2026, 2, 28, 23),
        quantity: 10_000_000n,
        quality: 'measured',
      },
      { fromMs: Date.UTC(2026, 2, 28, 23), toMs: Date.UTC(2026, 2, 29, 22), quantity: undefined, quality: 'missing' },
    ])
  })

  test('another market: its zone, its resolutions, its digits', () => {
    const period = {
      resolution: 'PT5M',
      timeInterval: interval('2026-03-01T14:00Z', '2026-03-02T14:00Z'),
      Point: [point(288, 0.123456)],
    }
    const bytes = bytesOf(documentOf([series({ 'marketEvaluationPoint.mRID': { value: '4102335210' } }, period)]))
    const { transactions, days } = decodeRsm012(bytes, { profile: auNem })
    expect(transactions[0]?.refused).toBe(false)
    expect([days[0]?.slotClass, days[0]?.marketDay[0], days[0]?.values[287]]).toEqual([
      300,
      dayNumber('2026-03-02'),
      123_456n,
    ])
    expect(days[0]?.stated[5]).toBe(2 ** 27)
  })
})

describe('what JSON allows', () => {
  const text = JSON.stringify(documentOf([series()]))

  test('a byte order mark, and blanks around', () => {
    expect(decode(`\uFEFF \n${text}\n `)).toEqual(decode(text))
  })

  test('keys in the reverse order', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, inner]) => [key, reversed(inner)]),
      )
    }
    expect(decode(reversed(JSON.parse(text)))).toEqual(decode(text))
  })

  test('unknown keys are passed', () => {
    const more = documentOf([{ ...series(), more: [{ Point: [1] }], Series: null }], { Period: { Series: [] } })
    expect(decode({ first: [1], ...more, last: null })).toEqual(decode(text))
  })

  test.each([
    ['Series', '"Series":[{"mRID":"old","Period":{"Point":[{"position":1,"quantity":-1}]}}],"Series"'],
    ['Period', '"Period":{"resolution":"P1D","Point":[{"position":1,"quantity":-1}]},"Period"'],
    ['timeInterval', '"timeInterval":{"start":"x","end":"y"},"timeInterval"'],
    ['Point', '"Point":[{"position":1,"quantity":-1},5],"Point"'],
    ['type', '"type":"E31","type"'],
  ])('of two keys %s the last one counts', (key, doubled) => {
    expect(decode(text.replace(`"${key}"`, doubled))).toEqual(decode(text))
    expect(decode(text)).toMatchObject({ findings: [], transactions: [{ refused: false }] })
  })

  test('a period that is replaced by null leaves no points behind', () => {
    const { transactions } = decode(text.replace(/\}\]\}\}\]\}\}$/, '}]},"Period":null}]}}'))
    expect(transactions).toMatchObject([{ refused: true, positions: 0, findings: [{ code: 'FIELD_MISSING' }] }])
  })
})
