import { expect, test } from 'vitest'
import { accepted, refused } from './result.ts'
import type { Result } from './result.ts'

function half(n: number): Result<number, string> {
  return n % 2 === 0 ? accepted(n / 2) : refused(`${n} is odd`)
}

test('an accepted result carries the value', () => {
  expect(half(4)).toEqual({ ok: true, value: 2 })
})

test('a refused result carries the reason', () => {
  expect(half(3)).toEqual({ ok: false, error: '3 is odd' })
})

test('the compiler lets nobody take the value before looking at ok', () => {
  const result = half(8)
  // @ts-expect-error the value exists only after ok was checked
  const unchecked = result.value
  expect(unchecked).toBe(4)
})
