import { expect, test } from 'vitest'
import { DEFAULT_READING_DAYS_A_SECOND, estimateTime } from './run-time.ts'

test('the time is in proportion to what was recorded, and says so', () => {
  expect(estimateTime(3000, { calculations: 2, readingDays: 1000, seconds: 2.5 })).toEqual({
    calculations: 2,
    readingDays: 1000,
    seconds: 2.5,
    restsOn: 'recorded',
    expectedSeconds: 8,
  })
})

test('where nothing is recorded a default rate is stated', () => {
  const nothing = { calculations: 0, readingDays: 0, seconds: 0 }
  expect(estimateTime(10 * DEFAULT_READING_DAYS_A_SECOND, nothing)).toMatchObject({
    restsOn: 'default',
    expectedSeconds: 10,
  })
  expect(estimateTime(0, nothing)).toMatchObject({ expectedSeconds: 1 })
})
