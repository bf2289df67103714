import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal } from '../../kernel/index.ts'
import { ControlSum } from './control-sum.ts'

function sumOf(...decimals: readonly string[]): string {
  const sum = new ControlSum()
  for (const decimal of decimals) sum.add(decimal)
  return sum.text()
}

test.each([
  [[], '0'],
  [['0.00'], '0.00'],
  [['0.10', '0.20'], '0.30'],
  [['-0.05'], '-0.05'],
  [['1', '0.005', '-2'], '-0.995'],
  [['-0.1', '0.10'], '0.00'],
  [[`${'9'.repeat(60)}.99`, '0.01'], `1${'0'.repeat(60)}.00`],
])('the sum of %j is %s', (decimals, expected) => {
  expect(sumOf(...decimals)).toBe(expected)
})

test('any decimals of mixed length sum exactly, in any order', () => {
  const decimal = fc.record({ value: fc.bigInt(-(10n ** 30n), 10n ** 30n), scale: fc.integer({ min: 0, max: 12 }) })
  fc.assert(
    fc.property(fc.array(decimal, { minLength: 1, maxLength: 20 }), (decimals) => {
      const exact = decimals.reduce((sum, { value, scale }) => sum + value * 10n ** BigInt(12 - scale), 0n)
      const texts = decimals.map(({ value, scale }) => formatDecimal(value, scale, scale))
      const scale = Math.max(...decimals.map((one) => one.scale))
      expect(sumOf(...texts)).toBe(formatDecimal(exact, 12, scale))
      expect(sumOf(...texts.toReversed())).toBe(sumOf(...texts))
    }),
    { numRuns: 200 },
  )
})
