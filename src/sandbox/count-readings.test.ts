import { expect, test } from 'vitest'
import { generateMarket } from './generate-market.ts'

test.each([
  { month: '2026-10', meteringPoints: 230 },
  { month: '2026-03', meteringPoints: 230, daysPerTransaction: 7, correctedDaysPermille: 400, hourlyPercent: 60 },
])('%j: readings are counted as the documents state them', (options) => {
  const market = generateMarket(options)
  for (const planned of market.plan()) {
    const stated = market.deliver(planned).transactions.reduce((sum, { positions }) => sum + positions, 0)
    expect(market.countReadings(planned), planned.name).toBe(stated)
  }
})
