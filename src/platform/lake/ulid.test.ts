import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ulidSource, ulidTimeMs } from './ulid.ts'

const zeros = (count: number): Uint8Array => new Uint8Array(count)

test('an id holds its millisecond', () => {
  expect(ulidSource(zeros)(0)).toBe('0'.repeat(26))
  expect(ulidSource(zeros)(1469918176385)).toBe('01ARYZ6S410000000000000000') // the time of the specification's example
  expect(ulidTimeMs('01ARYZ6S41TSV4RRFFQ69G5FAV')).toBe(1469918176385)
  expect(ulidTimeMs('7ZZZZZZZZZ0000000000000000')).toBe(2 ** 48 - 1)
})

test('any millisecond comes back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (ms) => {
      expect(ulidTimeMs(ulidSource(randomBytes)(ms))).toBe(ms)
    }),
    { numRuns: 300 },
  )
})

test('ids of one source rise, whatever its clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 50 }), (times) => {
      const next = ulidSource(randomBytes)
      const ids = times.map((ms) => next(ms))
      expect(ids).toEqual([...new Set(ids)].toSorted())
    }),
    { numRuns: 300 },
  )
})

test('counting up never runs over: it borrows from the next millisecond', () => {
  let calls = 0
  const next = ulidSource((count) => new Uint8Array(count).fill((calls += 1) === 1 ? 255 : 0))
  const ids = Array.from({ length: 1000 }, () => next(7))
  expect(ids.toSorted()).toEqual(ids)
  expect(ids[0]).toBe('0000000007FZZZZZZZZZZZZZZZ')
  expect(ids[1]).toBe('0000000007G000000000000000')
})

test('two sources do not meet', () => {
  const [a, b] = [ulidSource(randomBytes), ulidSource(randomBytes)]
  const ids = Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? a(1) : b(1)))
  expect(new Set(ids).size).toBe(2000)
})

test.each([
  '',
  '01ARYZ6S41TSV4RRFFQ69G5FA',
  '81ARYZ6S41TSV4RRFFQ69G5FAV',
  '01ARYZ6S41TSV4RRFFQ69G5FAU',
  '01aryz6s41tsv4rrffq69g5fav',
])('%j is no id', (text) => {
  expect(ulidTimeMs(text)).toBeUndefined()
})
