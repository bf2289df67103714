import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { GridbookError } from '../../kernel/index.ts'
import { recordedSteps } from './execute-step.ts'
import type { RecordedStep, RunDefinition, StepResult } from './run-definition.ts'
import { openRuns } from './open-runs.ts'
import type { Runs } from './runs.ts'

let database: TestDatabase
let runs: Runs
/** What the steps did, in order, each as `run id: step`. */
let done: string[]
const heard: [string, string, RecordedStep][] = []

const step = (name: string, work: (runId: string) => Promise<StepResult> = () => Promise.resolve({ rows: 1 })) => ({
  name,
  execute: async (runId: string): Promise<StepResult> => {
    done.push(`${runId}: ${name}`)
    return await work(runId)
  },
})

const counting: RunDefinition = {
  name: 'counting',
  steps: [
    step('first', () =>
      Promise.resolve({
        rows: 3,
        effect: async (trx) => {
          await trx.query('insert into effect values ($1)', ['first'])
        },
      }),
    ),
    step('second', async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return { rows: 4, afterwards: () => Promise.resolve(void done.push('tidied up')) }
    }),
  ],
}
let fault: Error = new Error('not set')
const failing: RunDefinition = {
  name: 'failing',
  steps: [step('good'), step('bad', () => Promise.reject(fault)), step('never')],
}
let isHeld = true
const held: RunDefinition = {
  name: 'held',
  steps: [step('ready'), { ...step('waiting'), isHeld: () => Promise.resolve(isHeld) }, step('last')],
}
let isMended = false
const mended: RunDefinition = {
  name: 'mended',
  steps: [
    step('before'),
    step('mendable', () => (isMended ? Promise.resolve({ rows: 1 }) : Promise.reject(new Error('the disk is full')))),
    step('after'),
  ],
}
const spoiled: RunDefinition = {
  name: 'spoiled',
  steps: [
    step('half', () =>
      Promise.resolve({
        rows: 1,
        effect: async (trx) => {
          await trx.query('insert into effect values ($1)', ['half'])
          throw new Error('the effect fails')
        },
      }),
    ),
  ],
}

beforeAll(async () => {
  database = await freshDatabase({ max: 8 })
  await database.pool.query('create table effect (name text)')
  runs = await openRuns({
    pool: database.pool,
    databaseUrl: database.url,
    definitions: [counting, failing, spoiled, mended, held],
    onStep: (run, runId, recorded) => heard.push([run, runId, recorded]),
  })
})
afterAll(async () => {
  await runs.close()
  await database.drop()
})
beforeEach(async () => {
  done = []
  heard.length = 0
  await database.pool.query('truncate effect')
})

const effects = async (): Promise<string[]> =>
  (await database.pool.query<{ name: string }>('select name from effect')).rows.map(({ name }) => name)
const failures = async (runId: string): Promise<unknown[]> =>
  (await database.pool.query('select step, code, message from platform.run_failure where run_id = $1', [runId])).rows

describe('a run', () => {
  test('executes its steps in order, commits their effects and records them', async () => {
    const steps = await runs.execute(counting, 'run-1')
    expect(done).toEqual(['run-1: first', 'run-1: second', 'tidied up'])
    expect(steps.map(({ name, rows }) => [name, rows])).toEqual([
      ['first', 3],
      ['second', 4],
    ])
    expect(steps.every(({ seconds }) => /^\d+\.\d{3}$/.test(seconds))).toBe(true)
    expect(await effects()).toEqual(['first'])
    expect(await recordedSteps(database.pool, 'run-1')).toEqual(steps)
    expect(heard.map(([run, runId, recorded]) => [run, runId, recorded.name])).toEqual([
      ['counting', 'run-1', 'first'],
      ['counting', 'run-1', 'second'],
    ])
  })

  test('that is done is not executed again', async () => {
    const first = await runs.execute(counting, 'run-2')
    done = []
    expect(await runs.execute(counting, 'run-2')).toEqual(first)
    expect(done).toEqual([])
    expect(await effects()).toEqual(['first'])
  })

  test('that two callers join executes each step once, and both get its result', async () => {
    const results = await Promise.all([
      runs.execute(counting, 'run-3'),
      runs.execute(counting, 'run-3'),
      runs.execute(counting, 'run-3'),
    ])
    expect(done).toEqual(['run-3: first', 'run-3: second', 'tidied up'])
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
    expect(await effects()).toEqual(['first'])
  })

  test('beside another one keeps its own steps', async () => {
    await Promise.all([runs.execute(counting, 'run-4'), runs.execute(counting, 'run-5')])
    expect(done.filter((text) => text.startsWith('run-4'))).toHaveLength(2)
    expect(await recordedSteps(database.pool, 'run-4')).toHaveLength(2)
    expect(await recordedSteps(database.pool, 'run-5')).toHaveLength(2)
  })

  test('goes on behind the steps that an earlier process has recorded', async () => {
    await database.pool.query(
      `insert into platform.run_step (run_id, step, position, rows, seconds) values ('run-6', 'first', 0, 9, 1.5)`,
    )
    const steps = await runs.execute(counting, 'run-6')
    expect(done).toEqual(['run-6: second', 'tidied up'])
    expect(steps[0]).toEqual({ name: 'first', rows: 9, seconds: '1.500' })
    expect(await effects()).toEqual([])
  })
})

describe('a step that fails', () => {
  test('stops its run, is recorded with its code, and the caller hears why', async () => {
    fault = new GridbookError('IDENTITY_BROKEN', 'sums differ')
    await expect(runs.execute(failing, 'run-7')).rejects.toMatchObject({
      message: expect.stringContaining('sums differ') as string,
    })
    expect(done).toEqual(['run-7: good', 'run-7: bad'])
    expect(await failures('run-7')).toEqual([{ step: 'bad', code: 'IDENTITY_BROKEN', message: 'sums differ' }])
    expect((await recordedSteps(database.pool, 'run-7')).map(({ name }) => name)).toEqual(['good'])
  })

  test('is a catalogue error for the caller when it was one', async () => {
    fault = new GridbookError('GRID_LOSS_POINT_MISSING', 'area 801 has none')
    const caught = await runs.execute(failing, 'run-8').catch((error: unknown) => error)
    expect(caught).toBeInstanceOf(GridbookError)
    expect(caught).toMatchObject({ code: 'GRID_LOSS_POINT_MISSING', hint: expect.any(String) as string })
    const again = await runs.execute(failing, 'run-8').catch((error: unknown) => error)
    expect(again).toMatchObject({ code: 'GRID_LOSS_POINT_MISSING' })
  })

  test('is done again, and what follows it, when the run is begun again after its cause was mended', async () => {
    for (const _ of [1, 2]) await expect(runs.execute(mended, 'run-11')).rejects.toThrow('the disk is full')
    expect(done).toEqual(['run-11: before', 'run-11: mendable', 'run-11: mendable'])
    isMended = true
    const steps = await runs.execute(mended, 'run-11')
    expect(steps.map(({ name }) => name)).toEqual(['before', 'mendable', 'after'])
    expect(done.filter((text) => text === 'run-11: before')).toHaveLength(1)
    expect(await runs.execute(mended, 'run-11')).toEqual(steps)
    expect(done.filter((text) => text === 'run-11: after')).toHaveLength(1)
    expect(await failures('run-11')).toHaveLength(2)
  })

  test('that nobody expected is recorded as internal', async () => {
    fault = new TypeError('x is not a function')
    await expect(runs.execute(failing, 'run-9')).rejects.toThrow('x is not a function')
    expect(await failures('run-9')).toEqual([{ step: 'bad', code: 'INTERNAL', message: 'x is not a function' }])
  })

  test('in its effect leaves neither effect nor record', async () => {
    await expect(runs.execute(spoiled, 'run-10')).rejects.toThrow('the effect fails')
    expect(await effects()).toEqual([])
    expect(await recordedSteps(database.pool, 'run-10')).toEqual([])
    expect(await failures('run-10')).toEqual([{ step: 'half', code: 'INTERNAL', message: 'the effect fails' }])
  })
})

describe('a step that is held', () => {
  test('stops its run without failure; begun again when it is free, the run goes on behind what is done', async () => {
    for (const _ of [1, 2]) {
      expect((await runs.execute(held, 'run-13')).map(({ name }) => name)).toEqual(['ready'])
      expect(await runs.whereabouts('run-13')).toBe('ended')
    }
    expect(done).toEqual(['run-13: ready'])
    isHeld = false
    expect((await runs.execute(held, 'run-13')).map(({ name }) => name)).toEqual(['ready', 'waiting', 'last'])
    expect(done).toEqual(['run-13: ready', 'run-13: waiting', 'run-13: last'])
    expect(await failures('run-13')).toEqual([])
  })
})

describe('a run whose process has ended', () => {
  /** As another process leaves it that is killed in the second step. */
  async function leftBy(seat: number, runId: string): Promise<void> {
    fault = new Error('as if killed')
    await runs.execute(failing, runId).catch(() => {})
    await database.pool.query(
      `update dbos.workflow_status set status = 'PENDING', error = null, executor_id = $1 where workflow_uuid = $2`,
      [`executor-${seat}`, runId],
    )
    done = []
  }

  test('is orphaned, and goes on with whoever begins it', async () => {
    expect(await runs.whereabouts('run-14')).toBe('nobody')
    await leftBy(40, 'run-14')
    expect(await runs.whereabouts('run-14')).toBe('orphaned')
    await expect(runs.execute(failing, 'run-14')).rejects.toThrow('as if killed')
    expect(done).toEqual(['run-14: bad'])
    expect(await runs.whereabouts('run-14')).toBe('ended')
  })

  test('while that one lives is left to it, and is taken over by who waits as soon as it has ended', async () => {
    const other = await database.pool.connect()
    try {
      await other.query(`select pg_advisory_lock(hashtext('platform.executor'), 41)`)
      await leftBy(41, 'run-15')
      expect(await runs.whereabouts('run-15')).toBe('living')
      const waiting = runs.execute(failing, 'run-15').catch((error: unknown) => error)
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(done).toEqual([])
      await other.query(`select pg_advisory_unlock(hashtext('platform.executor'), 41)`)
      expect(String(await waiting)).toContain('as if killed')
      expect(done).toEqual(['run-15: bad'])
    } finally {
      other.release()
    }
  })
})

describe('the executor', () => {
  test('is one a process', async () => {
    await expect(openRuns({ pool: database.pool, databaseUrl: database.url, definitions: [] })).rejects.toThrow(
      'already',
    )
  })

  test('refuses a run that it does not know', async () => {
    await expect(runs.execute({ name: 'unknown', steps: [] }, 'run-11')).rejects.toThrow('not registered')
  })

  test('has nothing pending when all is done', async () => {
    await runs.finishPending()
    expect(done).toEqual([])
  })

  test('can be closed and opened again', async () => {
    await runs.close()
    runs = await openRuns({ pool: database.pool, databaseUrl: database.url, definitions: [counting] })
    await runs.execute(counting, 'run-12')
    expect(done).toEqual(['run-12: first', 'run-12: second', 'tidied up'])
  })

  test('opened again, a run has the steps that it has now', async () => {
    await runs.close()
    const longer = { ...counting, steps: [...counting.steps, step('third')] }
    runs = await openRuns({ pool: database.pool, databaseUrl: database.url, definitions: [longer] })
    await runs.execute(longer, 'run-of-three')
    const expected = ['run-of-three: first', 'run-of-three: second', 'tidied up', 'run-of-three: third']
    expect(done).toEqual(expected)
  })
})
