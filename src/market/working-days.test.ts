import Holidays from 'date-holidays'
import { describe, expect, test } from 'vitest'
import { addDays, marketDay, monthOf } from '../kernel/index.ts'
import { danishClosedDays, danishHolidays, weekday } from './danish-holidays.ts'
import { isWorkingDay, workingDayAfter } from './working-days.ts'

const ZONE = 'Europe/Copenhagen'
const day = (date: string) => marketDay(date, ZONE)
const YEARS = Array.from({ length: 31 }, (_, index) => 2020 + index)

describe('Danish holidays', () => {
  const known = new Holidays('DK')
  test.each(YEARS)('%i has those that a list of the world has', (year) => {
    const publicDays = known
      .getHolidays(year)
      .filter(({ type }) => type === 'public')
      .map(({ date }) => date.slice(0, 10))
    expect(danishHolidays(year)).toEqual([...new Set(publicDays)].toSorted())
  })

  test('Store Bededag is one until 2023', () => {
    expect(danishHolidays(2023)).toContain('2023-05-05')
    expect(danishHolidays(2024)).not.toContain('2024-04-26')
    expect(isWorkingDay(day('2024-04-26'))).toBe(true)
  })

  test('Easter is where it was and will be, also in the years that the rule makes exceptions for', () => {
    const easters = ['1954-04-18', '1981-04-19', '2008-03-23', '2011-04-24', '2038-04-25', '2049-04-18', '2076-04-19']
    for (const easter of easters) expect(danishHolidays(Number(easter.slice(0, 4)))).toContain(easter)
  })

  test('Constitution Day, Christmas Eve and New Year’s Eve are closed and no holidays', () => {
    const closed = ['2026-06-05', '2026-12-24', '2026-12-31']
    expect(danishClosedDays(2026)).toEqual(expect.arrayContaining(closed))
    for (const date of closed) expect(danishHolidays(2026)).not.toContain(date)
  })
})

describe('working days', () => {
  test('are those of a month, counted by hand', () => {
    const april = monthOf('2026-04', ZONE).days.filter(isWorkingDay)
    // Without 2 (Maundy Thursday), 3 (Good Friday), 6 (Easter Monday) and the weekends.
    expect(april.map(({ date }) => Number(date.slice(8)))).toEqual([
      1, 7, 8, 9, 10, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 27, 28, 29, 30,
    ])
  })

  test.each([
    ['2026-03-02', 5, '2026-03-09', 'Monday to Monday'],
    ['2026-03-06', 5, '2026-03-13', 'Friday to Friday'],
    ['2026-03-07', 5, '2026-03-13', 'Saturday counts from Monday'],
    ['2026-03-08', 5, '2026-03-13', 'Sunday as well'],
    ['2026-03-31', 5, '2026-04-10', 'over Easter'],
    ['2026-12-22', 5, '2027-01-04', 'over Christmas and New Year'],
    ['2026-06-04', 1, '2026-06-08', 'over Constitution Day and a weekend'],
    ['2026-03-06', 0, '2026-03-07', 'none: the next day, also a Saturday'],
  ])('from %s on, number %i is %s: %s', (from, count, expected) => {
    expect(workingDayAfter(day(from), count).date).toBe(expected)
  })

  test('follow each other as when counted one by one, and never go back', () => {
    let last = day('2023-01-01')
    for (let from = last; from.date < '2025-01-01'; from = addDays(from, 1)) {
      let one = from
      for (let n = 0; n < 5; n += 1) one = workingDayAfter(one, 1)
      const five = workingDayAfter(from, 5)
      expect(five).toBe(one)
      expect(five.dayNumber).toBeGreaterThanOrEqual(last.dayNumber)
      last = five
    }
  })

  test('know the day of the week, also before 1970', () => {
    expect(['2026-11-26', '1970-01-01', '1969-12-28', '2000-02-29'].map((date) => weekday(day(date)))).toEqual([
      4, 4, 0, 2,
    ])
  })
})
