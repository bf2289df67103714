import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { calculationId, plainRequest, plainRun, type AtStep } from '../../../test/plain-calculations.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, openRuns, type RunDefinition, type Runs } from '../../platform/index.ts'
import { startCalculation, type CalculationRequest } from '../run/start-calculation.ts'
import { progressOf } from './calculation-progress.ts'
import { calculationStatus, calculationStatuses, type CalculationStatus } from './calculation-status.ts'
import { cancelCalculation } from './cancel-calculation.ts'
import { decideCalculation } from './decide-calculation.ts'
import { rerunRequest } from './rerun-calculation.ts'
import { unlessStopped } from './unless-stopped.ts'

let database: TestDatabase
let runs: Runs
let definition: RunDefinition
let atStep: AtStep = async () => {}
let number = 0

const STEPS = ['pin', 'calculate', 'check', 'publish']
const ports = () => ({ pool: database.pool, zone: dk.zone, steps: STEPS })

beforeAll(async () => {
  database = await freshDatabase({ max: 12 })
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
})

/** Starts a calculation and gives its id. */
async function started(other: Partial<CalculationRequest> = {}): Promise<string> {
  const request = plainRequest((number += 1), other)
  await startCalculation(request, { pool: database.pool, codeVersion: '1', isHandedOver: false })
  return request.calculationId
}
const carryOut = async (id: string): Promise<unknown> => await runs.execute(definition, id)
const status = async (id: string): Promise<CalculationStatus> => await calculationStatus(id, ports())
const cancel = async (id: string, by = 'bo'): Promise<boolean> => await cancelCalculation(database.pool, id, { by })
const approve = async (id: string, by = 'bo'): Promise<boolean> =>
  await decideCalculation(id, { decision: 'approved', by }, ports())
const reject = async (id: string, by = 'bo'): Promise<boolean> =>
  await decideCalculation(id, { decision: 'rejected', by, reason: 'area 801 is too low' }, ports())
const published = async (id: string): Promise<number> =>
  (await database.pool.query('select from settlement.publication where calculation_id = $1', [id])).rows.length
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'done',
    (error: Error & { readonly code?: string }) => error.code ?? error.message,
  )

/** A calculation that has passed its checks and waits. */
async function waiting(): Promise<string> {
  const id = await started({ needsApproval: true })
  await carryOut(id)
  return id
}

describe('the life of a calculation', () => {
  test('is started, then runs step by step, then is published', async () => {
    const id = await started()
    const seen = [(await status(id)).state]
    atStep = async (step) => {
      if (step.includes('effect')) return
      const { state, step: next } = await status(id)
      seen.push(state)
      expect(next?.name).toBe(step)
    }
    await carryOut(id)
    expect(seen).toEqual(['started', 'started', 'running', 'running', 'running'])
    expect(await status(id)).toMatchObject({
      calculationId: id,
      state: 'published',
      step: null,
      firstDay: '2026-03-02',
      lastDay: '2026-03-02',
      createdBy: 'anna',
      steps: STEPS.map((name) => ({ name, rows: 1 })),
      failure: null,
      publishedAtMs: expect.any(Number) as number,
    })
  })

  test('is failed with its code when a step fails, runs again when it is begun again', async () => {
    const id = await started()
    atStep = async (step) => await (step === 'check' ? Promise.reject(new Error('no disk')) : Promise.resolve())
    await expect(carryOut(id)).rejects.toThrow('no disk')
    expect(await status(id)).toMatchObject({
      state: 'failed',
      step: { name: 'check', number: 3, of: 4 },
      failure: { step: 'check', code: 'INTERNAL', message: 'no disk' },
    })
    await startCalculation(plainRequest(number), { pool: database.pool, codeVersion: '1', isHandedOver: false })
    expect(await status(id)).toMatchObject({ state: 'running', failure: null })
    await expect(carryOut(id)).rejects.toThrow('no disk')
    expect((await status(id)).state).toBe('failed')
    atStep = async () => {}
    await carryOut(id)
    expect((await status(id)).state).toBe('published')
  })

  test('shows how far a step is while its transaction is open, and nothing of steps behind', async () => {
    const id = await started()
    const seen: unknown[] = []
    atStep = async (step) => {
      if (step !== 'calculate' && step !== 'publish effect') return
      const report = progressOf(database.pool, id, step.replace(' effect', ''))
      await report('801', 1, 3)
      await report('802', 2, 3)
      const { rows } = await inTransaction(
        database.pool,
        async (trx) =>
          await trx.query('select part, done from settlement.calculation_progress where step = $1', [step]),
        { beside: true },
      )
      if (step === 'calculate') seen.push(...rows, (await status(id)).progress)
    }
    await carryOut(id)
    expect(seen).toEqual([
      { part: '802', done: 2n },
      { part: '802', done: 2, parts: 3 },
    ])
    expect(await status(id)).toMatchObject({ progress: null, step: null })
  })

  test('of one that is not known is not found', async () => {
    expect(await codeOf(status(calculationId(999_999)))).toBe('NOT_FOUND')
    expect(await codeOf(cancel(calculationId(999_999)))).toBe('NOT_FOUND')
    expect(await codeOf(approve(calculationId(999_999)))).toBe('NOT_FOUND')
  })

  test('is listed newest first, page by page, of one type', async () => {
    const first = await started({ type: 'aggregation' })
    const second = await started({ type: 'aggregation' })
    const page = await calculationStatuses({ limit: 1, type: 'aggregation' }, ports())
    expect(page.map((each) => each.calculationId)).toEqual([second])
    const before = page[0]?.version ?? 0n
    const next = await calculationStatuses({ limit: 5, type: 'aggregation', before }, ports())
    expect(next.map((each) => each.calculationId)).toEqual([first])
  })
})

describe('a calculation that is cancelled', () => {
  test('before it began, never begins', async () => {
    const id = await started()
    expect(await cancel(id)).toBe(true)
    expect(await cancel(id, 'carl')).toBe(false)
    const steps: string[] = []
    atStep = async (step) => await Promise.resolve(void steps.push(step))
    expect(await codeOf(carryOut(id))).toBe('CALCULATION_CANCELLED')
    expect(steps).toEqual([])
    expect(await status(id)).toMatchObject({ state: 'cancelled', cancellation: { by: 'bo' } })
    const again = startCalculation(plainRequest(number), { pool: database.pool, codeVersion: '1', isHandedOver: false })
    expect(await codeOf(again)).toBe('CALCULATION_CANCELLED')
  })

  test.each(['pin', 'calculate', 'check', 'publish'])('while step %s computes, leaves nothing of it', async (at) => {
    const id = await started()
    atStep = async (step) => await (step === at ? cancel(id).then(() => {}) : Promise.resolve())
    expect(await codeOf(carryOut(id))).toBe('CALCULATION_CANCELLED')
    const { state, steps } = await status(id)
    expect([state, steps.map(({ name }) => name)]).toEqual(['cancelled', STEPS.slice(0, STEPS.indexOf(at))])
    expect(await published(id)).toBe(0)
  })

  test('stops a step that computes for long at its next word', async () => {
    const id = await started()
    const parts: number[] = []
    atStep = async (step) => {
      if (step !== 'calculate') return
      const report = progressOf(database.pool, id, step)
      for (const part of [0, 1, 2, 3]) {
        await report('model', part, 4)
        parts.push(part)
        if (part === 1) await cancel(id)
      }
    }
    expect(await codeOf(carryOut(id))).toBe('CALCULATION_CANCELLED')
    expect(parts).toEqual([0, 1])
  })

  test('while its publication commits is published, and the cancellation is refused', async () => {
    const id = await started()
    let answer: Promise<string> | undefined
    atStep = async (step) => {
      if (step !== 'publish effect') return
      answer = codeOf(outside(() => cancel(id)))
      await untilBlocked()
    }
    await carryOut(id)
    expect(await answer).toBe('CALCULATION_PUBLISHED')
    expect([(await status(id)).state, await published(id)]).toEqual(['published', 1])
  })

  test('of a cancellation and a publication that race, exactly one wins', async () => {
    const outcomes = new Set<string>()
    for (let round = 0; round < 12; round += 1) {
      const id = await started()
      atStep = async (step) => {
        if (step === 'publish' && round % 2 === 0) await new Promise((resolve) => setTimeout(resolve, round))
      }
      const [run, cancelled] = await Promise.all([
        codeOf(carryOut(id)),
        new Promise<string>((resolve) => setTimeout(() => resolve(codeOf(cancel(id))), round * 4)),
      ])
      const { state } = await status(id)
      outcomes.add(state)
      const expected =
        state === 'published' ? ['done', 'CALCULATION_PUBLISHED', 1] : ['CALCULATION_CANCELLED', 'done', 0]
      expect([run, cancelled, await published(id)]).toEqual(expected)
    }
    expect([...outcomes].every((state) => ['published', 'cancelled'].includes(state))).toBe(true)
  })

  test('cannot be published past the program either', async () => {
    const id = await started()
    await cancel(id)
    const insert = database.pool.query('insert into settlement.calculation_result values ($1, now(), 1)', [id])
    expect(await codeOf(insert)).toBe('GB021')
    const publication = database.pool.query(
      `insert into settlement.publication values ('balance_fixing', '801', '2026-03-02', 999, $1, 1)`,
      [id],
    )
    expect(await codeOf(publication)).toBe('GB021')
    const done = await started()
    await carryOut(done)
    const late = database.pool.query(`insert into settlement.calculation_cancellation values ($1, 'x')`, [done])
    expect(await codeOf(late)).toBe('GB023')
  })
})

describe('four eyes', () => {
  test('a calculation that passed its checks waits, which is no failure, however often it is begun', async () => {
    const id = await waiting()
    await carryOut(id)
    expect(await status(id)).toMatchObject({ state: 'waiting', failure: null, step: { name: 'publish' } })
    expect(await published(id)).toBe(0)
  })

  test('approved by another person it is published; the same word again changes nothing', async () => {
    const id = await waiting()
    expect(await approve(id, 'bo')).toBe(true)
    expect(await approve(id, ' BO ')).toBe(false)
    expect((await status(id)).state).toBe('running')
    await carryOut(id)
    expect(await status(id)).toMatchObject({ state: 'published', decision: { decision: 'approved', by: 'bo' } })
    expect(await published(id)).toBe(1)
  })

  test.each(['anna', 'ANNA', ' anna '])('whoever started it does not decide on it: %j', async (person) => {
    const id = await waiting()
    expect(await codeOf(approve(id, person))).toBe('APPROVAL_OWN')
    expect(await codeOf(reject(id, person))).toBe('APPROVAL_OWN')
    const past = database.pool.query(`insert into settlement.calculation_decision values ($1, 'approved', $2)`, [
      id,
      person,
    ])
    expect(await codeOf(past)).toBe('GB025')
    expect((await status(id)).state).toBe('waiting')
  })

  test('rejected it is never published, and says why', async () => {
    const id = await waiting()
    await reject(id)
    expect(await status(id)).toMatchObject({ state: 'rejected', decision: { by: 'bo', reason: 'area 801 is too low' } })
    expect(await codeOf(carryOut(id))).toBe('CALCULATION_REJECTED')
    expect(await codeOf(approve(id, 'carl'))).toBe('CALCULATION_DECIDED')
    expect(await codeOf(cancel(id))).toBe('CALCULATION_REJECTED')
    expect(await published(id)).toBe(0)
  })

  test('of eight that approve at once one has done it, and one publication comes of it', async () => {
    const id = await waiting()
    const people = Array.from({ length: 8 }, (_, index) => `person ${index}`)
    const answers = await Promise.all(people.map(async (person) => await codeOf(approve(id, person))))
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'CALCULATION_DECIDED')).toHaveLength(7)
    await Promise.all([carryOut(id), carryOut(id)])
    const { decision } = await status(id)
    expect(decision?.by).toBe(people[answers.indexOf('done')])
    expect(await published(id)).toBe(1)
  })

  test('of an approval and a rejection at once one holds', async () => {
    const id = await waiting()
    const answers = await Promise.all([codeOf(approve(id, 'bo')), codeOf(reject(id, 'carl'))])
    expect(answers.toSorted()).toEqual(['CALCULATION_DECIDED', 'done'])
  })

  test('is not asked of one that needs none, is not checked, or was cancelled', async () => {
    const plain = await started()
    await carryOut(plain)
    expect(await codeOf(approve(plain))).toBe('APPROVAL_NOT_DUE')
    const early = await started({ needsApproval: true })
    expect(await codeOf(approve(early))).toBe('APPROVAL_NOT_DUE')
    await cancel(early)
    expect(await codeOf(approve(early))).toBe('APPROVAL_NOT_DUE')
  })

  test('holds in the database: without approval no result', async () => {
    const id = await waiting()
    const insert = database.pool.query('insert into settlement.calculation_result values ($1, now(), 1)', [id])
    expect(await codeOf(insert)).toBe('GB022')
    const plain = await started()
    const needless = database.pool.query(`insert into settlement.calculation_decision values ($1, 'approved', 'bo')`, [
      plain,
    ])
    expect(await codeOf(needless)).toBe('GB024')
  })
})

test('a rerun asks for the same under a new id, knows what it repeats, and waits where that one did', async () => {
  const id = await waiting()
  const rerun = {
    calculationId: calculationId((number += 1)),
    createdBy: 'bo',
    executionStartMs: 1,
    needsApproval: false,
    profile: dk,
  }
  const request = await rerunRequest(database.pool, id, rerun)
  await startCalculation(request, { pool: database.pool, codeVersion: '1', isHandedOver: false })
  const [first, second] = [await status(id), await status(rerun.calculationId)]
  expect(second).toMatchObject({ rerunOf: id, createdBy: 'bo', needsApproval: true, gridAreas: first.gridAreas })
  expect([second.type, second.firstDay, second.lastDay]).toEqual([first.type, first.firstDay, first.lastDay])
  expect(second.version).toBeGreaterThan(first.version)
})

/** Does something as another process would: not within the transaction that is under way here. */
async function outside<T>(work: () => Promise<T>): Promise<T> {
  return await new Promise<T>((resolve, refuse) => {
    later.push(() => void work().then(resolve, refuse))
  })
}
const later: (() => void)[] = []
const ticking = setInterval(() => {
  for (const work of later.splice(0)) work()
}, 2)
afterAll(() => clearInterval(ticking))

/** Waits until somebody waits for a lock. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const blocked = await inTransaction(
      database.pool,
      async (trx) => {
        const sql = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        return (await trx.query(sql)).rows.length
      },
      { beside: true },
    )
    if (blocked > 0) return
  }
}

test('a rerun has to be complete where that one had to', async () => {
  const rerun = { createdBy: 'bo', executionStartMs: 1, needsApproval: false, profile: dk }
  for (const requiresComplete of [true, false]) {
    const first = plainRequest((number += 1), { requiresComplete })
    await startCalculation(first, { pool: database.pool, codeVersion: '1', isHandedOver: false })
    const again = { ...rerun, calculationId: calculationId((number += 1)) }
    expect(await rerunRequest(database.pool, first.calculationId, again)).toMatchObject({ requiresComplete })
  }
})
