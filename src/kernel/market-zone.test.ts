import { describe, expect, test } from 'vitest'
import { localMidnightMs, MARKET_ZONES, nearDayNumber } from './market-zone.ts'

const HOUR = 3_600_000
// 1900 to 2200, every date.
const dayNumbers = Array.from({ length: 109_573 }, (_, n) => n - 25_567)

describe.each(MARKET_ZONES)('midnights in %s', (zone) => {
  test('follow each other by 23, 24 or 25 hours over three hundred years, and never two odd days in a row', () => {
    const midnights = dayNumbers.map((dayNumber) => localMidnightMs(dayNumber, zone))
    const hours = midnights.slice(1).map((ms, n) => (ms - (midnights[n] ?? 0)) / HOUR)
    expect(hours.filter((length) => ![23, 24, 25].includes(length))).toEqual([])
    expect(hours.filter((length, n) => length !== 24 && hours[n + 1] !== 24)).toEqual([])
  })

  test('lie within a day of the first guess, from both sides', () => {
    for (const dayNumber of dayNumbers.filter((n) => n % 7 === 0)) {
      const midnightMs = localMidnightMs(dayNumber, zone)
      expect(Math.abs(nearDayNumber(midnightMs, zone) - dayNumber)).toBeLessThanOrEqual(1)
      expect(Math.abs(nearDayNumber(midnightMs - 1, zone) - (dayNumber - 1))).toBeLessThanOrEqual(1)
    }
  })
})

const ahead = (date: string): number[] =>
  MARKET_ZONES.map((zone) => (Date.parse(date) - localMidnightMs(Date.parse(date) / (24 * HOUR), zone)) / HOUR)

test('the zones are one and ten hours ahead of UTC in January, two and ten in July', () => {
  expect(ahead('2026-01-15')).toEqual([1, 10])
  expect(ahead('2026-07-15')).toEqual([2, 10])
})
