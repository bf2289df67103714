import { writeSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Ends the suite's output with one plain line: `412 passed, 0 failed`, and `, 3 skipped` when there are any. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const line = closingLine(modules, errors.length)
    // Last means after what the other reporters still have to say.
    process.once('exit', () => writeSync(1, `${line}\n`))
  }
}

/** The line itself. A file that fails outside of its tests, and an error outside of every file, count as a failure. */
export function closingLine(modules: readonly TestModule[], errorsOutside: number): string {
  const count = { passed: 0, failed: errorsOutside, skipped: 0 }
  for (const module of modules) {
    const states = [...module.children.allTests()].map((test) => test.result().state)
    for (const state of states) count[state === 'pending' ? 'skipped' : state]++
    if (!module.ok() && !states.includes('failed')) count.failed++
  }
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  return `${count.passed} passed, ${count.failed} failed${skipped}`
}
