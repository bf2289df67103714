import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeOf } from './json-fault.ts'
import { firstBadCharacter } from './utf8.ts'

test('the first character that is not UTF-8', () => {
  const cases: readonly [readonly number[], number | undefined][] = [
    [[], undefined],
    [[0x41, 0xc3, 0xa6], undefined],
    [[0x41, 0xc3], 1],
    [[0x80], 0],
    [[0xc0, 0x80], 0],
    [[0xe0, 0x9f, 0xbf], 0],
    [[0x41, 0xed, 0xa0, 0x80], 1],
    [[0xf0, 0x9f, 0x98, 0x80, 0xff], 4],
    [[0xf4, 0x90, 0x80, 0x80], 0],
    [[0xf8, 0x88, 0x80, 0x80, 0x80], 0],
  ]
  for (const [bytes, at] of cases) expect(firstBadCharacter(Uint8Array.from(bytes))).toBe(at)
})

test('everything before it is UTF-8, and it is none', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.string({ unit: 'grapheme' }).map((text) => new TextEncoder().encode(text)),
  )
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 4 }), (parts) => {
      const text = Buffer.concat(parts)
      const at = firstBadCharacter(text)
      expect(at === undefined).toBe(isUtf8(text))
      if (at === undefined) return
      expect(isUtf8(text.subarray(0, at))).toBe(true)
      const lengths = [1, 2, 3, 4].filter((length) => at + length <= text.length)
      expect(lengths.filter((length) => isUtf8(text.subarray(at, at + length)))).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

test('places are counted from line 1, column 1', () => {
  const text = new TextEncoder().encode('ab\ncd\n\ne')
  const places = Array.from({ length: 9 }, (_, at) => placeOf(text, at))
  expect(places.map(({ line, column }) => `${line}:${column}`)).toEqual([
    '1:1',
    '1:2',
    '1:3',
    '2:1',
    '2:2',
    '2:3',
    '3:1',
    '4:1',
    '4:2',
  ])
})
