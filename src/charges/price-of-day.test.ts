import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marketDay } from '../kernel/index.ts'
import { clockHours } from './clock-hours.ts'
import { pricesOfDay, sourceOfQuarter } from './price-of-day.ts'

const ordinary = marketDay('2026-03-28', 'Europe/Copenhagen')
const spring = marketDay('2026-03-29', 'Europe/Copenhagen')
const autumn = marketDay('2026-10-25', 'Europe/Copenhagen')
const hourPrices = Array.from({ length: 24 }, (_, hour) => BigInt(hour + 1))
const table = { recordedSeq: 5n, hourPrices }

test('the clock skips hour 2 in spring and shows it twice in autumn', () => {
  expect(clockHours(ordinary)).toEqual(Array.from({ length: 24 }, (_, n) => n))
  expect(clockHours(spring)).toEqual([0, 1, 3, ...Array.from({ length: 20 }, (_, n) => n + 4)])
  expect(clockHours(autumn)).toEqual([0, 1, 2, 2, 3, ...Array.from({ length: 20 }, (_, n) => n + 4)])
  expect(clockHours(marketDay('2026-10-25', 'Australia/Brisbane'))).toHaveLength(24)
})

test('a table of 24 follows the clock: no third price in spring, twice the third in autumn (datahub 4.5)', () => {
  const inSpring = pricesOfDay(spring, table, [])
  expect(inSpring).toHaveLength(92)
  expect(inSpring.includes(3n)).toBe(false)
  expect(inSpring.slice(4, 12)).toEqual([2n, 2n, 2n, 2n, 4n, 4n, 4n, 4n])
  const inAutumn = pricesOfDay(autumn, table, [])
  expect(inAutumn).toHaveLength(100)
  expect(inAutumn.filter((price) => price === 3n)).toHaveLength(8)
  expect(inAutumn.at(-1)).toBe(24n)
})

test('no statement, or one that ends the price, is no price and not zero', () => {
  expect(new Set(pricesOfDay(ordinary, undefined, []))).toEqual(new Set([undefined]))
  expect(new Set(pricesOfDay(ordinary, { recordedSeq: 5n }, []))).toEqual(new Set([undefined]))
  expect(new Set(pricesOfDay(ordinary, { recordedSeq: 5n, price: 0n }, []))).toEqual(new Set([0n]))
})

const quarters = (of: Record<number, bigint>): (bigint | undefined)[] => Array.from({ length: 96 }, (_, n) => of[n])

test('what was recorded last holds, slot by slot; of one commit the series goes before the table', () => {
  const older = { recordedSeq: 4n, quarterPrices: quarters({ 0: 900n, 1: 901n }) }
  const same = { recordedSeq: 5n, quarterPrices: quarters({ 1: 500n, 2: 502n }) }
  const newer = { recordedSeq: 6n, quarterPrices: quarters({ 2: 602n }) }
  const flat = { recordedSeq: 5n, price: 7n }
  expect(pricesOfDay(ordinary, flat, [newer, older, same]).slice(0, 4)).toEqual([7n, 500n, 602n, 7n])
  expect(pricesOfDay(ordinary, { recordedSeq: 7n }, [newer, older, same]).slice(0, 3)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(pricesOfDay(ordinary, undefined, [newer, older]).slice(0, 4)).toEqual([900n, 901n, 602n, undefined])
})

test('the source of a quarter has its price, and there is one wherever there is a price', () => {
  const price = fc.option(fc.bigInt({ min: 1n, max: 9n }), { nil: undefined })
  const slots = fc.uniqueArray(
    fc.record({
      recordedSeq: fc.bigInt({ min: 1n, max: 8n }),
      quarterPrices: fc.array(price, { minLength: 4, maxLength: 4 }),
    }),
    { selector: ({ recordedSeq }) => recordedSeq },
  )
  const tables = fc.option(
    fc.record(
      { recordedSeq: fc.bigInt({ min: 1n, max: 8n }), price: fc.bigInt({ min: 1n, max: 9n }) },
      { requiredKeys: ['recordedSeq'] },
    ),
    { nil: undefined },
  )
  fc.assert(
    fc.property(tables, slots, fc.integer({ min: 0, max: 3 }), (known, series, quarter) => {
      const source = sourceOfQuarter(ordinary, known, series, quarter)
      const from =
        source?.form === 'series' ? series.find(({ recordedSeq }) => recordedSeq === source.recordedSeq) : undefined
      const own = source?.form === 'table' ? known?.price : from?.quarterPrices[quarter]
      expect(own).toBe(pricesOfDay(ordinary, known, series)[quarter])
    }),
  )
})
