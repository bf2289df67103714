import { expect, test } from 'vitest'
import { clockQuarter, daysOfMonth } from './market-days.ts'
import type { DayOfMonth } from './market-days.ts'

function dayOf(date: string): DayOfMonth {
  const found = daysOfMonth(date.slice(0, 7)).find(({ day }) => day.date === date)
  if (found === undefined) throw new Error(`no day ${date}`)
  return found
}

function clockQuarters(day: DayOfMonth): number[] {
  return Array.from({ length: day.quarters }, (_, k) => clockQuarter(day, k))
}

test('a month has its days, with the short one in March and the long one in October', () => {
  expect(daysOfMonth('2026-03')).toHaveLength(31)
  expect(daysOfMonth('2028-02')).toHaveLength(29)
  expect(dayOf('2026-03-29').quarters).toBe(92)
  expect(dayOf('2026-10-25').quarters).toBe(100)
  expect(dayOf('2026-10-24').quarters).toBe(96)
})

test('weekends are Saturdays and Sundays', () => {
  const weekend = daysOfMonth('2026-03').filter(({ isWeekend }) => isWeekend)
  expect(weekend.map(({ day }) => day.date.slice(8))).toEqual(['01', '07', '08', '14', '15', '21', '22', '28', '29'])
})

test('clock quarters leave out the hour from two on the short day and repeat it on the long one', () => {
  const usual = Array.from({ length: 96 }, (_, k) => k)
  expect(clockQuarters(dayOf('2026-03-28'))).toEqual(usual)
  expect(clockQuarters(dayOf('2026-03-29'))).toEqual([...usual.slice(0, 8), ...usual.slice(12)])
  expect(clockQuarters(dayOf('2026-10-25'))).toEqual([...usual.slice(0, 12), ...usual.slice(8)])
})
