import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, marketDay } from '../kernel/index.ts'
import { lineFields } from '../platform/index.ts'
import { GRID } from './example-charges.ts'
import type { KnownCharge } from './known-charges.ts'
import { readSeries } from './price-series.ts'
import type { Series } from './price-series.ts'

const ZONE = 'Europe/Copenhagen'
const charge = (resolution: KnownCharge['resolution']): KnownCharge => ({
  chargeId: 1,
  ownerId: GRID,
  code: 'T',
  type: resolution === 'P1M' ? 'subscription' : 'tariff',
  resolution,
  isTax: false,
})

function read(
  start: string,
  resolution: string,
  prices: string,
  known = resolution as NonNullable<KnownCharge['resolution']>,
): { series: Series; faults: unknown[] } {
  const fields = lineFields({ line: 2, fields: new Map(Object.entries({ start, resolution, prices })) })
  const series = readSeries(fields, charge(known), ZONE)
  return { series, faults: fields.faults.map(({ code, field }) => [code, field]) }
}

/** Every instant that a series prices, quarter by quarter. */
function priced({ tables, days }: Series): Map<number, bigint> {
  const found = new Map<number, bigint>()
  for (const { day, quarterPrices } of days)
    for (const [n, price] of quarterPrices.entries())
      if (price !== undefined) found.set(day.startMs + n * 900_000, price)
  for (const { validFrom, validTo, prices } of tables)
    for (let day = marketDay(validFrom, ZONE); day.date < (validTo ?? ''); day = addDays(day, 1))
      for (let atMs = day.startMs; atMs < day.endMs; atMs += 900_000) found.set(atMs, prices.price)
  return found
}

test('each instant has the price of its interval, over days of 23, 24 and 25 hours', () => {
  const near = fc.constantFrom('2026-03-27T23:00Z', '2026-03-28T23:00Z', '2026-10-23T22:00Z', '2026-10-24T22:00Z')
  fc.assert(
    fc.property(
      near,
      fc.nat(40),
      fc.constantFrom('PT15M', 'PT1H'),
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 120 }),
      (from, hour, resolution, prices) => {
        const startMs = Date.parse(from) + hour * 3_600_000
        const { series, faults } = read(new Date(startMs).toISOString(), resolution, prices.join(' '))
        expect(faults).toEqual([])
        const found = priced(series)
        const stepMs = resolution === 'PT1H' ? 3_600_000 : 900_000
        expect(found.size).toBe(prices.length * (stepMs / 900_000))
        for (const [atMs, price] of found)
          expect(price).toBe(BigInt(prices[Math.floor((atMs - startMs) / stepMs)] ?? 0) * 1_000_000n)
      },
    ),
    { numRuns: 60 },
  )
})

test('a series by the day prices whole local days, neighbours of one price together', () => {
  const { series } = read('2026-10-23T22:00Z', 'P1D', '1 1 1 2 1')
  expect(series.days).toEqual([])
  expect(series.tables.map(({ validFrom, validTo, prices }) => [validFrom, validTo, prices.price])).toEqual([
    ['2026-10-24', '2026-10-27', 1_000_000n],
    ['2026-10-27', '2026-10-28', 2_000_000n],
    ['2026-10-28', '2026-10-29', 1_000_000n],
  ])
  expect(priced(series).size).toBe(96 + 100 + 3 * 96)
})

test('a series by the month prices months, whatever their length', () => {
  const { series } = read('2025-12-31T23:00Z', 'P1M', '10 20 20 30')
  expect(series.tables.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([
    ['2026-01-01', '2026-02-01'],
    ['2026-02-01', '2026-04-01'],
    ['2026-04-01', '2026-05-01'],
  ])
})

test.each([
  ['2026-01-01T00:15Z', 'PT1H', '1', [['FIELD_INVALID', 'start']]],
  ['2026-01-01T00:05Z', 'PT15M', '1', [['FIELD_INVALID', 'start']]],
  ['2026-01-01T00:00Z', 'P1D', '1', [['FIELD_INVALID', 'start']]],
  ['2026-01-14T23:00Z', 'P1M', '1', [['PRICE_MONTH', 'start']]],
  ['2026-01-01T00:00', 'PT1H', '1', [['FIELD_INVALID', 'start']]],
  [
    '2026-01-01T00:00Z',
    'PT5M',
    '1',
    [
      ['FIELD_INVALID', 'resolution'],
      ['FIELD_INVALID', 'start'],
    ],
  ],
  [
    '2026-01-01T00:00Z',
    'PT1H',
    '1 two 3,0',
    [
      ['PRICE_LIMITS', 'prices'],
      ['PRICE_LIMITS', 'prices'],
    ],
  ],
])('%s %s %s is refused', (start, resolution, prices, expected) => {
  expect(read(start, resolution, prices, resolution === 'PT5M' ? 'PT1H' : undefined).faults.slice(0, 2)).toEqual(
    expected,
  )
})

test('the resolution is that of the charge (settlement 6.3, VR.925)', () => {
  expect(read('2026-01-01T00:00Z', 'PT1H', '1', 'PT15M').faults).toEqual([['PRICE_COUNT', 'resolution']])
})

test('several blanks between prices are one', () => {
  expect(priced(read('2026-01-01T00:00Z', 'PT15M', '1   2 3').series).size).toBe(3)
})
