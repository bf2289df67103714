import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysOf, findMonth, monthOf } from './market-period.ts'
import { MARKET_ZONES } from './market-zone.ts'

const DK = 'Europe/Copenhagen'
const hours = (month: string): number => (monthOf(month, DK).toMs - monthOf(month, DK).fromMs) / 3_600_000
const at = (text: string): number => Date.parse(text)

describe('the days of a period', () => {
  test('are cut at its ends', () => {
    const parts = daysOf({ fromMs: at('2026-03-28T12:00Z'), toMs: at('2026-03-30T01:00Z') }, DK)
    expect(parts.map(({ day, fromMs, toMs }) => [day.date, (toMs - fromMs) / 3_600_000])).toEqual([
      ['2026-03-28', 11],
      ['2026-03-29', 23],
      ['2026-03-30', 3],
    ])
  })

  test('do not include the day that begins where the period ends', () => {
    const parts = daysOf({ fromMs: at('2026-03-28T23:00Z'), toMs: at('2026-03-29T22:00Z') }, DK)
    expect(parts.map(({ day }) => day.date)).toEqual(['2026-03-29'])
  })

  test('are none when it is empty or runs backwards', () => {
    const noon = at('2026-03-28T12:00Z')
    expect(daysOf({ fromMs: noon, toMs: noon }, DK)).toEqual([])
    expect(daysOf({ fromMs: noon, toMs: noon - 1 }, DK)).toEqual([])
  })

  test('cover it exactly once, each within its own day', () => {
    const from = fc.integer({ min: at('2024-01-01T00:00Z'), max: at('2027-01-01T00:00Z') })
    const period = fc.tuple(from, fc.integer({ min: 1, max: 90 * 86_400_000 }), fc.constantFrom(...MARKET_ZONES))
    fc.assert(
      fc.property(period, ([fromMs, length, zone]) => {
        const parts = daysOf({ fromMs, toMs: fromMs + length }, zone)
        expect(parts[0]?.fromMs).toBe(fromMs)
        expect(parts.at(-1)?.toMs).toBe(fromMs + length)
        for (const [n, part] of parts.entries()) {
          expect(part.day.startMs <= part.fromMs && part.fromMs < part.toMs && part.toMs <= part.day.endMs).toBe(true)
          if (n > 0) expect(part.fromMs).toBe(parts[n - 1]?.toMs)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('a month', () => {
  test('of March has 743 hours in Denmark, October 745', () => {
    expect([hours('2026-03'), hours('2026-10'), hours('2026-02'), hours('2028-02')]).toEqual([743, 745, 672, 696])
  })

  test('consists of the days of its period', () => {
    for (const zone of MARKET_ZONES) {
      const march = monthOf('2026-03', zone)
      expect(march).toMatchObject({ month: '2026-03', zone })
      expect(march.days.map((day) => day.date)).toEqual(daysOf(march, zone).map(({ day }) => day.date))
      expect([march.days[0]?.date, march.days.at(-1)?.date]).toEqual(['2026-03-01', '2026-03-31'])
    }
  })

  test('runs into the next year at its end', () => {
    expect(monthOf('2026-12', DK).toMs).toBe(monthOf('2027-01', DK).fromMs)
  })

  test.each(['2026-13', '2026-00', '2026-3', '2026', '2026-03-01', ''])('%j is none', (text) => {
    expect(findMonth(text, DK)).toBeUndefined()
    expect(() => monthOf(text, DK)).toThrow(RangeError)
  })
})
