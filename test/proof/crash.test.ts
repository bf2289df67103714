import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom, type Random } from '../oracle/random.ts'
import { endPrograms } from './child-program.ts'
import { finishJob, jobKilledAt, noProcessLeft, startJob, type JobEnd } from './example-job.ts'
import { tracedNames } from './fault-points.ts'
import { copyDirectory, makeProofDirectory, removeDirectory } from './proof-directory.ts'

const AT_A_TIME = 2
const KILLS = 24
const KILLS_A_TRAJECTORY = 8
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)

/** The hub's stores by themselves: the last days of a month in several commits, with flushes and compactions between. */
const IN_COMMITS = ['import', 'flush', 'compact', 'settle', 'sweep']

const home = makeProofDirectory()
const withDocuments = join(home, 'with-documents')
const undisturbed = { end: {} as JobEnd, names: [] as string[] }

beforeAll(async () => {
  await finishJob(withDocuments, ['prepare'])
  const trace = join(home, 'trace')
  const directory = join(home, 'undisturbed')
  copyDirectory(withDocuments, directory)
  undisturbed.end = await finishJob(directory, IN_COMMITS, { GRIDBOOK_FAULT_TRACE: trace })
  undisturbed.names = tracedNames(trace)
}, 120_000)

afterAll(async () => {
  await endPrograms()
  removeDirectory(home)
})

/** A directory of its own for each try, removed when the try succeeded. */
async function inCopy(name: string, work: (directory: string) => Promise<void>): Promise<void> {
  const directory = join(home, name.replaceAll(/[^\w#-]/g, '_'))
  copyDirectory(withDocuments, directory)
  await work(directory)
  removeDirectory(directory)
}

describe('killed at a boundary of intake, flush, lake or compaction', () => {
  test('the job passes those that a whole month does not', () => {
    expect(undisturbed.names).toEqual(
      expect.arrayContaining([
        'flush:files-written',
        'flush:committed',
        'compaction:files-written',
        'compaction:committed',
        'lake.orphans-claimed',
        'lake.files-deleted',
      ]),
    )
    expect(undisturbed.end.state).toMatchObject({ calculations: 1, publications: 10 })
  })

  test('the job goes on and comes to the same', { timeout: 600_000 }, async () => {
    const names = undisturbed.names.filter((name) => !name.startsWith('run:') && !name.startsWith('settlement:'))
    expect(names.length).toBeGreaterThan(12)
    // One directory is killed at every other boundary, in the order of the job, and finished once.
    await Promise.all(
      Array.from({ length: AT_A_TIME }, async (_, lane) => {
        await inCopy(`lane-${lane}`, async (directory) => {
          for (const name of names.filter((_each, index) => index % AT_A_TIME === lane))
            await jobKilledAt(name, directory, IN_COMMITS)
          expect(await finishJob(directory, IN_COMMITS), `lane ${lane}`).toEqual(undisturbed.end)
        })
      }),
    )
  })
})

test(`killed ${KILLS} times at any moment, it comes to the same (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const count = { kills: 0, trajectories: 0 }
  const trajectory = async (): Promise<void> => {
    while (count.kills < KILLS) {
      const number = (count.trajectories += 1)
      await inCopy(`trajectory-${number}`, async (directory) => {
        const random = seededRandom(SEED + number)
        for (let kill = 0; kill < KILLS_A_TRAJECTORY && count.kills < KILLS; kill += 1) {
          if (!(await killedAfter(random, directory))) break
          count.kills += 1
        }
        expect(await finishJob(directory, IN_COMMITS), `seed ${SEED}, trajectory ${number}`).toEqual(undisturbed.end)
      })
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, trajectory))
  expect(count.kills).toBeGreaterThanOrEqual(KILLS)
})

/** Most of what a start takes, in milliseconds; a job from its beginning takes two to three times as long. */
const LONGEST_LIFE_MS = 1_500

/** Kills a job some time after its start; false when it was done before. */
async function killedAfter(random: Random, directory: string): Promise<boolean> {
  const job = startJob(directory, IN_COMMITS)
  const ended = job.ended.then((end) => ({ end }))
  await Promise.race([ended, sleep(random.int(0, LONGEST_LIFE_MS))])
  job.kill('SIGKILL')
  const { end } = await ended
  expect(end.stderr).not.toContain('not whole')
  expect(end.code === 0 || end.signal === 'SIGKILL', end.stderr).toBe(true)
  await noProcessLeft(directory)
  return end.signal === 'SIGKILL'
}
