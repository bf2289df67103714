import { expect, test } from 'vitest'
import { GridbookError } from '../kernel/index.ts'
import { settingsOf } from './options.ts'

test('a month is enough; everything else has a default', () => {
  expect(settingsOf({ month: '2026-03' })).toEqual({
    month: '2026-03',
    seed: 1,
    meteringPoints: 400,
    hourlyPercent: 30,
    correctedDaysPermille: 50,
    estimatedDaysPermille: 20,
    missingDaysPermille: 0,
    daysPerTransaction: 1,
  })
})

test('what is given is kept', () => {
  expect(settingsOf({ month: '2026-10', seed: 9, hourlyPercent: 0 })).toMatchObject({
    seed: 9,
    hourlyPercent: 0,
    meteringPoints: 400,
  })
})

function attempt(): unknown {
  return settingsOf({ month: '2026-13', meteringPoints: 10, hourlyPercent: 101, seed: 1.5, daysPerTransaction: 0 })
}

test('every option out of its range is named at once, with the range', () => {
  expect(attempt).toThrow(GridbookError)
  expect(attempt).toThrow(
    /seed is 1\.5.*meteringPoints is 10.*from 224.*hourlyPercent is 101.*daysPerTransaction is 0.*month is '2026-13'/,
  )
})

test.each(['2026-3', '2026', '2026-00', '03-2026', ''])('%j is no month', (month) => {
  expect(() => settingsOf({ month })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
