import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { childProcesses } from './child-processes.ts'
import { undroppedDatabases } from './database.ts'

const PATIENCE_MS = 2_000
// One worker runs many test files, and loads this one anew for each: what was there before is another's.
const before = new Set([...childProcesses(process.pid), ...undroppedDatabases()])

/** What tests of this file have left behind: child processes, and databases with their pools. */
export function leftBehind(): readonly string[] {
  const isNew = (each: string): boolean => !before.has(each)
  const processes = childProcesses(process.pid).filter(isNew)
  const databases = undroppedDatabases().filter(isNew)
  return [...processes.map((line) => `process ${line}`), ...databases.map((name) => `database ${name}`)]
}

// Registered before the hooks of the test file, so it runs after them.
afterAll(async () => {
  const deadlineMs = Date.now() + PATIENCE_MS
  while (leftBehind().length > 0 && Date.now() < deadlineMs) await sleep(20)
  const left = leftBehind()
  if (left.length > 0) throw new Error(`this test file left behind:\n${left.join('\n')}`)
})
