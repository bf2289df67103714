import { expect, test } from 'vitest'
import { dayShapes } from './day-shapes.ts'
import type { DayShape } from './day-shapes.ts'
import { KIND_SHARES, LOAD_KINDS, WEEKEND_DAY, WORKING_DAY } from './load-tables.ts'
import type { LoadKind } from './load-tables.ts'
import { daysOfMonth } from './market-days.ts'

function shapeOn(date: string, kind: LoadKind, variant = 0, area = 0): DayShape {
  const day = daysOfMonth(date.slice(0, 7)).find((each) => each.day.date === date)
  const shape = day && dayShapes(1, area, day)[LOAD_KINDS.indexOf(kind)]?.[variant]
  if (shape === undefined) throw new Error(`no shape of ${kind} on ${date}`)
  return shape
}

function total(shape: DayShape): number {
  return shape.quarters.reduce((sum, weight) => sum + weight, 0)
}

function lit(weights: Int32Array): number {
  return weights.filter((weight) => weight > 0).length
}

test('shares add up to a hundred, and every table has 24 hours', () => {
  expect(Object.values(KIND_SHARES).reduce((sum, share) => sum + share, 0)).toBe(100)
  for (const shape of [...Object.values(WORKING_DAY), ...Object.values(WEEKEND_DAY)]) expect(shape).toHaveLength(24)
})

test('shapes have the slots of their day, and an hour is the sum of its quarters', () => {
  for (const [date, hours] of [
    ['2026-03-29', 23],
    ['2026-10-24', 24],
    ['2026-10-25', 25],
  ] as const) {
    for (const kind of LOAD_KINDS) {
      const shape = shapeOn(date, kind)
      expect([shape.hours.length, shape.quarters.length]).toEqual([hours, 4 * hours])
      expect(shape.hours.reduce((sum, weight) => sum + weight, 0)).toBe(total(shape))
    }
  }
})

test('weights are never negative and stay below the bound that keeps products within 32 bits', () => {
  for (const month of ['2026-01', '2026-06', '2026-10']) {
    for (const { day } of daysOfMonth(month)) {
      for (const kind of LOAD_KINDS) {
        for (const weight of shapeOn(day.date, kind).quarters) expect(weight >= 0 && weight <= 1000).toBe(true)
      }
    }
  }
})

test('households peak in the evening of a working day, and rise later at the weekend', () => {
  const workingDay = shapeOn('2026-03-04', 'household').quarters
  expect(workingDay.indexOf(Math.max(...workingDay))).toBe(18 * 4)
  expect(shapeOn('2026-03-07', 'household').quarters[28]).toBeLessThan(workingDay[28] ?? 0)
})

test('some people are a quarter or more ahead of others', () => {
  expect(shapeOn('2026-03-04', 'household', 1).quarters[20]).toBe(shapeOn('2026-03-04', 'household').quarters[21])
})

test('the sun shines by day only, and longer in June than in December', () => {
  const december = shapeOn('2026-12-10', 'solar').quarters
  const june = shapeOn('2026-06-10', 'solar').quarters
  expect(december.subarray(0, 30).every((weight) => weight === 0)).toBe(true)
  expect(december.subarray(70).every((weight) => weight === 0)).toBe(true)
  expect(lit(june)).toBeGreaterThan(lit(december) + 30)
  expect(june[48]).toBeGreaterThan(100)
})

test('heat pumps work harder in January than in July', () => {
  expect(total(shapeOn('2026-01-14', 'heat_pump'))).toBeGreaterThan(3 * total(shapeOn('2026-07-15', 'heat_pump')))
})

test('shops and industry rest on Sunday', () => {
  for (const kind of ['shop', 'industry'] as const) {
    expect(total(shapeOn('2026-03-08', kind))).toBeLessThan(total(shapeOn('2026-03-09', kind)))
  }
})

test('wind goes on smoothly over midnight and differs between areas', () => {
  const today = shapeOn('2026-03-10', 'wind').quarters
  const tomorrow = shapeOn('2026-03-11', 'wind').quarters
  expect(Math.abs((today.at(-1) ?? 0) - (tomorrow[0] ?? 0))).toBeLessThan(100)
  expect(shapeOn('2026-03-10', 'wind', 0, 1).quarters).not.toEqual(today)
})
