import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { plainRequest, plainRun } from '../../../test/plain-calculations.ts'
import { clockFrom } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { openRuns, type RunDefinition, type Runs } from '../../platform/index.ts'
import { startCalculation } from '../run/start-calculation.ts'
import { calculationStatus, type CalculationStatus } from './calculation-status.ts'
import { cancelCalculation } from './cancel-calculation.ts'
import { carryOutOpen } from './carry-out-open.ts'
import { decideCalculation } from './decide-calculation.ts'
import { unlessStopped } from './unless-stopped.ts'
import { watchCalculation } from './watch-calculation.ts'

let database: TestDatabase
let runs: Runs
let definition: RunDefinition
let atStep: (step: string, id: string) => Promise<void> = async () => {}
let number = 0
let laterMs = 0
const opened: string[] = []
const STEPS = ['pin', 'calculate', 'check', 'publish']

beforeAll(async () => {
  database = await freshDatabase({ max: 10 })
  definition = plainRun(
    database.pool,
    async (step, id) => await atStep(step, id),
    (step) => unlessStopped(step, database.pool),
  )
  runs = await openRuns({ pool: database.pool, databaseUrl: database.url, definitions: [definition] })
})
afterAll(async () => {
  await runs.close()
  await database.drop()
})
afterEach(() => {
  atStep = async () => {}
  laterMs = 0
  opened.length = 0
})

async function started(isHandedOver: boolean, needsApproval = false): Promise<string> {
  const request = plainRequest((number += 1), { needsApproval })
  await startCalculation(request, { pool: database.pool, codeVersion: '1', isHandedOver })
  return request.calculationId
}
const ends: [string, unknown][] = []
const carryOut = async (signal = new AbortController().signal, own: Partial<Runs> = {}): Promise<number> =>
  await carryOutOpen({
    pool: database.pool,
    zone: dk.zone,
    clock: clockFrom(() => Date.now() + laterMs),
    definition,
    runs: async () => {
      opened.push('runs')
      return await Promise.resolve({ ...runs, ...own })
    },
    signal,
    onEnd: (id, error) => ends.push([id, error]),
  })
const ports = () => ({ pool: database.pool, zone: dk.zone, steps: STEPS })
const stateOf = async (id: string): Promise<string> => (await calculationStatus(id, ports())).state

describe('the process that serves', () => {
  test('carries out what was handed over, in the order of versions, and then has nothing to do', async () => {
    const ids = [await started(true), await started(true)]
    const order: string[] = []
    atStep = async (step, id) => await Promise.resolve(void (step === 'pin' && order.push(id)))
    expect(await carryOut()).toBe(2)
    expect(order).toEqual(ids)
    expect(ends.slice(-2)).toEqual(ids.map((id) => [id, undefined]))
    expect(await Promise.all(ids.map(stateOf))).toEqual(['published', 'published'])
    opened.length = 0
    expect(await carryOut()).toBe(0)
    expect(opened).toEqual([])
  })

  test('leaves what a command has begun to it for a minute, then takes it up', async () => {
    const id = await started(false)
    expect([await carryOut(), opened, await stateOf(id)]).toEqual([0, [], 'started'])
    laterMs = 61_000
    expect([await carryOut(), await stateOf(id)]).toEqual([1, 'published'])
  })

  test('leaves what another living process executes to it, however long that takes', async () => {
    const id = await started(true)
    laterMs = 3_600_000
    expect(await carryOut(undefined, { whereabouts: async () => await Promise.resolve('living') })).toBe(0)
    expect(await stateOf(id)).toBe('started')
    expect(await carryOut(undefined, { whereabouts: async () => await Promise.resolve('orphaned') })).toBe(1)
    expect(await stateOf(id)).toBe('published')
  })

  test('goes on after one that failed, and does not try that one again by itself', async () => {
    const [bad, good] = [await started(true), await started(true)]
    atStep = async (_, id) => await (id === bad ? Promise.reject(new Error('no price')) : Promise.resolve())
    expect(await carryOut()).toBe(2)
    expect([await stateOf(bad), await stateOf(good)]).toEqual(['failed', 'published'])
    expect(String(ends.at(-2)?.[1])).toContain('no price')
    laterMs = 3_600_000
    expect(await carryOut()).toBe(0)
  })

  test('stops before approval, and publishes when it is there', async () => {
    const id = await started(true, true)
    expect([await carryOut(), await stateOf(id)]).toEqual([1, 'waiting'])
    expect(await carryOut()).toBe(0)
    await decideCalculation(id, { decision: 'approved', by: 'bo' }, ports())
    expect([await carryOut(), await stateOf(id)]).toEqual([1, 'published'])
  })

  test('takes no other one when it is asked to end, and finishes the one under way', async () => {
    const [first, second] = [await started(true), await started(true)]
    const end = new AbortController()
    atStep = async () => await Promise.resolve(end.abort())
    expect(await carryOut(end.signal)).toBe(1)
    expect([await stateOf(first), await stateOf(second)]).toEqual(['published', 'started'])
    await cancelCalculation(database.pool, second, { by: 'bo' })
    expect(await carryOut()).toBe(0)
  })
})

describe('who watches', () => {
  test('sees each change once, from whichever process it comes, until the end', async () => {
    const id = await started(true)
    const seen: CalculationStatus[] = []
    const release: (() => void)[] = []
    atStep = async (step) => {
      if (!step.includes('effect')) await new Promise<void>((resolve) => release.push(resolve))
    }
    const work = carryOut()
    const pause = async (): Promise<void> => {
      release.shift()?.()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    for await (const status of watchCalculation(id, ports(), { pause })) seen.push(status)
    await work
    expect(seen.map(({ state, step }) => `${state} ${step?.name ?? ''}`)).toEqual([
      'started pin',
      'running calculate',
      'running check',
      'running publish',
      'published ',
    ])
  })

  test('is told at once of one that waits, and may go away before the end', async () => {
    const id = await started(true)
    const leave = new AbortController()
    const states: string[] = []
    const pause = async (): Promise<void> => await Promise.resolve(leave.abort())
    for await (const { state } of watchCalculation(id, ports(), { pause, signal: leave.signal })) states.push(state)
    expect(states).toEqual(['started'])
    await cancelCalculation(database.pool, id, { by: 'bo' })
    for await (const { state } of watchCalculation(id, ports(), { pause })) states.push(state)
    expect(states).toEqual(['started', 'cancelled'])
  })
})
