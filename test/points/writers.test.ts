import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { submitProcesses } from '../../src/metering-points/index.ts'
import type { ProcessRequest } from '../../src/metering-points/index.ts'
import { pointId } from '../../src/metering-points/example-points.ts'
import {
  asked,
  CHILD,
  connectedPoint,
  faultsOf,
  portsOn,
  submitted,
  withMarket,
} from '../../src/metering-points/processes/example-processes.ts'
import { lockPoints } from '../../src/metering-points/store.ts'
import { inTransaction } from '../../src/platform/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { seededRandom } from '../oracle/random.ts'
import { endPrograms, startProgram } from '../proof/child-program.ts'
import { crossingPoints } from './random-steps.ts'
import { submitSteps, writeCrossing, type Numbers } from './writer.ts'
import { expectSound } from './written.ts'

const WRITERS = 8
const COMMITS = 10
const PROGRAMS = 4
const PAIRS = 6
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)
const PROGRAM = fileURLToPath(new URL('programs/point-writer.ts', import.meta.url))

afterAll(endPrograms)

/** A database with the points that cross. */
async function withPoints(work: (database: TestDatabase, numbers: Numbers) => Promise<void>): Promise<void> {
  const database = await freshDatabase({ max: 2 * PAIRS + 2 })
  try {
    await withMarket(database.pool)
    const numbers: Numbers = new Map()
    const created = await submitSteps(database.pool, crossingPoints(seededRandom(SEED)), numbers)
    expect(new Set(created)).toEqual(new Set(['accepted']))
    await work(database, numbers)
  } finally {
    await database.drop()
  }
}

test(`${WRITERS} connections write to the same points at once (seed ${SEED})`, { timeout: 60_000 }, async () => {
  await withPoints(async ({ pool }, numbers) => {
    const writers = Array.from({ length: WRITERS }, (_, n) =>
      writeCrossing(pool, seededRandom(SEED + n), COMMITS, numbers),
    )
    await Promise.all(writers)
    const { accepted, rejected } = await expectSound(pool)
    expect(accepted).toBeGreaterThan(WRITERS)
    expect(rejected).toBeGreaterThan(WRITERS)
    const { rows } = await pool.query<{ last: string }>(
      'select last_value::text as last from metering_points.process_number',
    )
    expect(rows[0]?.last, 'nobody was turned away half way').toBe(String(accepted + rejected))
  })
})

test(`${PROGRAMS} processes of two connections each do (seed ${SEED})`, { timeout: 60_000 }, async () => {
  await withPoints(async ({ pool, url }) => {
    const programs = Array.from({ length: PROGRAMS }, (_, n) =>
      startProgram(PROGRAM, [url, String(SEED + n * 10), String(COMMITS)]),
    )
    for (const { code, stderr } of await Promise.all(programs.map(({ ended }) => ended))) expect(code, stderr).toBe(0)
    await expectSound(pool)
  })
})

test(`${PAIRS} pairs of writers, each of a point that is coupled to the other’s meanwhile, do not wait in a circle`, async () => {
  await withPoints(async ({ pool }) => {
    const children = Array.from({ length: PAIRS }, (_, n) => 50 + n)
    const parentOf = (child: number): number => child + 20
    for (const child of children)
      await submitted(pool, [
        ...connectedPoint(parentOf(child), '2026-05-10'),
        asked('create', child, '2026-05-10', CHILD),
      ])
    const [locked, waiting] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const coupling = inTransaction(pool, async (trx) => {
      await lockPoints(
        trx,
        children.flatMap((child) => [pointId(child), pointId(parentOf(child))]),
      )
      locked.resolve()
      await waiting.promise
      const couple = children.map((child) =>
        asked('change_parent', child, '2026-05-20', { parentId: pointId(parentOf(child)) }),
      )
      return await submitProcesses(trx, couple, portsOn())
    })
    await locked.promise
    const connects = children.map((child) => submitted(pool, [asked('connect', child, '2026-05-21')]))
    const closings = children.map((child) => submitted(pool, [asked('close_down', parentOf(child), '2026-05-25')]))
    await untilWaiting(pool, 2 * PAIRS)
    waiting.resolve()
    expect(faultsOf((await coupling).outcomes)).toEqual(children.map(() => []))
    for (const connected of await Promise.all(connects)) expect(faultsOf(connected)).toEqual([[]])
    for (const closed of await Promise.all(closings))
      expect(faultsOf(closed)).toEqual([['CHILDREN_OPEN connection_state']])
  })
})

test('who couples a child and who closes its parent take turns, whoever comes first', async () => {
  await withPoints(async ({ pool }) => {
    const [first, second] = [70, 80]
    const created = [first, second].flatMap((n) => [
      ...connectedPoint(n, '2026-05-10'),
      asked('create', n + 1, '2026-05-10', CHILD),
    ])
    await submitted(pool, created)
    const couple = (n: number): ProcessRequest => asked('change_parent', n + 1, '2026-05-20', { parentId: pointId(n) })
    const close = (n: number): ProcessRequest => asked('close_down', n, '2026-05-25')
    expect(await afterWhoHasNotCommitted(pool, close(first), couple(first))).toEqual([['PARENT_CLOSED parent_id']])
    expect(await afterWhoHasNotCommitted(pool, couple(second), close(second))).toEqual([
      ['CHILDREN_OPEN connection_state'],
    ])
  })
})

/** What becomes of a process that is submitted while another one is decided and not committed. */
async function afterWhoHasNotCommitted(
  pool: TestDatabase['pool'],
  one: ProcessRequest,
  other: ProcessRequest,
): Promise<string[][]> {
  const [decided, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const before = inTransaction(pool, async (trx) => {
    const { outcomes } = await submitProcesses(trx, [one], portsOn())
    decided.resolve()
    await mayCommit.promise
    return outcomes
  })
  await decided.promise
  const behind = submitted(pool, [other])
  await untilWaiting(pool, 1)
  mayCommit.resolve()
  expect(faultsOf(await before)).toEqual([[]])
  return faultsOf(await behind)
}

async function untilWaiting(pool: TestDatabase['pool'], count: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    if (rows.length >= count) return
    await sleep(5)
  }
}
