import { expect, test } from 'vitest'
import { clockShift } from './clock-shift.ts'
import { marketDay } from './market-day.ts'

const HOUR_MS = 3_600_000
const shiftOf = (date: string) => clockShift(marketDay(date, 'Europe/Copenhagen'))

test('on most days the clock is not changed', () => {
  const { endMs } = marketDay('2026-01-15', 'Europe/Copenhagen')
  expect(shiftOf('2026-01-15')).toEqual({ offsetMs: HOUR_MS, shiftAtMs: endMs, laterOffsetMs: HOUR_MS })
  expect(shiftOf('2026-07-15')).toMatchObject({ offsetMs: 2 * HOUR_MS, laterOffsetMs: 2 * HOUR_MS })
})

test('it is changed at 01:00 UTC when summer time begins and ends', () => {
  expect(shiftOf('2026-03-29')).toEqual({
    offsetMs: HOUR_MS,
    shiftAtMs: Date.UTC(2026, 2, 29, 1),
    laterOffsetMs: 2 * HOUR_MS,
  })
  expect(shiftOf('2026-10-25')).toEqual({
    offsetMs: 2 * HOUR_MS,
    shiftAtMs: Date.UTC(2026, 9, 25, 1),
    laterOffsetMs: HOUR_MS,
  })
})

test('the days around have the clock of their own side', () => {
  expect(shiftOf('2026-03-28')).toMatchObject({ offsetMs: HOUR_MS, laterOffsetMs: HOUR_MS })
  expect(shiftOf('2026-03-30')).toMatchObject({ offsetMs: 2 * HOUR_MS, laterOffsetMs: 2 * HOUR_MS })
})

test('a zone without summer time has none', () => {
  const day = marketDay('2026-03-29', 'Australia/Brisbane')
  expect(clockShift(day)).toEqual({ offsetMs: 10 * HOUR_MS, shiftAtMs: day.endMs, laterOffsetMs: 10 * HOUR_MS })
})
