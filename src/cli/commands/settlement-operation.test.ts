import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { examplePoint, recordMasterData } from '../../../test/reading-documents.ts'
import { completeCommand, programOf } from '../../../test/run-command.ts'
import type { CalculationState } from '../../settlement/index.ts'
import { exitCodeOf } from '../follow-calculation.ts'
import { personOf } from '../person.ts'
import { scheduleCommands } from './schedule.ts'
import { settlementCommands } from './settlement.ts'

let database: TestDatabase
let directory: string

beforeAll(async () => {
  database = await freshDatabase({ max: 8 })
  directory = mkdtempSync(join(tmpdir(), 'operation-'))
  const production = { type: 'production', settlementMethod: null } as const
  await recordMasterData(database.pool, [
    examplePoint(4, { lossRole: 'grid_loss' }),
    examplePoint(5, { ...production, lossRole: 'system_correction' }),
  ])
})
afterAll(async () => {
  await database.drop()
  rmSync(directory, { recursive: true })
})
beforeEach(() => {
  vi.stubEnv('USER', 'anna')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** Runs a command; what it prints, and how it ends. */
async function gridbook(...words: string[]) {
  return await completeCommand(programOf(settlementCommands, scheduleCommands), words, {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: directory,
  })
}
async function told<T = Record<string, unknown>>(...words: string[]): Promise<T> {
  return (await gridbook(...words, '--json')).json() as T
}
const MONDAY = ['--areas', '801', '--from', '2026-03-02'] as const
const start = async (...words: string[]): Promise<string> =>
  (await told<{ calculationId: string }>('settlement', 'run', ...MONDAY, '--detach', ...words)).calculationId

describe('settlement run', () => {
  test('that needs approval ends with 3 and waits; another person publishes, which ends with 0', async () => {
    const waiting = await gridbook('settlement', 'run', ...MONDAY, '--needs-approval', '--json')
    expect(waiting.exitCode).toBe(3)
    const run = waiting.json() as { calculationId: string; state: string; steps: { name: string }[] }
    expect(run).toMatchObject({ state: 'waiting', version: expect.any(String) as string })
    expect(run.steps.map(({ name }) => name)).not.toContain('publish')
    const watched = await gridbook('settlement', 'watch', run.calculationId)
    expect([watched.out, watched.exitCode]).toEqual(['waiting for approval\n', 3])
    await expect(gridbook('settlement', 'approve', run.calculationId)).rejects.toMatchObject({ code: 'APPROVAL_OWN' })
    const published = await gridbook('settlement', 'publish', run.calculationId, '--by', 'bo')
    expect(published.out).toMatch(/publish +1/)
    expect(published.exitCode).toBe(0)
    const status = await gridbook('settlement', 'status', run.calculationId)
    expect(status.out).toMatch(/: published\n.*\n.*started by anna/)
    expect(status.out).toContain('approved by bo')
  })

  test('asks for approval when the setting fourEyes says so; rejected, it says why', async () => {
    vi.stubEnv('GRIDBOOK_FOUR_EYES', 'on')
    const { out, exitCode } = await gridbook('settlement', 'run', ...MONDAY)
    expect([exitCode, out.includes('waiting for approval')]).toEqual([3, true])
    const id = /calculation (\S+),/.exec(out)?.[1] ?? ''
    const rejected = await gridbook('settlement', 'reject', id, '--by', 'bo', '--reason', 'too low')
    expect(rejected.out).toContain('rejected by bo: too low')
    expect((await gridbook('settlement', 'watch', id)).exitCode).toBe(1)
  })

  test('detached returns at once; cancelled, it is not executed any more', async () => {
    const id = await start()
    expect(await told('settlement', 'status', id)).toMatchObject({ state: 'started', steps: [], createdBy: 'anna' })
    const cancelled = await gridbook('settlement', 'cancel', id, '--by', 'bo', '--reason', 'wrong day')
    expect(cancelled.out).toContain('cancelled by bo: wrong day')
    const again = gridbook('settlement', 'run', ...MONDAY, '--id', id)
    await expect(again).rejects.toMatchObject({ code: 'CALCULATION_CANCELLED' })
    expect(await told('settlement', 'watch', id)).toMatchObject({ state: 'cancelled' })
  })

  test('rerun has its arguments, a new id and a higher version', async () => {
    const id = await start('--type', 'aggregation', '--internal')
    const again = await told<{ calculationId: string }>('settlement', 'rerun', id, '--detach', '--by', 'bo')
    const [first, second] = [
      await told('settlement', 'status', id),
      await told('settlement', 'status', again.calculationId),
    ]
    expect(second).toMatchObject({ rerunOf: id, type: 'aggregation', isInternal: true, firstDay: '2026-03-02' })
    expect(BigInt(String(second['version']))).toBeGreaterThan(BigInt(String(first['version'])))
  })
})

test('settlement list shows them newest first, of one type when it is named', async () => {
  const id = await start('--type', 'aggregation')
  const { calculations } = await told<{ calculations: { calculationId: string; type: string }[] }>('settlement', 'list')
  expect(calculations[0]?.calculationId).toBe(id)
  const { out } = await gridbook('settlement', 'list', '--type', 'balance_fixing', '--limit', '2')
  expect(out.split('\n')).toHaveLength(5)
  expect(out).not.toContain('aggregation')
  await expect(gridbook('settlement', 'list', '--type', 'guess')).rejects.toMatchObject({ code: 'USAGE' })
})

test('what is not known is said by name', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000'
  for (const verb of ['status', 'cancel', 'approve', 'watch'])
    await expect(gridbook('settlement', verb, unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

describe('schedule', () => {
  test('is shown, stated, and run: what is due is started once', async () => {
    expect((await gridbook('schedule', 'run')).out).toBe('Nothing is due.\n')
    const set = await gridbook(
      'schedule',
      'set',
      'third_correction_settlement',
      '--from',
      '2023-01-01',
      '--areas',
      '801',
    )
    expect(set.out).toMatch(/third_correction_settlement .* 36 +1 +12:00 +801 +2023-01-01 +on/)
    const { started } = await told<{ started: { name: string; from: string }[] }>('schedule', 'run')
    expect(started[0]).toMatchObject({ name: 'third_correction_settlement', from: '2023-01-01', to: '2023-02-01' })
    expect((await gridbook('schedule', 'run')).out).toBe('Nothing is due.\n')
    const { out } = await gridbook('schedule', 'show', '--from', '2026-02', '--to', '2026-03')
    expect(out).toMatch(/2026-02-02T11:00Z +third_correction_settlement +2023-01-01 +2023-02-01 +started/)
    const view = await told<{ entries: unknown[] }>('schedule', 'show')
    expect(view.entries).toHaveLength(11)
  })

  test('what cannot be started is 1, and says why', async () => {
    await gridbook('schedule', 'set', 'second_correction_settlement', '--from', '2019-01-01')
    const { out, exitCode } = await gridbook('schedule', 'run')
    expect([exitCode, out.includes('no grid area is given')]).toEqual([1, true])
    await gridbook('schedule', 'set', 'second_correction_settlement', '--off')
    expect((await gridbook('schedule', 'run')).exitCode).toBe(0)
  })
})

test('exit codes say what has become of a calculation', () => {
  const states: CalculationState[] = ['published', 'started', 'running', 'cancelled', 'rejected', 'failed', 'waiting']
  expect(states.map(exitCodeOf)).toEqual([0, 0, 0, 1, 1, 2, 3])
})

test('who does something is named, or the user of the machine, never nobody', () => {
  expect(personOf({ by: ' bo ' })).toBe('bo')
  expect(personOf({})).toBe('anna')
  expect(() => personOf({ by: ' ' })).toThrow('name of a person')
})
