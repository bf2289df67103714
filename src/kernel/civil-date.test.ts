import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateOf, dayNumberOf, daysInMonth } from './civil-date.ts'

describe('numbers of dates', () => {
  test.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-03-01', 11_017],
    ['2026-03-29', 20_541],
    ['0000-01-01', -719_528],
  ])('%s is day %d', (date, dayNumber) => {
    expect(dayNumberOf(date)).toBe(dayNumber)
    expect(dateOf(dayNumber)).toBe(date)
  })

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '26-01-01',
    '2026-01-01 ',
    '',
    '+02026-01-01',
  ])('%j is no date', (text) => {
    expect(dayNumberOf(text)).toBeUndefined()
  })

  test('agree with the calendar of Temporal from year 0 to 9999', () => {
    const epoch = Temporal.PlainDate.from('1970-01-01')
    fc.assert(
      fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (dayNumber) => {
        const date = dateOf(dayNumber)
        expect(date).toBe(epoch.add({ days: dayNumber }).toString())
        expect(dayNumberOf(date)).toBe(dayNumber)
      }),
      { numRuns: 1_000 },
    )
  })

  test('months have their days', () => {
    expect([1, 2, 3, 4, 12].map((month) => daysInMonth(2026, month))).toEqual([31, 28, 31, 30, 31])
    expect([1900, 2000, 2024, 2100, 2200].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 29, 28, 28])
    expect([0, 13, 1.5].map((month) => daysInMonth(2026, month))).toEqual([0, 0, 0])
  })
})
