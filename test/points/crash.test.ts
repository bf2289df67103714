import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { withMarket } from '../../src/metering-points/processes/example-processes.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { seededRandom } from '../oracle/random.ts'
import { endPrograms, startProgram, type Ended } from '../proof/child-program.ts'
import { crossingPoints } from './random-steps.ts'
import { submitSteps } from './writer.ts'
import { expectSound } from './written.ts'

const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)
const BATCHES = 40
const SIZE = 6
const KILLS = 4
const PROGRAM = fileURLToPath(new URL('programs/submit-batches.ts', import.meta.url))

let database: TestDatabase
beforeEach(async () => {
  database = await freshDatabase({ max: 1 })
  await withMarket(database.pool)
  await submitSteps(database.pool, crossingPoints(seededRandom(SEED)), new Map())
})
afterEach(async () => {
  await endPrograms()
  await database.drop()
})
afterAll(endPrograms)

test('killed when everything is recorded and nothing committed, it leaves nothing of the batch', async () => {
  const crashAt = 'points:processes-recorded#3'
  const { signal, stdout } = await start(BATCHES, { GRIDBOOK_CRASH_AT: crashAt }).ended
  expect(signal).toBe('SIGKILL')
  expect(stdout.match(/done/g)).toHaveLength(2)
  expect(await batchesThere()).toBe(2)
  expect((await start(5).ended).code).toBe(0)
  expect(await batchesThere()).toBe(5)
  await expectSound(database.pool)
})

test(
  `killed ${KILLS} times at any moment, all of a batch is there or none (seed ${SEED})`,
  { timeout: 90_000 },
  async () => {
    const random = seededRandom(SEED)
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = await batchesThere()
      const program = start(BATCHES)
      await Promise.race([program.saidOut('done'), program.ended])
      await sleep(random.int(0, 120))
      program.kill('SIGKILL')
      const acknowledged = doneIn(await program.ended)
      const there = (await batchesThere()) - before
      // The commit may be done and the word not said.
      expect([acknowledged, acknowledged + 1]).toContain(there)
    }
    expect((await start(BATCHES).ended).code).toBe(0)
    expect(await batchesThere()).toBe(BATCHES)
    await expectSound(database.pool)
  },
)

function start(batches: number, settings: Readonly<Record<string, string>> = {}): ReturnType<typeof startProgram> {
  return startProgram(PROGRAM, [database.url, String(SEED), String(batches), String(SIZE)], settings)
}

function doneIn({ stdout }: Ended): number {
  return stdout.match(/done/g)?.length ?? 0
}

/** How many batches are there, each of them whole, once the killed program’s connection is gone. */
async function batchesThere(): Promise<number> {
  const alone =
    'select count(*)::integer as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
  while ((await database.pool.query<{ others: number }>(alone)).rows[0]?.others !== 0) await sleep(10)
  const { rows } = await database.pool.query<{ batch: string; size: number; commits: number }>(
    `select message_id as batch, count(*)::integer as size, count(distinct recorded_seq)::integer as commits
     from metering_points.process where message_id is not null group by message_id`,
  )
  expect(rows.filter(({ size, commits }) => size !== SIZE || commits !== 1)).toEqual([])
  return rows.length
}
