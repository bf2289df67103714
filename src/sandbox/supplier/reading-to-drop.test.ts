import { expect, test } from 'vitest'
import { generateMarket } from '../generate-market.ts'
import { correctionOf } from '../corrections.ts'
import { gsrnOf } from '../identities.ts'

test.each([1, 2, 3])('seed %s: the reading is delivered once, has energy, and stands where it says', (seed) => {
  const market = generateMarket({ month: '2026-03', meteringPoints: 300, seed })
  const { meteringPointId, seriesStart, position, quarterStart, energyKwh } = market.readingToDrop()
  const number = Array.from({ length: 300 }, (_, n) => n).find((n) => gsrnOf(n) === meteringPointId)
  if (number === undefined) throw new Error('the point is none of the market')
  const { quarters } = market.readingDays({ from: number, to: number + 1 }, { from: 9, to: 10 })
  expect(quarters.rows.values[position - 1]).toBe(BigInt(energyKwh.replace('.', '')) * 1000n)
  expect(Number(energyKwh)).toBeGreaterThan(0)
  expect(correctionOf(market.settings, number, quarters.rows.marketDay[0] ?? 0)).toBe('none')
  expect(seriesStart).toBe('2026-03-09T23:00Z')
  expect(Date.parse(quarterStart)).toBe(Date.parse(seriesStart) + (position - 1) * 900_000)
})

test('a market of hours has none', () => {
  const market = generateMarket({ month: '2026-03', meteringPoints: 300, hourlyPercent: 100 })
  expect(() => market.readingToDrop()).toThrow('quarter-hour')
})
