import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  endInstant,
  findMarketDay,
  isLocalMidnight,
  marketDay,
  marketDayOf,
  nextDay,
  previousDay,
  startInstant,
} from './market-day.ts'
import type { MarketDay } from './market-day.ts'
import { MARKET_ZONES } from './market-zone.ts'
import type { MarketZone } from './market-zone.ts'

const DK = 'Europe/Copenhagen'
const NEM = 'Australia/Brisbane'

function daysBetween(first: string, end: string, zone: MarketZone): MarketDay[] {
  const days: MarketDay[] = []
  for (let day = marketDay(first, zone); day.date < end; day = nextDay(day)) days.push(day)
  return days
}

// What Temporal alone says about a date, by another way than the product takes.
function midnight(date: string, zone: MarketZone): number {
  return Temporal.ZonedDateTime.from(`${date}T00:00[${zone}]`).epochMilliseconds
}

describe.each(MARKET_ZONES)('every day from 2024 to 2027 in %s', (zone) => {
  const days = daysBetween('2024-01-01', '2028-01-01', zone)

  test('starts and ends at the midnights of the zone', () => {
    expect(days).toHaveLength(1461)
    for (const day of days) {
      const tomorrow = Temporal.PlainDate.from(day.date).add({ days: 1 }).toString()
      expect([day.date, day.startMs, day.endMs]).toEqual([day.date, midnight(day.date, zone), midnight(tomorrow, zone)])
      expect(day.hours).toBe((day.endMs - day.startMs) / 3_600_000)
    }
  })

  test('follows the day before without gap or overlap', () => {
    for (const [n, day] of days.entries()) {
      expect(previousDay(nextDay(day))).toBe(day)
      expect(nextDay(day).startMs).toBe(day.endMs)
      expect(addDays(days[0] ?? day, n).date).toBe(day.date)
    }
  })

  test('is found from its first and its last instant, and no other instant is its midnight', () => {
    for (const day of days) {
      expect(marketDayOf(day.startMs, zone)).toBe(day)
      expect(marketDayOf(day.endMs - 1, zone)).toBe(day)
      expect(isLocalMidnight(day.startMs, zone)).toBe(true)
      expect([1, 3_600_000, -3_600_000].some((off) => isLocalMidnight(day.startMs + off, zone))).toBe(false)
    }
  })
})

describe('the length of days', () => {
  test('changes twice a year in Denmark, on the last Sundays of March and October', () => {
    const odd = daysBetween('2024-01-01', '2028-01-01', DK).filter((day) => day.hours !== 24)
    expect(odd.map((day) => [day.date, day.hours])).toEqual([
      ['2024-03-31', 23],
      ['2024-10-27', 25],
      ['2025-03-30', 23],
      ['2025-10-26', 25],
      ['2026-03-29', 23],
      ['2026-10-25', 25],
      ['2027-03-28', 23],
      ['2027-10-31', 25],
    ])
  })

  test('never changes in the Australian market', () => {
    expect(daysBetween('2024-01-01', '2028-01-01', NEM).every((day) => day.hours === 24)).toBe(true)
    expect(marketDay('2026-07-01', NEM).startMs).toBe(Date.parse('2026-06-30T14:00Z'))
  })

  test('is whole hours over thirty years, which are as long as the instants between their ends', () => {
    for (const zone of MARKET_ZONES) {
      const days = daysBetween('2000-01-01', '2030-01-01', zone)
      expect(days).toHaveLength(10_958)
      expect(days.reduce((hours, day) => hours + day.hours, 0)).toBe(10_958 * 24)
      expect(days.every((day) => [23, 24, 25].includes(day.hours))).toBe(true)
    }
  })
})

describe('the day of an instant', () => {
  test('is the date that Temporal gives, anywhere between 1900 and 2150', () => {
    const instant = fc.integer({ min: Date.UTC(1900, 0, 2), max: Date.UTC(2150, 0, 1) })
    fc.assert(
      fc.property(instant, (ms) => {
        const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(DK).toPlainDate().toString()
        const day = marketDayOf(ms, DK)
        expect(day.date).toBe(local)
        expect(day.startMs <= ms && ms < day.endMs).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('agrees with the zone database for the Australian market since Queensland gave up summer time', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1993, 0, 1), max: Date.UTC(2150, 0, 1) }), (ms) => {
        const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(NEM).toPlainDate().toString()
        expect(marketDayOf(ms, NEM).date).toBe(local)
      }),
      { numRuns: 1_000 },
    )
  })

  test('exists for the instant that stands for no end in market data', () => {
    expect(isLocalMidnight(Date.parse('9999-12-31T23:00:00Z'), DK)).toBe(true)
  })
})

describe('a market day', () => {
  test('offers its ends as instants', () => {
    const day = marketDay('2026-03-29', DK)
    expect(startInstant(day).toString()).toBe('2026-03-28T23:00:00Z')
    expect(endInstant(day).toString()).toBe('2026-03-29T22:00:00Z')
  })

  test('is shared, frozen and not made twice', () => {
    const day = marketDay('2026-03-29', DK)
    expect(marketDay('2026-03-29', DK)).toBe(day)
    expect(Object.isFrozen(day)).toBe(true)
  })

  test('does not exist for a text that is no date', () => {
    expect(findMarketDay('2026-02-30', DK)).toBeUndefined()
    expect(findMarketDay('2026-02-28', DK)?.hours).toBe(24)
    expect(() => marketDay('2026-02-30', DK)).toThrow("'2026-02-30' is not a date")
  })

  test('is right again after more days were asked for than are remembered', () => {
    const before = marketDay('2026-10-25', NEM)
    for (let day = marketDay('1900-01-01', NEM), n = 0; n < 70_000; n += 1) day = nextDay(day)
    expect(marketDay('2026-10-25', NEM)).toEqual(before)
    expect(marketDay('2026-10-25', NEM)).not.toBe(before)
  })
})
