import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dk } from '../../src/market/index.ts'
import {
  calculationStatus,
  decideCalculation,
  startCalculation,
  type CalculationStatus,
} from '../../src/settlement/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { plainRequest } from '../plain-calculations.ts'
import { examplePoint, recordMasterData } from '../reading-documents.ts'
import { endPrograms, GRIDBOOK, startProgram, type ChildProgram } from './child-program.ts'
import { makeProofDirectory, removeDirectory } from './proof-directory.ts'

const home = makeProofDirectory()
let database: TestDatabase
let number = 500

beforeAll(async () => {
  database = await freshDatabase({ max: 6 })
  const production = { type: 'production', settlementMethod: null } as const
  await recordMasterData(database.pool, [
    examplePoint(4, { lossRole: 'grid_loss' }),
    examplePoint(5, { ...production, lossRole: 'system_correction' }),
  ])
  mkdirSync(join(home, 'lake'))
})
afterAll(async () => {
  await endPrograms()
  await database.drop()
  removeDirectory(home)
})

/** A hub that serves, on the database of this test. */
function serve(name: string, crashAt?: string): ChildProgram {
  return startProgram(GRIDBOOK, ['hub', 'serve'], {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: join(home, name),
    GRIDBOOK_LAKE: join(home, 'lake'),
    GRIDBOOK_ISSUER_URL: 'http://127.0.0.1:9',
    GRIDBOOK_AUDIENCE: 'hub',
    GRIDBOOK_API_PORT: '0',
    ...(crashAt === undefined ? {} : { GRIDBOOK_CRASH_AT: crashAt }),
  })
}
async function started(needsApproval = false): Promise<string> {
  const request = plainRequest((number += 1), { needsApproval })
  await startCalculation(request, { pool: database.pool, codeVersion: '1', isHandedOver: true })
  return request.calculationId
}
const ports = () => ({ pool: database.pool, zone: dk.zone, steps: ['pin', 'inspect', 'calculate', 'check', 'publish'] })
const status = async (id: string): Promise<CalculationStatus> => await calculationStatus(id, ports())
const publications = async (id: string): Promise<number> =>
  (await database.pool.query('select from settlement.publication where calculation_id = $1', [id])).rows.length
async function until(id: string, state: CalculationStatus['state']): Promise<CalculationStatus> {
  for (;;) {
    const now = await status(id)
    if (now.state === state) return now
    if (now.state === 'failed') throw new Error(JSON.stringify(now.failure))
    await sleep(50)
  }
}

/** The boundaries in the order of a calculation's life: what is done when a hub ends there, and the state that it leaves. */
const BOUNDARIES: readonly [string, CalculationStatus['state'], readonly string[]][] = [
  ['run:calculation:pin:begin', 'started', []],
  ['run:calculation:calculate:effect', 'running', ['pin', 'inspect']],
  ['settlement:announced', 'running', ['pin', 'inspect', 'calculate', 'check']],
  ['run:calculation:publish:end', 'published', ['pin', 'inspect', 'calculate', 'check', 'publish']],
]

test(
  'a hub killed at a boundary leaves the state of what is done; the next one goes on',
  { timeout: 240_000 },
  async () => {
    const id = await started()
    for (const [boundary, state, done] of BOUNDARIES) {
      const { signal, stderr } = await serve('alone', boundary).ended
      expect([boundary, signal, stderr]).toEqual([boundary, 'SIGKILL', ''])
      const left = await status(id)
      expect([boundary, left.state, left.steps.map(({ name }) => name)]).toEqual([boundary, state, done])
      expect([boundary, await publications(id)]).toEqual([boundary, state === 'published' ? 1 : 0])
    }
  },
)

test('two hubs carry each calculation out once; one that is asked to end finishes', { timeout: 240_000 }, async () => {
  const hubs = [serve('one'), serve('two')]
  const ids = [await started(), await started(true)]
  const [plain = '', approved = ''] = ids
  await until(approved, 'waiting')
  await decideCalculation(approved, { decision: 'approved', by: 'bo' }, ports())
  for (const id of [plain, approved]) await until(id, 'published')
  expect(await Promise.all(ids.map(publications))).toEqual([1, 1])
  for (const hub of hubs) hub.kill('SIGTERM')
  for (const hub of hubs) expect((await hub.ended).code).toBe(0)
  const { rows } = await database.pool.query(
    `select calculation_id from settlement.calculation_batch group by calculation_id having count(*) > 1`,
  )
  expect(rows).toEqual([])
})
