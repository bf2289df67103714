import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../platform/index.ts'
import type { Engine } from '../../platform/index.ts'
import { renderScenario } from './render-scenario.ts'
import { runScenario } from './run-scenario.ts'

const project = join(import.meta.dirname, '..', '..', '..')
const own = join(project, 'test', 'scenarios')
const samples = join(
  process.env['GRIDBOOK_SAMPLES'] ?? join(project, '..', 'shared', 'samples'),
  'settlement-scenarios',
)
const directory = mkdtempSync(join(tmpdir(), 'gridbook-run-'))
let engine: Engine

beforeAll(async () => {
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
})

afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})

function copyOf(scenario: string, name: string): string {
  cpSync(join(own, scenario), join(directory, name), { recursive: true })
  return join(directory, name)
}

describe('a scenario', () => {
  test('writes every result, and what it wrote is what it expects', async () => {
    const folder = copyOf('given_a_negative_grid_loss', 'written')
    rmSync(join(folder, 'then'), { recursive: true })
    const out = join(folder, 'then')
    expect((await runScenario(folder, { engine, out })).files).toEqual([])
    const written = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))
    expect(written).toHaveLength(20)
    const header = readFileSync(join(out, 'energy_results', 'exchange.csv'), 'utf8').split('\n')[0]
    expect(header).toBe(
      'grid_area_code;energy_supplier_id;balance_responsible_party_id;quantity;quantity_qualities;time;time_series_type;calculation_id;calculation_type;calculation_execution_time_start;neighbor_grid_area_code;result_id;metering_point_id;resolution',
    )
    const again = await runScenario(folder, { engine })
    expect(again.passed, renderScenario(again)).toBe(true)
    expect(again.files).toHaveLength(20)
    expect(again.files.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(50)
  })

  test('fails when a single value is wrong', async () => {
    const folder = copyOf('given_a_negative_grid_loss', 'wrong')
    const file = join(folder, 'then', 'energy_results', 'grid_loss.csv')
    writeFileSync(file, readFileSync(file, 'utf8').replace('-3.000', '-3.001'))
    const { passed, files } = await runScenario(folder, { engine })
    expect(passed).toBe(false)
    expect(files.filter(({ status }) => status === 'failed')).toMatchObject([
      {
        file: 'then/energy_results/grid_loss.csv',
        rows: 4,
        differences: [{ nearest: [{ column: 'quantity', expected: '-3.001', calculated: '-3' }] }],
      },
    ])
  })

  test('fails for a file with rows that nothing calculates, and passes one without', async () => {
    const folder = copyOf('given_a_wholesale_calculation', 'unknown')
    writeFileSync(join(folder, 'then', 'a.csv'), 'x\n')
    writeFileSync(join(folder, 'then', 'b.csv'), 'x\n1\n')
    const { passed, files } = await runScenario(folder, { engine })
    expect(passed).toBe(false)
    expect(files.filter(({ file }) => /then.[ab]\.csv/.test(file)).map(({ status }) => status)).toEqual([
      'passed',
      'not_calculated',
    ])
  })

  test('names an area without grid-loss points, and stops when there is nothing to compare with', async () => {
    const folder = copyOf('given_a_negative_grid_loss', 'uncovered')
    writeFileSync(join(folder, 'when', 'grid_loss_metering_points.csv'), 'metering_point_id\n')
    const { findings } = await runScenario(folder, { engine })
    expect(findings).toMatchObject([{ code: 'GRID_LOSS_POINT_MISSING' }, { code: 'GRID_LOSS_POINT_MISSING' }])
    rmSync(join(folder, 'then'), { recursive: true })
    await expect(runScenario(folder, { engine })).rejects.toMatchObject({
      code: 'GRID_LOSS_POINT_MISSING',
      message: expect.stringContaining('grid area 800'),
    })
  })

  test('stops for a folder that is not there', async () => {
    await expect(runScenario(join(directory, 'nowhere'), { engine })).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
    })
  })

  test('leaves nothing behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('gridbook-scenario-'))
    await runScenario(join(own, 'given_only_missing_readings'), { engine })
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('gridbook-scenario-'))
    expect(after.filter((name) => !before.includes(name))).toEqual([])
  })
})

describe.skipIf(!existsSync(samples))('the public scenarios', () => {
  test('of energy passes completely', async () => {
    const result = await runScenario(join(samples, 'given_minimal_standard_energy_scenario'), { engine })
    expect(result.passed, renderScenario(result)).toBe(true)
    expect(result.files).toHaveLength(20)
  })

  test('of wholesale passes in its energy results and basis data', async () => {
    const { files } = await runScenario(join(samples, 'given_minimal_standard_wholesale_scenario'), { engine })
    const settled = files.filter(({ file }) => !file.includes('wholesale_results'))
    expect(settled).toHaveLength(17)
    expect(settled.filter(({ status }) => status !== 'passed')).toEqual([])
  })
})
