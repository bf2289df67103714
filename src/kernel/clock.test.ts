import { expect, test } from 'vitest'
import { clockFrom, fixedClock } from './clock.ts'

test('a fixed clock stands still', () => {
  const clock = fixedClock(Date.parse('2026-03-28T23:00Z'))
  expect(clock.nowMs()).toBe(Date.parse('2026-03-28T23:00Z'))
  expect(clock.nowMs()).toBe(clock.nowMs())
})

test('today is the date in the zone of the market, not in UTC', () => {
  const clock = fixedClock(Date.parse('2026-03-28T23:00Z'))
  expect(clock.today('Europe/Copenhagen')).toBe('2026-03-29')
  expect(clock.today('Australia/Brisbane')).toBe('2026-03-29')
  const before = fixedClock(Date.parse('2026-03-28T22:59Z'))
  expect(before.today('Europe/Copenhagen')).toBe('2026-03-28')
  expect(before.today('Australia/Brisbane')).toBe('2026-03-29')
})

test('a simulated clock goes on', () => {
  let nowMs = Date.parse('2026-03-28T22:59Z')
  const clock = clockFrom(() => nowMs)
  expect(clock.today('Europe/Copenhagen')).toBe('2026-03-28')
  nowMs += 60_000
  expect(clock.today('Europe/Copenhagen')).toBe('2026-03-29')
})
