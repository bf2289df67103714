import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { divideHalfAway, formatDecimal, parseDecimal, roundHalfAway } from './decimal.ts'

const size = (x: bigint): bigint => (x < 0n ? -x : x)
const limits = { scale: 6, maxIntegerDigits: 10, maxDecimals: 3 }

describe('reading a decimal', () => {
  test.each([
    ['0', 0n],
    ['-0', 0n],
    ['0.000', 0n],
    ['242', 242_000_000n],
    ['1.5', 1_500_000n],
    ['0.001', 1_000n],
    ['-12.345', -12_345_000n],
    ['007.5', 7_500_000n],
    ['9999999999.999', 9_999_999_999_999_000n],
    ['1e3', 1_000_000_000n],
    ['1.5E2', 150_000_000n],
    ['15e-1', 1_500_000n],
    ['1.5e+0', 1_500_000n],
    ['1.2000', 1_200_000n],
    ['12000e-4', 1_200_000n],
    ['0e999999999', 0n],
    ['0.0000000001e10', 1_000_000n],
  ])('%s is read exactly', (text, scaled) => {
    expect(parseDecimal(text, limits)).toEqual({ ok: true, value: scaled })
  })

  test.each([
    '',
    ' ',
    '+1',
    ' 1',
    '1 ',
    '1,5',
    '.5',
    '5.',
    '1.2.3',
    '--1',
    '1e',
    'e5',
    '0x10',
    'NaN',
    'Infinity',
    '1_000',
    '１',
    '1\n',
  ])('%j is not a number', (text) => {
    expect(parseDecimal(text, limits)).toEqual({ ok: false, error: 'not-a-number' })
  })

  test.each(['0.0001', '1.2345', '1e-4', '-1.0005', '1e-999999999', '12345e-8'])('%s is too precise', (text) => {
    expect(parseDecimal(text, limits)).toEqual({ ok: false, error: 'too-precise' })
  })

  test.each(['10000000000', '-12345678901.5', '1e10', '1e999999999', `1e${'9'.repeat(400)}`])(
    '%s is too large',
    (text) => {
      expect(parseDecimal(text, limits)).toEqual({ ok: false, error: 'too-large' })
    },
  )

  test('hostile length costs no more than its length', () => {
    const started = performance.now()
    expect(parseDecimal(`${'0'.repeat(1_000_000)}1${'0'.repeat(1_000_000)}`, limits).ok).toBe(false)
    expect(parseDecimal(`0.${'0'.repeat(1_000_000)}`, limits)).toEqual({ ok: true, value: 0n })
    expect(parseDecimal(`${'1'.repeat(1_000_000)}x`, limits).ok).toBe(false)
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  test('what is written is read again, with any exponent that shifts the point', () => {
    const value = fc.bigInt({ min: -(10n ** 13n) + 1n, max: 10n ** 13n - 1n })
    fc.assert(
      fc.property(value, fc.integer({ min: -8, max: 8 }), (thousandths, shift) => {
        const text = formatDecimal(thousandths, 3 + shift > 0 ? 3 + shift : 0)
        const zeros = 3 + shift > 0 ? shift : -3
        expect(parseDecimal(`${text}e${zeros}`, limits)).toEqual({
          ok: true,
          value: thousandths * 1000n,
        })
      }),
      { numRuns: 500 },
    )
  })
})

describe('the two ways of reading', () => {
  test('agree: a form that only the general way reads has the same value as the plain one', () => {
    const written = fc.tuple(fc.stringMatching(/^[0-9]{1,12}$/), fc.stringMatching(/^[0-9]{0,5}$/))
    fc.assert(
      fc.property(written, ([integer, fraction]) => {
        const plain = fraction === '' ? integer : `${integer}.${fraction}`
        expect(parseDecimal(`${plain}e0`, limits)).toEqual(parseDecimal(plain, limits))
        const negative = parseDecimal(`-${plain}`, limits)
        const positive = parseDecimal(plain, limits)
        expect(negative.ok ? -negative.value : negative.error).toBe(positive.ok ? positive.value : positive.error)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a scale of many places is exact too', () => {
    expect(parseDecimal('1.5', { scale: 20, maxIntegerDigits: 1, maxDecimals: 1 })).toEqual({
      ok: true,
      value: 15n * 10n ** 19n,
    })
  })
})

describe('writing a decimal', () => {
  test.each([
    [0n, '0'],
    [1_500_000n, '1.5'],
    [-1n, '-0.000001'],
    [1_000_000n, '1'],
    [-12_345_000n, '-12.345'],
    [100_000_000n, '100'],
  ])('%d at six decimals is %s', (value, text) => {
    expect(formatDecimal(value, 6)).toBe(text)
  })

  test('writes the number of decimals that is asked for', () => {
    expect(formatDecimal(1_500_000n, 6, 3)).toBe('1.500')
    expect(formatDecimal(-40_000n, 6, 2)).toBe('-0.04')
    expect(formatDecimal(7_000_000n, 6, 0)).toBe('7')
    expect(formatDecimal(5n, 0, 3)).toBe('5.000')
    expect(formatDecimal(0n, 6, 3)).toBe('0.000')
  })

  test('refuses to lose a digit', () => {
    expect(() => formatDecimal(1_500_001n, 6, 3)).toThrow('1.500001 cannot be written with 3 decimals')
    expect(() => formatDecimal(-1n, 6, 0)).toThrow(RangeError)
  })
})

describe('rounding', () => {
  test.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [-5n, -2n, 3n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [0n, 7n, 0n],
    [1n, -2n, -1n],
  ])('%d / %d is %d', (n, d, quotient) => {
    expect(divideHalfAway(n, d)).toBe(quotient)
  })

  test('a division by zero is a fault of the program', () => {
    expect(() => divideHalfAway(1n, 0n)).toThrow(RangeError)
  })

  test('a half goes away from zero, on both sides', () => {
    expect(roundHalfAway(500n, 6, 3)).toBe(1n)
    expect(roundHalfAway(499n, 6, 3)).toBe(0n)
    expect(roundHalfAway(-500n, 6, 3)).toBe(-1n)
    expect(roundHalfAway(-145_405n, 3, 2)).toBe(-14_541n)
    expect(roundHalfAway(12n, 3, 6)).toBe(12_000n)
  })

  test('is never more than half a divisor off, and exactly half only away from zero', () => {
    fc.assert(
      fc.property(
        fc.bigInt(),
        fc.bigInt().filter((d) => d !== 0n),
        (n, d) => {
          const excess = divideHalfAway(n, d) * d - n
          expect(2n * size(excess) <= size(d)).toBe(true)
          if (2n * size(excess) === size(d)) expect(size(divideHalfAway(n, d) * d) > size(n)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })
})
