import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'fault-'))
const trace = join(directory, 'trace')
afterAll(() => rmSync(directory, { recursive: true }))

const program = `
  import { faultPoint } from ${JSON.stringify(import.meta.resolve('./fault-point.ts'))}
  for (const name of ['a', 'b', 'a', 'b', 'c']) {
    console.log(name)
    faultPoint(name)
  }`

function passBoundaries(env: Record<string, string>): { lines: string; signal: string | null; status: number | null } {
  const { GRIDBOOK_CRASH_AT: _, GRIDBOOK_FAULT_TRACE: __, ...rest } = process.env
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...rest, ...env },
  })
  return { lines: run.stdout.replaceAll('\n', ''), signal: run.signal, status: run.status }
}

test('a boundary does nothing unless it is asked to', () => {
  expect(passBoundaries({})).toEqual({ lines: 'ababc', signal: null, status: 0 })
  expect(passBoundaries({ GRIDBOOK_CRASH_AT: 'no such boundary' })).toEqual({ lines: 'ababc', signal: null, status: 0 })
})

test('the process ends at the boundary that is named, with nothing done after it', () => {
  expect(passBoundaries({ GRIDBOOK_CRASH_AT: 'b' })).toEqual({ lines: 'ab', signal: 'SIGKILL', status: null })
  expect(passBoundaries({ GRIDBOOK_CRASH_AT: 'b#1' })).toEqual({ lines: 'ab', signal: 'SIGKILL', status: null })
  expect(passBoundaries({ GRIDBOOK_CRASH_AT: 'b#2' })).toEqual({ lines: 'abab', signal: 'SIGKILL', status: null })
  expect(passBoundaries({ GRIDBOOK_CRASH_AT: 'b#3' })).toEqual({ lines: 'ababc', signal: null, status: 0 })
})

test('the trace lists every boundary passed, the last one included', () => {
  expect(existsSync(trace)).toBe(false)
  passBoundaries({ GRIDBOOK_FAULT_TRACE: trace, GRIDBOOK_CRASH_AT: 'a#2' })
  expect(readFileSync(trace, 'utf8')).toBe('a\nb\na\n')
})
