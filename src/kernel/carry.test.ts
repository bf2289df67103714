import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quarterOfSlot, roundWithCarry } from './carry.ts'
import type { QuarterOfHour } from './carry.ts'
import { formatDecimal, parseDecimal } from './decimal.ts'

const QUARTERS: readonly QuarterOfHour[] = [0, 1, 2, 3]

function rounded(text: string): string[] {
  const parsed = parseDecimal(text, { scale: 6, maxIntegerDigits: 12, maxDecimals: 6 })
  if (!parsed.ok) throw new Error(parsed.error)
  return QUARTERS.map((quarter) => formatDecimal(roundWithCarry(parsed.value, quarter), 3, 3))
}

describe('carry rounding, the examples of the rule (settlement 1.4, 1.9)', () => {
  test.each([
    ['0.00075', ['0.001', '0.001', '0.000', '0.001']],
    ['5.00075', ['5.001', '5.001', '5.000', '5.001']],
    ['-0.27925', ['-0.279', '-0.280', '-0.279', '-0.279']],
    ['222.03075', ['222.031', '222.031', '222.030', '222.031']],
    ['1.234', ['1.234', '1.234', '1.234', '1.234']],
    ['0', ['0.000', '0.000', '0.000', '0.000']],
  ])('%s', (value, quarters) => {
    expect(rounded(value)).toEqual(quarters)
  })

  test('the first quarter, and so every hour of an hourly series, is plain rounding half away from zero', () => {
    expect(rounded('0.0005')[0]).toBe('0.001')
    expect(rounded('-0.0005')[0]).toBe('-0.001')
    expect(rounded('0.000499')[0]).toBe('0.000')
  })
})

// The rule as its text says it, on fractions n/d: no scale, no truncating division.
type Fraction = { readonly n: bigint; readonly d: bigint }
const minus = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d })
const plus = (a: Fraction, b: Fraction): Fraction => minus(a, { n: -b.n, d: b.d })

// Counts thousandths towards the value while at least half of one is left: half away from zero.
function round3(r: Fraction): Fraction {
  const sign = r.n < 0n ? -1n : 1n
  const size = { n: sign * r.n, d: r.d }
  let thousandths = (size.n * 1000n) / size.d
  while (2000n * size.n >= (2n * thousandths + 1n) * size.d) thousandths += 1n
  return { n: sign * thousandths, d: 1000n }
}

function reference(q: Fraction, i: number): bigint {
  let r = q
  for (let n = 0; n < i; n += 1) r = plus(minus(q, round3(r)), r)
  return round3(r).n
}

describe('carry rounding, for every value', () => {
  const value = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })

  test('equals the rule on fractions', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(...QUARTERS), (q, quarter) => {
        expect(roundWithCarry(q, quarter)).toBe(reference({ n: q, d: 1_000_000n }, quarter))
      }),
      { numRuns: 2_000 },
    )
  })

  test('an hour spread evenly over its quarters keeps its sum to three decimals', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 10n), max: 10n ** 10n }), (hourMilliKwh) => {
        const quarter = hourMilliKwh * 250n
        const total = QUARTERS.reduce((sum, i) => sum + roundWithCarry(quarter, i), 0n)
        expect(total).toBe(hourMilliKwh)
      }),
      { numRuns: 1_000 },
    )
  })

  test('is less than one and a half thousandths away from the value', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(...QUARTERS), (q, quarter) => {
        const off = roundWithCarry(q, quarter) * 1000n - q
        expect(off < 1500n && off > -1500n).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})

test('the quarter of a slot goes round', () => {
  expect([0, 1, 2, 3, 4, 99].map(quarterOfSlot)).toEqual([0, 1, 2, 3, 0, 3])
})
