import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gsrnWithCheckDigit } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { Random } from '../testing/random.ts'
import { randomDocument } from '../testing/random-document.ts'
import { bytesOf, documentOf, interval, point, series } from '../testing/plain-document.ts'
import { decodeRsm012 } from './decode.ts'
import type { Rsm012Header, Rsm012Transaction } from './document.ts'
import { encodeDocument, encodeRsm012 } from './encode.ts'
import type { EncodableTransaction } from './encode.ts'
import type { EncodablePoint } from './encode-points.ts'

const OPTIONS = { profile: dk, allowCalculated: true }
const HEADER: Rsm012Header = {
  messageId: 'message-1',
  documentType: 'E66',
  processType: 'E23',
  businessSector: '23',
  createdAtMs: Date.UTC(2026, 2, 5, 7, 30, 54),
  senderId: '5790001330552',
  senderRole: 'DGL',
  receiverId: '5790000432752',
  receiverRole: 'DDQ',
}

function transactionOf(
  points: readonly EncodablePoint[],
  changes: Partial<EncodableTransaction> = {},
): EncodableTransaction {
  return {
    transactionId: 'tx "1" Æ',
    meteringPointId: gsrnWithCheckDigit(1),
    meteringPointType: 'E17',
    product: '8716867000030',
    unit: 'KWH',
    resolution: 'PT15M',
    registeredAtMs: Date.UTC(2026, 2, 5, 7, 30),
    // The 25-hour day.
    fromMs: Date.UTC(2026, 9, 24, 22),
    toMs: Date.UTC(2026, 9, 25, 23),
    content: points,
    ...changes,
  }
}

function encoded(transactions: Iterable<EncodableTransaction>): Buffer {
  return Buffer.concat([...encodeRsm012(HEADER, transactions, dk.zone)])
}

const quality = fc.constantFrom('estimated', 'measured', 'calculated', 'missing')
const quantity = fc.oneof(
  fc.bigInt(0n, 10n ** 13n - 1n),
  fc.bigInt(0n, 5000n),
  fc.constantFrom(0n, 1n, 10n ** 13n - 1n),
)

describe('writing RSM-012', () => {
  test('what is written is read again as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.tuple(quality, quantity)), { maxLength: 100 }), (slots) => {
        const points = slots.flatMap((slot, n): EncodablePoint[] => {
          if (slot === null) return []
          const [of, thousandths] = slot
          return [{ position: n + 1, quality: of, quantity: of === 'missing' ? undefined : thousandths * 1000n }]
        })
        const { header, transactions, days, findings } = decodeRsm012(encoded([transactionOf(points)]), OPTIONS)
        expect(findings).toEqual([])
        expect(header).toEqual(HEADER)
        expect(transactions[0]).toMatchObject({ findings: [], transactionId: 'tx "1" Æ', positions: points.length })
        const values = [...(days[0]?.values ?? [])]
        for (const one of points) expect(values[one.position - 1]).toBe(one.quantity ?? 0n)
        expect(transactions[0]?.sum).toBe(points.reduce((sum, one) => sum + (one.quantity ?? 0n), 0n))
      }),
      { numRuns: 200 },
    )
  })

  test('documents of every form: reading, writing and reading again gives the same rows', () => {
    let rows = 0
    for (let seed = 1; seed <= 100; seed += 1) {
      const first = decodeRsm012(bytesOf(randomDocument(new Random(seed), 0)), OPTIONS)
      const accepted = first.transactions.filter(({ refused }) => !refused)
      // Megawatt-hours beyond what a table holds are refused, and a document needs a transaction.
      if (accepted.length === 0) continue
      const again = decodeRsm012(Buffer.concat([...encodeDocument(first, dk.zone)]), OPTIONS)
      expect(again.findings).toEqual(first.findings)
      expect(again.header).toEqual(first.header)
      expect(again.transactions.map(stated)).toEqual(accepted.map(stated))
      expect(again.days).toEqual(first.days)
      rows += again.days.reduce((sum, { count }) => sum + count, 0)
    }
    expect(rows).toBeGreaterThan(300)
  })

  test('compact text: measured without quality, no needless zeros, A02 without quantity', () => {
    const text = encoded([
      transactionOf([
        { position: 1, quality: 'measured', quantity: 242_500_000n },
        { position: 2, quality: 'estimated', quantity: 0n },
        { position: 3, quality: 'missing', quantity: undefined },
        { position: 4, quality: 'calculated', quantity: 9_999_999_999_999_000n },
      ]),
    ]).toString()
    expect(text.slice(text.indexOf('"Point"'))).toBe(
      '"Point":[{"position":{"value":1},"quantity":242.5},{"position":{"value":2},"quality":{"value":"A03"},"quantity":0},' +
        '{"position":{"value":3},"quality":{"value":"A02"}},{"position":{"value":4},"quality":{"value":"A06"},"quantity":9999999999.999}]}}]}}',
    )
    expect(text).toContain('"timeInterval":{"start":{"value":"2026-10-24T22:00Z"},"end":{"value":"2026-10-25T23:00Z"}}')
  })

  test('megawatt-hours are written in their unit', () => {
    const bytes = encoded([
      transactionOf([{ position: 1, quality: 'measured', quantity: 1_234_000_000n }], { unit: 'MWH' }),
    ])
    expect(bytes.toString()).toContain('"quantity":1.234}')
    expect(decodeRsm012(bytes, OPTIONS).transactions[0]?.sum).toBe(1_234_000_000n)
  })

  test('months are written from their periods', () => {
    const document = documentOf([
      series(
        {},
        {
          resolution: 'P1M',
          timeInterval: interval('2025-12-31T23:00Z', '2026-03-31T22:00Z'),
          Point: [point(3, 70), point(1, 5, 'A03')],
        },
      ),
    ])
    const first = decodeRsm012(bytesOf(document), OPTIONS)
    const again = decodeRsm012(Buffer.concat([...encodeDocument(first, dk.zone)]), OPTIONS)
    expect(again.transactions[0]?.period).toEqual(first.transactions[0]?.period)
    expect(first.transactions[0]?.period).toEqual([
      {
        fromMs: Date.UTC(2026, 1, 28, 23),
        toMs: Date.UTC(2026, 2, 31, 22),
        quantity: 70_000_000n,
        quality: 'measured',
      },
      {
        fromMs: Date.UTC(2025, 11, 31, 23),
        toMs: Date.UTC(2026, 0, 31, 23),
        quantity: 5_000_000n,
        quality: 'estimated',
      },
    ])
  })

  test('chunks come while transactions are still being made', () => {
    let made = 0
    const points = Array.from({ length: 96 }, (_, n): EncodablePoint => ({
      position: n + 1,
      quality: 'measured',
      quantity: 1_234_000n,
    }))
    function* many(): Generator<EncodableTransaction, void> {
      for (; made < 1000; made += 1) yield transactionOf(points)
    }
    const [chunk] = encodeRsm012(HEADER, many(), dk.zone)
    expect(made).toBeLessThan(200)
    expect(chunk?.length).toBeLessThanOrEqual(256 * 1024)
  })

  test('day rows in a resolution of days are refused', () => {
    const rows = decodeRsm012(bytesOf(documentOf([series()])), OPTIONS).days[0]
    if (rows === undefined) throw new Error('no rows')
    const wrong = transactionOf([], { resolution: 'P1D', content: { rows, firstRow: 0, rowCount: 1 } })
    expect(() => encoded([wrong])).toThrow(RangeError)
  })
})

/** A transaction without what depends on the other transactions of its document. */
function stated(transaction: Rsm012Transaction): Omit<Rsm012Transaction, 'index' | 'findings'> {
  const { index: _index, findings: _findings, ...rest } = transaction
  return rest
}
