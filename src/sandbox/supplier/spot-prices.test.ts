import { expect, test } from 'vitest'
import { planMarket } from '../market.ts'
import { PRICE_AREAS, spotPrice } from './spot-prices.ts'

test.each(['2026-03', '2026-10'])('in %s the price is mostly above zero, sometimes below, never absurd', (month) => {
  const { days } = planMarket({ month })
  const prices = PRICE_AREAS.flatMap((area) =>
    days.flatMap((day) => Array.from({ length: day.quarters }, (_, quarter) => spotPrice(1, area, day, quarter))),
  )
  const negative = prices.filter((price) => price < 0).length
  expect(negative).toBeGreaterThan(prices.length * 0.005)
  expect(negative).toBeLessThan(prices.length * 0.25)
  // Hundredths of a krone for a MWh.
  expect(Math.max(...prices)).toBeLessThan(200_000)
  expect(prices.every((price) => Number.isSafeInteger(price))).toBe(true)
})

test('the areas, the days and the quarters of an hour differ; the same question has the same answer', () => {
  const [day, next] = planMarket({ month: '2026-03' }).days
  if (day === undefined || next === undefined) throw new Error('a month has two days')
  expect(spotPrice(1, 'DK1', day, 40)).toBe(spotPrice(1, 'DK1', day, 40))
  const others = [
    spotPrice(2, 'DK1', day, 40),
    spotPrice(1, 'DK2', day, 40),
    spotPrice(1, 'DK1', next, 40),
    spotPrice(1, 'DK1', day, 41),
  ]
  expect(others).not.toContain(spotPrice(1, 'DK1', day, 40))
})

test('the price follows the clock: after the hour that is left out it is a clock hour further', () => {
  const { days } = planMarket({ month: '2026-03' })
  const [long, short] = [days[27], days[28]]
  if (long === undefined || short?.quarters !== 92) throw new Error('29 March has 23 hours')
  const mean = (day: typeof long, from: number): number =>
    Array.from({ length: 4 }, (_, k) => spotPrice(1, 'DK1', day, from + k)).reduce((sum, each) => sum + each, 0) / 4
  // From 02 to 03 the clock skips an hour in which prices do not move; from 05 to 06 they rise by 140.
  expect(mean(short, 20) - mean(short, 16)).toBeGreaterThan(mean(long, 20) - mean(long, 16))
})
