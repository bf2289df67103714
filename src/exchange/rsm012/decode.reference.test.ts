import { describe, expect, test } from 'vitest'
import { WORD_BITS, wordCount } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { Random } from '../testing/random.ts'
import { randomDocument } from '../testing/random-document.ts'
import { referenceTransactions } from '../testing/reference-decoder.ts'
import { decodeRsm012 } from './decode.ts'
import type { Rsm012Document, Rsm012Transaction } from './document.ts'

const DOCUMENTS = 300

/** The rows of a transaction in the words of the plain reader. */
function slotsOf(document: Rsm012Document, transaction: Rsm012Transaction): Map<string, string> {
  const slots = new Map<string, string>()
  const rows = document.days.find(({ slotClass }) => slotClass === transaction.slotClass)
  if (rows === undefined) return slots
  for (let row = transaction.firstRow; row < transaction.firstRow + transaction.rowCount; row += 1) {
    const date = new Date((rows.marketDay[row] ?? 0) * 86_400_000).toISOString().slice(0, 10)
    for (let slot = 0; slot < rows.slotClass; slot += 1) {
      const word = row * wordCount(rows.slotClass) + Math.floor(slot / WORD_BITS)
      const has = (mask: Float64Array): boolean => (BigInt(mask[word] ?? 0) >> BigInt(slot % WORD_BITS)) % 2n === 1n
      const value = rows.values[row * rows.slotClass + slot]
      const marks = (['estimated', 'calculated', 'measured'] as const).filter((mark) => has(rows[mark]))
      expect(marks.length).toBeLessThanOrEqual(has(rows.stated) ? 1 : 0)
      expect(marks.length === 0 && value !== 0n).toBe(false)
      if (has(rows.stated)) slots.set(`${date}/${slot}`, marks[0] === undefined ? 'missing' : `${marks[0]} ${value}`)
    }
  }
  return slots
}

describe('decoding against a plain second reader', () => {
  test(`${DOCUMENTS} documents of every form: the same values, qualities, days, sums and faults`, () => {
    const found = { refused: 0, accepted: 0, slots: 0 }
    for (let seed = 1; seed <= DOCUMENTS; seed += 1) {
      const text = randomDocument(new Random(seed))
      const document = decodeRsm012(new TextEncoder().encode(text), { profile: dk })
      expect(document.findings.filter(({ severity }) => severity === 'error')).toEqual([])
      const reference = referenceTransactions(text)
      expect(document.transactions.length).toBe(reference.length)
      reference.forEach((expected, n) => {
        const actual = document.transactions[n]
        if (actual === undefined) throw new Error(`transaction ${n} is missing`)
        const codes = actual.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
        const slots = slotsOf(document, actual)
        const read = {
          transactionId: actual.transactionId,
          positions: actual.positions,
          sum: actual.sum,
          errors: [...new Set<string>(codes)].toSorted(),
          slots: Object.fromEntries(slots),
        }
        expect({ seed, n, ...read }).toEqual({ seed, n, ...expected, slots: Object.fromEntries(expected.slots) })
        expect(actual.refused).toBe(expected.errors.length > 0)
        found[actual.refused ? 'refused' : 'accepted'] += 1
        found.slots += slots.size
      })
    }
    // The generator must keep reaching both sides.
    expect(found.refused).toBeGreaterThan(50)
    expect(found.accepted).toBeGreaterThan(300)
    expect(found.slots).toBeGreaterThan(20_000)
  })
})
