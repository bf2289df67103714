import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { catalogue } from '../../src/kernel/index.ts'
import { PROCESS_KINDS } from '../../src/metering-points/index.ts'
import { PROCESS_RULES } from '../../src/metering-points/processes/process-rules.ts'
import { HISTORY_RULES } from '../../src/metering-points/rules/history-rules.ts'
import { VERSION_RULES } from '../../src/metering-points/rules/version-rules.ts'
import { freshDatabase } from '../database.ts'
import { runScenario } from './run-scenario.ts'
import { readScenario, type Line, type PointScenario } from './scenario-folder.ts'

const root = import.meta.dirname
const names = readdirSync(root).filter((name) => name.startsWith('given_'))
const catalogued = Object.keys(parse(readFileSync(join(root, 'cases.yml'), 'utf8')) as Record<string, string>)
const scenarios = new Map<string, PointScenario>()

beforeAll(async () => {
  for (const name of names) scenarios.set(name, await readScenario(join(root, name)))
})

/** Every line of what is asked with what is expected of it. */
function outcomes(): { readonly asked: Line; readonly expected: Line; readonly scenario: PointScenario }[] {
  return [...scenarios.values()].flatMap((scenario) =>
    scenario.processes.lines.map((asked, n) => ({
      asked,
      expected: scenario.outcomes.lines[n] ?? new Map(),
      scenario,
    })),
  )
}

describe('the catalogue of business cases', () => {
  test('every case is claimed by a scenario', () => {
    const claimed = new Set([...scenarios.values()].flatMap(({ cases }) => cases))
    expect(catalogued.filter((name) => !claimed.has(name))).toEqual([])
  })

  test('every scenario claims cases of the catalogue, and shows each of them in a line', () => {
    for (const [name, { cases, processes }] of scenarios) {
      expect(cases, name).not.toEqual([])
      expect(
        cases.filter((one) => !catalogued.includes(one)),
        name,
      ).toEqual([])
      const shown = new Set(processes.lines.flatMap((line) => line.get('case') ?? []))
      expect([...shown].toSorted(), name).toEqual(cases.toSorted())
    }
  })
})

describe('what the scenarios cover', () => {
  const FORMS = ['success', 'retroactive', 'future', 'too-far-back', 'wrong-sender', 'unknown-point', 'wrong-state']
  // What is created is not there before; instead its identifier may have been used.
  const NOT_THERE = new Set(['create-unknown-point', 'create-wrong-state'])

  test.each(PROCESS_KINDS)('every form of %s', (kind) => {
    for (const form of FORMS) {
      const name = `${kind.replaceAll('_', '-')}-${form}`
      if (NOT_THERE.has(name)) continue
      const lines = outcomes().filter(({ asked }) => asked.get('case') === name)
      expect(lines.length, name).toBeGreaterThan(0)
      for (const { asked, expected, scenario } of lines) {
        expect(asked.get('process'), name).toBe(kind)
        const today = scenario.todayOf(Number(asked.get('step')))
        expect(isOfForm(form, expected, dayOf(asked, scenario), today), name).toBe(true)
      }
    }
  })

  test('every code of the market is somewhere the only one of a rejection', () => {
    const alone = new Set(
      outcomes().flatMap(({ expected }) => {
        const codes = (expected.get('findings') ?? '').split(', ').map((one) => one.split(' ')[0])
        return codes.length === 1 ? codes : []
      }),
    )
    const codes = [...VERSION_RULES, ...HISTORY_RULES, ...PROCESS_RULES].map(
      ({ code }) => catalogue[code].answeredAs ?? code,
    )
    expect([...new Set(codes)].filter((code) => !alone.has(code))).toEqual([])
  })
})

/** The effective date; that of the process which is taken back, where one is. */
function dayOf(asked: Line, { processes }: PointScenario): string {
  const label = asked.get('cancels')
  const line = label === undefined ? asked : processes.lines.find((other) => other.get('label') === label)
  return line?.get('effective_date') ?? ''
}

function isOfForm(form: string, expected: Line, day: string, today: string): boolean {
  const isAccepted = expected.get('outcome') === 'accepted'
  const findings = expected.get('findings') ?? ''
  if (form === 'success') return isAccepted
  if (form === 'retroactive') return isAccepted && day < today
  if (form === 'future') return day > today && (isAccepted || findings === 'E17 effective_date')
  if (form === 'too-far-back') return day < today && findings === 'E17 effective_date'
  if (form === 'wrong-sender') return findings === 'E0I sender'
  if (form === 'unknown-point') return findings === 'E10 metering_point_id' || findings === 'E10 cancels'
  return findings === 'D16 connection_state'
}

describe('scenarios', () => {
  test.each(names)('%s', async (name) => {
    const scenario = scenarios.get(name)
    if (scenario === undefined) throw new Error(`${name} was not read`)
    const database = await freshDatabase()
    try {
      expect(await runScenario(scenario, database.pool)).toBe('')
    } finally {
      await database.drop()
    }
  })
})
