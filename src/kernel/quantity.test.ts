import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { energyFromScaled, formatEnergyKwh, NO_ENERGY, parseEnergyKwh } from './energy.ts'
import { formatMoney, moneyFromScaled, multiply, parseMoney, roundMoney } from './money.ts'
import { formatPricePerKwh, parsePricePerKwh, priceFromScaled } from './price.ts'
import { add, compare, negate, subtract, sum, toScaled } from './quantity.ts'
import type { EnergyKwh, Money, PricePerKwh } from './quantity.ts'
import type { Result } from './result.ts'

const limits = { maxIntegerDigits: 10, maxDecimals: 3 }
const energy = (text: string): EnergyKwh => valueOf(parseEnergyKwh(text, limits))
const price = (text: string): PricePerKwh => valueOf(parsePricePerKwh(text))
const money = (text: string): Money => valueOf(parseMoney(text))

function valueOf<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

describe('arithmetic within a unit', () => {
  test('adds, subtracts, negates and compares', () => {
    expect(formatEnergyKwh(add(energy('0.1'), energy('0.2')))).toBe('0.3')
    expect(formatMoney(subtract(money('1'), money('1.000001')))).toBe('-0.000001')
    expect(formatPricePerKwh(negate(price('0.5')))).toBe('-0.5')
    expect([energy('2'), energy('-1'), energy('2')].toSorted(compare).map((e) => formatEnergyKwh(e))).toEqual([
      '-1',
      '2',
      '2',
    ])
    expect(compare(energy('2'), energy('2'))).toBe(0)
  })

  test('the sum of nothing is zero', () => {
    expect(sum<EnergyKwh>([])).toBe(NO_ENERGY)
  })

  test('a sum is exact however many there are and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })), (scaled) => {
        const energies = scaled.map(energyFromScaled)
        expect(toScaled(sum(energies))).toBe(scaled.reduce((total, value) => total + value, 0n))
        expect(sum(energies.toReversed())).toBe(sum(energies))
      }),
      { numRuns: 200 },
    )
  })
})

describe('energy times price', () => {
  test('is rounded once to six decimals, half away from zero', () => {
    expect(formatMoney(multiply(energy('9'), price('2.064516')))).toBe('18.580644')
    expect(formatMoney(multiply(energyFromScaled(1n), price('0.5')))).toBe('0.000001')
    expect(formatMoney(multiply(energyFromScaled(-1n), price('0.5')))).toBe('-0.000001')
    expect(formatMoney(multiply(energyFromScaled(1n), price('0.499999')))).toBe('0')
  })

  test('passes 2^53 without loss', () => {
    expect(formatMoney(multiply(energy('9999999999.999'), price('99999999.999999')))).toBe('999999999999890000')
  })

  test('a negative price gives a negative amount', () => {
    expect(formatMoney(multiply(energy('2'), price('-0.25')))).toBe('-0.5')
  })
})

describe('texts', () => {
  test('energy keeps to the digits of the market', () => {
    expect(parseEnergyKwh('1.2345', limits)).toEqual({ ok: false, error: 'too-precise' })
    expect(parseEnergyKwh('1.2345', { ...limits, maxDecimals: 6 })).toEqual({
      ok: true,
      value: energyFromScaled(1_234_500n),
    })
  })

  test('prices and amounts keep to their columns', () => {
    expect(parsePricePerKwh('123456789')).toEqual({ ok: false, error: 'too-large' })
    expect(parsePricePerKwh('0.0000001')).toEqual({ ok: false, error: 'too-precise' })
    expect(parseMoney('1234567890123')).toEqual({ ok: false, error: 'too-large' })
  })

  test('are written with fixed decimals where asked', () => {
    expect(formatEnergyKwh(energy('2'), 3)).toBe('2.000')
    expect(formatPricePerKwh(priceFromScaled(64_000_000n), 6)).toBe('64.000000')
    expect(formatMoney(roundMoney(money('145.405'), 2), 2)).toBe('145.41')
    expect(formatMoney(roundMoney(moneyFromScaled(-145_405_000n), 2), 2)).toBe('-145.41')
    expect(() => formatMoney(money('145.405'), 2)).toThrow(RangeError)
  })
})

const mixes = (): unknown[] => [
  // @ts-expect-error energy and price have no sum
  add(energy('1'), price('1')),
  // @ts-expect-error energy is not a number, nor is a price: + means nothing here
  energy('1') + price('1'),
  // @ts-expect-error not even within a unit: a bigint without unit would come out
  energy('1') + energy('1'),
  // @ts-expect-error a number is not energy
  add(energy('1'), 1),
  // @ts-expect-error a bare bigint is not energy
  subtract(energy('1'), 1n),
  // @ts-expect-error price times energy is written energy times price
  multiply(price('1'), energy('1')),
  // @ts-expect-error money is not energy
  formatEnergyKwh(money('1')),
  // @ts-expect-error a sum has one unit
  sum<EnergyKwh>([energy('1'), money('1')]),
  // @ts-expect-error units do not compare
  compare(energy('1'), money('1')),
]

test('the compiler keeps the units apart (npm run types fails when one of these compiles)', () => {
  expect(mixes).toThrow(TypeError)
})
