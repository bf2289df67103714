import fc from 'fast-check'
import { expect, test } from 'vitest'
import { between, quotient, scaled } from './integers.ts'

function floorDivide(n: bigint, d: bigint): bigint {
  const towardsZero = n / d
  return n % d < 0n ? towardsZero - 1n : towardsZero
}

test('quotient rounds down exactly over all safe integers, negative ones too', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 ** 40 }), (n, d) => {
      expect(BigInt(quotient(n, d))).toBe(floorDivide(BigInt(n), BigInt(d)))
    }),
    { numRuns: 2000 },
  )
})

test('quotient is exact where a division in doubles is not', () => {
  expect(quotient(2 ** 53 - 1, 3)).toBe(3_002_399_751_580_330)
  expect(quotient(-1, 4)).toBe(-1)
  expect(quotient(-8, 4)).toBe(-2)
})

test('scaled takes 1,024ths as long as the product fits 32 bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 480_000_000 }), fc.integer({ min: 0, max: 8 }), (a, b) => {
      expect(BigInt(scaled(a, b))).toBe((BigInt(a) * BigInt(b)) / 1024n)
    }),
    { numRuns: 1000 },
  )
})

test('between runs in a straight line from the first number to the second', () => {
  expect([0, 1, 2, 3, 4].map((step) => between(100, 200, step, 4))).toEqual([100, 125, 150, 175, 200])
  expect([0, 1, 2, 3].map((step) => between(200, 101, step, 4))).toEqual([200, 175, 150, 125])
})
