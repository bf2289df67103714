import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { demoPlaces } from '../../src/sandbox/index.ts'
import { runProgram } from './child-program.ts'
import { noProcessLeft } from './example-job.ts'

const LOOK = fileURLToPath(new URL('programs/look-at-month.ts', import.meta.url))

/** What a month ends with: the demo's summary, what both sides have stored, what finance was given. */
export interface MonthEnd {
  readonly summary: unknown
  readonly state: unknown
  readonly exported: Readonly<Record<string, string>>
}

/** Looks at a month that is through and whose processes have ended; what is wrong with it by itself fails. */
export async function monthEnd(directory: string, month: string, summary: unknown): Promise<MonthEnd> {
  await noProcessLeft(directory)
  const { hub, supplier, export: exported } = demoPlaces(directory)
  const looked = await runProgram(LOOK, [hub, supplier, month])
  expect(looked.code, looked.stderr).toBe(0)
  const { state, faults } = JSON.parse(looked.stdout) as { state: unknown; faults: string[] }
  expect(faults).toEqual([])
  return { summary: withoutPlaces(summary), state, exported: exportedTables(exported) }
}

/** A summary without what depends on the directory and the clock. */
function withoutPlaces(summary: unknown): unknown {
  const { explain: _, steps: __, ...rest } = summary as Record<string, unknown>
  return rest
}

/** Numbers that follow the order of commits and of attempts, not of what happened in the market. */
const NUMBERS_OF_COMMITS = new Set(['recorded_seq', 'charge_id'])

/** Hashes of the files of a month's export, by their paths, without those numbers. */
function exportedTables(directory: string): Record<string, string> {
  const all = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  expect(all.filter((path) => path.endsWith('latest.json'))).toHaveLength(1)
  const paths = all.filter((path) => path.endsWith('.csv'))
  return Object.fromEntries(
    paths.toSorted().map((path) => {
      const rows = readFileSync(join(directory, path), 'utf8')
        .split('\n')
        .map((line) => line.split(','))
      const kept = (rows[0] ?? []).map((name) => !NUMBERS_OF_COMMITS.has(name))
      const table = rows.map((row) => row.filter((_, column) => kept[column] !== false).join(','))
      return [path, createHash('sha256').update(table.join('\n')).digest('hex')]
    }),
  )
}
