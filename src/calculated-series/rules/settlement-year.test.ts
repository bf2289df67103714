import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberOf, plainDate, plainYear } from '../testing/plain-calendar.ts'
import { settlementPeriods, settlementYearOf, yearsBefore } from './settlement-year.ts'

const anyDay = fc.integer({ min: numberOf('2016-01-01'), max: numberOf('2032-12-31') })
const anyMonth = fc.integer({ min: 1, max: 12 })

test.each([
  ['2026-03-31', 4, '2025-04-01', 365],
  ['2026-04-01', 4, '2026-04-01', 365],
  ['2024-02-29', 1, '2024-01-01', 366],
  ['2024-02-29', 3, '2023-03-01', 366],
  ['2024-03-01', 3, '2024-03-01', 365],
])('%s, month %i: the year begins on %s and has %i days', (date, month, first, days) => {
  const year = settlementYearOf(numberOf(date), month)
  expect([plainDate(year.fromDay), year.toDay - year.fromDay]).toEqual([first, days])
})

test('the year is what one finds by walking from day to day', () => {
  fc.assert(
    fc.property(anyDay, anyMonth, (day, month) => {
      const { first, end } = plainYear(day, month)
      expect(settlementYearOf(day, month)).toEqual({ fromDay: first, toDay: end })
    }),
    { numRuns: 200 },
  )
})

test('a period is cut at each settlement date, without gap or overlap', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 1_500 }), anyMonth, (fromDay, length, month) => {
      const parts = settlementPeriods({ fromDay, toDay: fromDay + length }, month)
      expect(
        parts.flatMap((part) => Array.from({ length: part.toDay - part.fromDay }, (_, n) => part.fromDay + n)),
      ).toEqual(Array.from({ length }, (_, n) => fromDay + n))
      for (const { year, ...part } of parts) {
        expect(year).toEqual(settlementYearOf(part.fromDay, month))
        expect(part.toDay).toBeLessThanOrEqual(year.toDay)
      }
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['2026-03-15', 3, '2023-03-15'],
  ['2024-02-29', 1, '2023-02-28'],
  ['2028-02-29', 4, '2024-02-29'],
  ['2025-03-01', 1, '2024-03-01'],
])('%s less %i years is %s', (date, years, before) => {
  expect(plainDate(yearsBefore(numberOf(date), years))).toBe(before)
})
