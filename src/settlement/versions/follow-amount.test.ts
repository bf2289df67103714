import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDecimal } from '../../kernel/index.ts'
import type { AmountRow } from '../wholesale/amount-rows.ts'
import { followAmount, type PriceBasis } from './follow-amount.ts'

const row = (quantity: string, price: string | null, amount: string | null): AmountRow => ({
  gridArea: '801',
  energySupplierId: '5790000000005',
  chargeCode: 'T',
  chargeType: 'tariff',
  chargeOwnerId: '5790000000012',
  isTax: false,
  resolution: 'PT1H',
  quantityUnit: 'kWh',
  time: '2026-03-02T04:00:00Z',
  meteringPointType: 'consumption',
  settlementMethod: 'flex',
  quantity,
  price,
  amount,
  qualities: ['measured'],
})
const basis = (price: bigint, dividedByDays?: number): PriceBasis => ({
  stated: { price, form: 'table', validFrom: '2026-01-01', validTo: null, recordedSeq: 1n },
  dividedByDays,
})

describe('a stored amount', () => {
  test('follows from its parts, rounded at three decimals, and the product, rounded once', () => {
    const stored = row('1.001', '0.333333', '0.333666')
    expect(followAmount(stored, { parts: 2, quantity: '1.000500' }, basis(333_333n))).toMatchObject({
      parts: 2,
      partsQuantity: '1.000500',
      quantityRounding: '0.000500',
      exactAmount: '0.333666333',
      amountRounding: '-0.000000333',
    })
  })

  test('of a subscription has the price of the month, divided and rounded before it is multiplied (settlement 2.2)', () => {
    const stored = row('9.000', '2.064516', '18.580644')
    expect(followAmount(stored, { parts: 9, quantity: '9' }, basis(64_000_000n, 31)).exactAmount).toBe('18.580644000')
    // Not what the unrounded price would come to.
    const unrounded = row('9.000', '2.064516', '18.580645')
    expect(() => followAmount(unrounded, { parts: 9, quantity: '9' }, basis(64_000_000n, 31))).toThrow('amount')
  })

  test('without a price has a quantity alone', () => {
    expect(followAmount(row('1.000', null, null), { parts: 1, quantity: '1' }, undefined)).toMatchObject({
      exactAmount: null,
      amountRounding: null,
    })
  })

  test.each([
    ['quantity', row('1.000', '1.000000', '1.000000'), '1.0005', basis(1_000_000n)],
    ['price', row('1.000', '1.000000', '1.000000'), '1', basis(1_000_001n)],
    ['price', row('1.000', '1.000000', '1.000000'), '1', undefined],
    ['price', row('1.000', null, null), '1', basis(0n)],
    ['amount', row('1.000', '1.000000', '1.000001'), '1', basis(1_000_000n)],
    ['amount', row('1.000', '1.000000', null), '1', basis(1_000_000n)],
  ])('with another %s is not explained', (what, stored, quantity, price) => {
    expect(() => followAmount(stored, { parts: 1, quantity }, price)).toThrow(`the stored ${what} is`)
  })

  test('is its exact amount and the rounding, whatever the sign', () => {
    const millionths = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
    fc.assert(
      fc.property(millionths, millionths, (parts, price) => {
        const away = (value: bigint): bigint =>
          ((value < 0n ? -1n : 1n) * ((value < 0n ? -value : value) + 500n)) / 1000n
        const quantity = away(parts)
        const amount = away(quantity * price)
        const stored = row(formatDecimal(quantity, 3, 3), formatDecimal(price, 6, 6), formatDecimal(amount, 6, 6))
        const found = followAmount(stored, { parts: 1, quantity: formatDecimal(parts, 6, 6) }, basis(price))
        expect(found.exactAmount).toBe(formatDecimal(quantity * price, 9, 9))
        expect(found.amountRounding).toBe(formatDecimal(amount * 1000n - quantity * price, 9, 9))
        expect(found.quantityRounding).toBe(formatDecimal(quantity * 1000n - parts, 6, 6))
      }),
    )
  })
})
