import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const nowMs = Date.UTC(2026, 4, 1, 12)

test.each([
  ['7', 7_000],
  [' 120 ', 120_000],
  ['0', 0],
  ['Fri, 01 May 2026 12:00:30 GMT', 30_000],
  ['Fri, 01 May 2026 11:59:00 GMT', 0],
])('%j is %d ms from now', (header, ms) => {
  expect(retryAfterMs(header, nowMs)).toBe(ms)
})

test.each([undefined, '', '-3', '1.5', 'soon', '99999999999999999999', '2026-05-01'])('%j says nothing', (header) => {
  expect(retryAfterMs(header, nowMs)).toBeUndefined()
})
