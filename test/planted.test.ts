import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gridbook-planted-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const VITEST = 'node_modules/vitest/vitest.mjs'
const OPTIONS = '--config test/planted/vitest.config.ts --reporter json --reporter ./test/closing-line.ts'.split(' ')

interface FileReport {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
}

/** What kind of thing a file is said to have left behind. */
function leftBehind({ message, assertionResults }: FileReport): string | undefined {
  const said = [message, ...assertionResults.flatMap((result) => result.failureMessages)].join('\n')
  const about = /left behind:\n(process|database)|(connection) to the test's database was left open/.exec(said)
  return about?.[1] ?? about?.[2]
}

test('a test file that leaves a process, a database or a connection fails the suite; one that leaves nothing does not', () => {
  const { GRIDBOOK_TEST_RUN: _, VITEST: __, ...environment } = process.env
  const report = join(directory, 'report.json')
  const run = spawnSync(process.execPath, [VITEST, 'run', ...OPTIONS, '--outputFile.json', report], {
    cwd: root,
    encoding: 'utf8',
    env: { ...environment, TEST_DATABASE_URL: inject('postgresUrl') },
  })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: readonly FileReport[] }
  const outcomes = testResults.map((file) => [file.name.replace(/^.*\//, ''), [file.status, leftBehind(file)]])
  expect(Object.fromEntries(outcomes)).toEqual({
    'leaves-a-connection.planted.ts': ['failed', 'connection'],
    'leaves-a-database.planted.ts': ['failed', 'database'],
    'leaves-a-process.planted.ts': ['failed', 'process'],
    'leaves-nothing.planted.ts': ['passed', undefined],
  })
  expect(run.status).toBe(1)
  expect(run.stdout.trim().split('\n').at(-1)).toBe('3 passed, 3 failed')
}, 60_000)
