import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openEngine } from '../../src/platform/index.ts'
import type { Engine } from '../../src/platform/index.ts'
import { renderScenario, runScenario } from '../../src/settlement/index.ts'

const root = import.meta.dirname
const scenarios = readdirSync(root).filter((name) => name.startsWith('given_'))
const cases = Object.keys(parse(readFileSync(join(root, 'cases.yml'), 'utf8')) as Record<string, string>)

function claims(scenario: string): string[] {
  return (parse(readFileSync(join(root, scenario, 'scenario.yml'), 'utf8')) as { cases: string[] }).cases
}

let engine: Engine

beforeAll(async () => {
  engine = await openEngine({ threads: 1, tempDir: join(tmpdir(), 'gridbook-scenarios') })
})

afterAll(async () => {
  await engine.close()
})

describe('the catalogue of business cases', () => {
  test('every case is claimed by a scenario', () => {
    const claimed = new Set(scenarios.flatMap(claims))
    expect(cases.filter((name) => !claimed.has(name))).toEqual([])
  })

  test('every scenario claims a case, and only cases of the catalogue', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(60)
    for (const scenario of scenarios) {
      expect(claims(scenario), scenario).not.toEqual([])
      expect(
        claims(scenario).filter((name) => !cases.includes(name)),
        scenario,
      ).toEqual([])
    }
  })
})

describe('scenarios', () => {
  test.each(scenarios)('%s', async (scenario) => {
    const result = await runScenario(join(root, scenario), { engine })
    expect(result.files.length).toBeGreaterThan(0)
    expect(result.passed, renderScenario(result)).toBe(true)
  })
})
