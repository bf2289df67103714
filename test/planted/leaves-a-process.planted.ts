import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'

test('forgets a process', () => {
  const child = spawn('sleep', ['8'], { stdio: 'ignore' }) // it ends by itself, after the run
  expect(child.pid).toBeGreaterThan(0)
})
