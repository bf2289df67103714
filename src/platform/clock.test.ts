import { expect, test } from 'vitest'
import { marketDayOf } from '../kernel/index.ts'
import { systemClock } from './clock.ts'

test("the system clock tells the machine's time", () => {
  const before = Date.now()
  const nowMs = systemClock.nowMs()
  expect(nowMs).toBeGreaterThanOrEqual(before)
  expect(nowMs).toBeLessThanOrEqual(Date.now())
})

test('and its market day', () => {
  const before = marketDayOf(Date.now(), 'Europe/Copenhagen').date
  const today = systemClock.today('Europe/Copenhagen')
  expect([before, marketDayOf(Date.now(), 'Europe/Copenhagen').date]).toContain(today)
})
