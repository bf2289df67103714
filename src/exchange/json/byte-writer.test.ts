import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal } from '../../kernel/index.ts'
import { ByteWriter, phraseOf } from './byte-writer.ts'

function written(write: (writer: ByteWriter) => void, chunkBytes = 64): string {
  const writer = new ByteWriter(chunkBytes)
  write(writer)
  return Buffer.concat(writer.takeAll()).toString()
}

test('values of six decimals are written as the exact decimal', () => {
  const wholes = fc.integer({ min: 1, max: 9_007_199_254 })
  const micros = fc.oneof(
    fc.maxSafeNat(),
    fc.nat(10_000_000),
    wholes.map((whole) => whole * 1_000_000),
    wholes.map((whole) => whole * 1_000_000 - 1),
  )
  fc.assert(
    fc.property(micros, (micro) => {
      expect(written((writer) => writer.micro(micro))).toBe(formatDecimal(BigInt(micro), 6))
    }),
    { numRuns: 3000 },
  )
})

test('whole numbers and large decimals', () => {
  const numbers = [0, 9, 10, 99, 100, 123_456_789, Number.MAX_SAFE_INTEGER]
  for (const number of numbers) expect(written((writer) => writer.whole(number))).toBe(`${number}`)
  expect(written((writer) => writer.decimal(-(10n ** 30n) - 1n, 6))).toBe('-1000000000000000000000000.000001')
})

test('what is written comes out once, in order, in chunks of the given size, larger pieces whole', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 200 })), fc.integer({ min: 40, max: 100 }), (texts, size) => {
      const writer = new ByteWriter(size)
      const chunks: Uint8Array[] = []
      for (const text of texts) {
        writer.text(text)
        chunks.push(...writer.takeFull())
      }
      chunks.push(...writer.takeAll())
      expect(Buffer.concat(chunks).toString()).toBe(texts.map((text) => text.toWellFormed()).join(''))
      const longest = Math.max(0, ...texts.map((text) => Buffer.byteLength(text)))
      for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(Math.max(size, longest))
      expect(writer.takeAll()).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('phrases and single bytes come out as they are, whatever lies before and behind them', () => {
  const piece = fc.oneof(fc.string({ maxLength: 30 }), fc.nat(9), fc.nat(10_000_000))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 34, max: 80 }), (pieces, size) => {
      const writer = new ByteWriter(size)
      for (const one of pieces) {
        if (typeof one === 'string') writer.phrase(phraseOf(one))
        else if (one < 10) writer.byte(48 + one)
        else writer.micro(one)
      }
      const expected = pieces.map((one) =>
        typeof one === 'string' ? one.toWellFormed() : one < 10 ? `${one}` : formatDecimal(BigInt(one), 6),
      )
      expect(Buffer.concat(writer.takeAll()).toString()).toBe(expected.join(''))
    }),
    { numRuns: 500 },
  )
})

test('every thousandth is written without needless zeros', () => {
  for (let n = 0; n < 1000; n += 1) {
    expect(written((writer) => writer.micro(7_000_000 + n * 1000))).toBe(formatDecimal(BigInt(7000 + n), 3))
  }
})
