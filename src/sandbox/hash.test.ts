import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstState, hashOf, nextState, pick, PURPOSE } from './hash.ts'

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })

test('a hash is an unsigned integer of 32 bits that depends on its arguments alone', () => {
  fc.assert(
    fc.property(uint32, uint32, uint32, (seed, a, b) => {
      const hash = hashOf(seed, PURPOSE.values, a, b)
      expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true)
      expect(hashOf(seed, PURPOSE.values, a, b)).toBe(hash)
    }),
    { numRuns: 500 },
  )
})

test('each argument matters: seed, purpose, a and b', () => {
  fc.assert(
    fc.property(uint32, uint32, uint32, (seed, a, b) => {
      const hashes = new Set([
        hashOf(seed, PURPOSE.values, a, b),
        hashOf((seed + 1) >>> 0, PURPOSE.values, a, b),
        hashOf(seed, PURPOSE.quality, a, b),
        hashOf(seed, PURPOSE.values, a + 1, b),
        hashOf(seed, PURPOSE.values, a, b + 1),
      ])
      expect(hashes.size).toBe(5)
    }),
    { numRuns: 500 },
  )
})

test('hashes of successive numbers spread evenly over a thousand', () => {
  const counts = Array.from({ length: 10 }, () => 0)
  for (let n = 0; n < 100_000; n += 1) {
    const tenth = Math.floor((hashOf(1, PURPOSE.point, n, 0) % 1000) / 100)
    counts[tenth] = (counts[tenth] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})

test('pick stays within its half-open range and reaches both ends', () => {
  const picked = new Set(Array.from({ length: 1000 }, (_, n) => pick(hashOf(7, PURPOSE.point, n, 0), 5, 9)))
  expect([...picked].toSorted((a, b) => a - b)).toEqual([5, 6, 7, 8])
})

test('the generator of a day never falls to zero, from which it would not rise', () => {
  let state = firstState(0)
  for (let n = 0; n < 100_000; n += 1) {
    state = nextState(state)
    if (state === 0) expect.unreachable('state zero')
  }
  expect(nextState(firstState(5))).not.toBe(nextState(firstState(6)))
})
