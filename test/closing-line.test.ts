import { expect, test } from 'vitest'
import type { TestModule } from 'vitest/node'
import { closingLine } from './closing-line.ts'

function module(states: readonly string[], ok: boolean): TestModule {
  return {
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
    ok: () => ok,
  } as unknown as TestModule
}

test('counts tests over all files, and names skipped ones only when there are any', () => {
  expect(closingLine([module(['passed', 'passed'], true), module(['passed', 'failed'], false)], 0)).toBe(
    '3 passed, 1 failed',
  )
  expect(closingLine([module(['passed', 'skipped', 'pending'], true)], 0)).toBe('1 passed, 0 failed, 2 skipped')
})

test('a file that fails outside of its tests counts, and so does an error outside of every file', () => {
  expect(closingLine([module([], false), module(['passed'], false)], 1)).toBe('1 passed, 3 failed')
})
