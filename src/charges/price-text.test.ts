import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromPriceText, parsePrice, toPriceArray, toPriceText } from './price-text.ts'

const price = fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n })

test('a price goes to text and back, exactly', () => {
  fc.assert(
    fc.property(price, (millionths) => {
      const text = toPriceText(millionths)
      expect(text).toMatch(/^-?\d+\.\d{6}$/)
      expect(fromPriceText(text)).toBe(millionths)
      expect(parsePrice(text)).toEqual({ ok: true, value: millionths })
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['0', '0.000000'],
  ['-0.000001', '-0.000001'],
  ['12.5', '12.500000'],
  ['1e2', '100.000000'],
  ['999999.999999', '999999.999999'],
])('%s is %s', (text, expected) => {
  const parsed = parsePrice(text)
  expect(parsed.ok ? toPriceText(parsed.value) : parsed.error).toBe(expected)
})

test.each(['', '1,5', '+1', '.5', '5.', '1000000', '0.0000001', 'NaN', 'Infinity', '1 2', '0x10', 'x'.repeat(200)])(
  "'%s' is no price",
  (text) => {
    const parsed = parsePrice(text)
    expect(parsed.ok).toBe(false)
    expect(parsed.ok ? 0 : parsed.error.length).toBeLessThan(120)
  },
)

test('an array keeps what is absent apart from zero', () => {
  expect(toPriceArray([0n, undefined, -1n])).toBe('{0.000000,NULL,-0.000001}')
})
