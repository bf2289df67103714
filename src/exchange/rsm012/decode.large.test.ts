import { describe, expect, test } from 'vitest'
import { dk } from '../../market/index.ts'
import { bytesOf, documentOf, point, series } from '../testing/plain-document.ts'
import { decodeRsm012, largestDocumentBytes } from './decode.ts'

const MB = 2 ** 20
// JSON.parse of the same bytes takes a fifth of this and 300 MB here; the limit only catches what grows faster than the text.
const LONGEST_MS = 8000

/** A document of nearly 50 MB, made of the given text over and over within the list of transactions. */
function filled(piece: string): Uint8Array {
  const [head = '', tail = ''] = JSON.stringify(documentOf(['@'])).split('"@"')
  const times = Math.floor((largestDocumentBytes - head.length - tail.length - piece.length) / (piece.length + 1))
  return bytesOf(`${head}${piece}${`,${piece}`.repeat(times - 1)}${tail}`)
}

function measured(bytes: Uint8Array): { ms: number; mb: number; document: ReturnType<typeof decodeRsm012> } {
  const before = process.memoryUsage()
  const startedMs = performance.now()
  const document = decodeRsm012(bytes, { profile: dk })
  const ms = performance.now() - startedMs
  const after = process.memoryUsage()
  const mb = (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / MB
  return { ms, mb, document }
}

describe('documents of 50 MB', () => {
  test('of good transactions: all are read', { timeout: 60_000 }, () => {
    const quarters = Array.from({ length: 96 }, (_, n) => point(n + 1, 0.125))
    const piece = JSON.stringify(series({ mRID: 'ten-digits' }, { resolution: 'PT15M', Point: quarters }))
    let n = 0
    const text = new TextDecoder().decode(filled(piece)).replaceAll('ten-digits', () => `${(n += 1)}`.padStart(10, '0'))
    const { ms, mb, document } = measured(bytesOf(text))
    expect(document.findings).toEqual([])
    expect(document.days[0]?.count).toBe(document.transactions.length)
    expect(document.transactions.length).toBeGreaterThan(10_000)
    expect(ms).toBeLessThan(LONGEST_MS)
    expect(mb).toBeLessThan(400)
  })

  test('of nothing but faults: some are listed, the others are counted', { timeout: 60_000 }, () => {
    const piece = JSON.stringify(series({}, { Point: Array.from({ length: 24 }, () => point(99, -1, 'A05')) }))
    const { ms, mb, document } = measured(filled(piece))
    expect(document.transactions.every(({ refused }) => refused)).toBe(true)
    expect(document.transactions.at(-1)?.findings.at(-1)?.message).toContain('further faults of positions')
    expect(ms).toBeLessThan(LONGEST_MS)
    expect(mb).toBeLessThan(600)
  })

  test('of one transaction with a million and more points', { timeout: 60_000 }, () => {
    const [head = '', tail = ''] = JSON.stringify(documentOf([series({}, { Point: ['@'] })])).split('"@"')
    const piece = '{"position":1,"quantity":1},'
    const times = Math.floor((largestDocumentBytes - head.length - tail.length) / piece.length) - 1
    const { ms, mb, document } = measured(bytesOf(`${head}${piece.repeat(times)}{"position":1}${tail}`))
    expect(document.transactions[0]).toMatchObject({ refused: true, positions: times + 1 })
    expect(ms).toBeLessThan(LONGEST_MS)
    expect(mb).toBeLessThan(400)
  })

  test('of blanks, of one string, of brackets', { timeout: 60_000 }, () => {
    const size = largestDocumentBytes - 100
    for (const text of [
      ' '.repeat(size),
      `{"a":"${'x'.repeat(size)}"}`,
      '['.repeat(size),
      `"${'\\n'.repeat(size / 2)}"`,
      `1${'0'.repeat(size)}`,
    ]) {
      const { ms, document } = measured(bytesOf(text))
      expect(document.findings.length).toBe(1)
      expect(ms).toBeLessThan(LONGEST_MS)
    }
  })
})
