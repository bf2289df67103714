import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { partsOf } from './s3-parts.ts'

const cut = async (chunks: readonly (Uint8Array | string)[], partBytes: number): Promise<string[]> => {
  const parts = await Array.fromAsync(partsOf(Readable.from(chunks, { objectMode: true }), partBytes))
  return parts.map((part) => Buffer.from(part).toString('latin1'))
}

describe('parts', () => {
  test.each([
    [[], ['']],
    [[''], ['']],
    [['ab'], ['ab']],
    [['abc'], ['abc']],
    [['abcd'], ['abc', 'd']],
    [['abcdef'], ['abc', 'def']],
    [
      ['a', 'b', 'c', 'd', 'e'],
      ['abc', 'de'],
    ],
    [
      ['ab', 'cdefgh'],
      ['abc', 'def', 'gh'],
    ],
  ])('of %j, three bytes each, are %j', async (chunks, expected) => {
    expect(await cut(chunks, 3)).toEqual(expected)
  })

  test('hold all bytes in their order, each of full size but the last, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 16 }),
        async (chunks, partBytes) => {
          const parts = await Array.fromAsync(partsOf(Readable.from(chunks, { objectMode: true }), partBytes))
          expect(Buffer.concat(parts).equals(Buffer.concat(chunks))).toBe(true)
          expect(parts.slice(0, -1).every(({ length }) => length === partBytes)).toBe(true)
          const last = parts.at(-1)?.length ?? -1
          expect(last <= partBytes && (last > 0 || parts.length === 1)).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('of something that is neither bytes nor text are refused', async () => {
    await expect(Array.fromAsync(partsOf(Readable.from([7]), 3))).rejects.toThrow(TypeError)
  })
})
