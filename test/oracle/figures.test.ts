import { describe, expect, test } from 'vitest'
import { divideRounded } from './amounts.ts'
import { totalAmounts } from './totals.ts'
import type { OracleMonthly } from './totals.ts'

// The oracle's arithmetic on figures that the text and real statements name (settlement 2.2 and 2.5, datahub 4.2 and 4.3).

test.each([
  { milliKwh: 46_572n, microPrice: 756_998n, microAmount: 35_254911n },
  { milliKwh: 1_117_728n, microPrice: 1_756_998n, microAmount: 1963_845861n },
  { milliKwh: 10_137n, microPrice: 666_666_666n, microAmount: 6757_999993n },
])('an amount is rounded to six decimals: $microAmount', ({ milliKwh, microPrice, microAmount }) => {
  expect(divideRounded(milliKwh * microPrice, 1000n)).toBe(microAmount)
})

test.each([
  { month: 908_602n, days: 3n, day: 302_867n },
  { month: 9_756_998n, days: 28n, day: 348_464n },
  { month: 64_000_000n, days: 31n, day: 2_064_516n },
  { month: -64_000_000n, days: 31n, day: -2_064_516n },
  { month: 1n, days: 2n, day: 1n },
  { month: -1n, days: 2n, day: -1n },
])('the daily price of $month over $days days is $day', ({ month, days, day }) => {
  expect(divideRounded(month, days)).toBe(day)
})

test('nine pieces at 64.00 a month of 31 days are 18.580644 a day, not 18.580645', () => {
  expect(9n * divideRounded(64_000_000n, 31n)).toBe(18_580644n)
  expect(divideRounded(9n * 64_000_000n, 31n)).toBe(18_580645n)
})

describe('totals', () => {
  const month = (
    chargeCode: string,
    chargeOwnerId: string,
    microAmount: bigint | null,
    isTax = false,
  ): OracleMonthly => ({
    gridArea: '804',
    energySupplierId: 'S',
    chargeCode,
    chargeType: 'tariff',
    chargeOwnerId,
    isTax,
    resolution: 'P1D',
    microAmount,
  })
  const ownersOf = (months: readonly OracleMonthly[]) =>
    Object.fromEntries(totalAmounts(months).map((total) => [total.chargeOwnerId ?? 'all', total.microAmount]))

  test('of a real statement: the tax of the system operator is collected by the grid company', () => {
    const months = [
      month('40000', 'energinet', 20_108_216520n),
      month('41000', 'energinet', 46_671_320613n),
      month('45013', 'energinet', 61_754_247030n),
      month('EA-001', 'energinet', 99_797_528613n, true),
      month('Tariff-804', 'grid', 121_043_602656n),
      month('Sub-804', 'grid', 19_513984n),
      month('Fee-804', 'grid', 25_513996n),
    ]
    expect(ownersOf(months)).toEqual({
      all: 349_419_943412n,
      energinet: 128_533_784163n,
      grid: 220_886_159249n,
    })
  })

  test('an owner who has only the tax gets no row, and without another owner nobody does', () => {
    expect(ownersOf([month('tax', 'energinet', 5n, true)])).toEqual({ all: 5n })
    expect(ownersOf([month('tax', 'energinet', 5n, true), month('t', 'grid', 2n)])).toEqual({ all: 7n, grid: 7n })
  })

  test('a total is null only if all of its parts are', () => {
    expect(ownersOf([month('t', 'grid', null)])).toEqual({ all: null, grid: null })
    expect(ownersOf([month('t', 'grid', null), month('u', 'grid', 0n)])).toEqual({ all: 0n, grid: 0n })
    expect(ownersOf([month('t', 'grid', null), month('tax', 'energinet', 5n, true)])).toEqual({ all: 5n, grid: 5n })
    expect(ownersOf([month('t', 'grid', 4n), month('tax', 'energinet', null, true)])).toEqual({ all: 4n, grid: 4n })
  })
})
