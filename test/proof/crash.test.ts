import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom, type Random } from '../oracle/random.ts'
import { endPrograms, GRIDBOOK, runProgram, startProgram } from './child-program.ts'
import {
  demoArguments,
  demoDirectory,
  demoUntil,
  finishJob,
  jobKilledAt,
  noProcessLeft,
  startJob,
  summaryOf,
  type JobEnd,
} from './example-job.ts'
import { faultPointsOfSources, tracedNames } from './fault-points.ts'
import { copyDirectory, makeProofDirectory, removeDirectory } from './proof-directory.ts'
import { eachOf } from './trajectories.ts'

const AT_A_TIME = 2
const KILLS = 100
const KILLS_A_TRAJECTORY = 9
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)

/** The whole demo, and the last days of it in several commits with compactions between. */
const WHOLE = ['demo', 'sweep']
const IN_COMMITS = ['import', 'flush', 'compact', 'settle', 'sweep']

const home = makeProofDirectory()
const withDocuments = join(home, 'with-documents')
const imported = join(home, 'imported')
const undisturbed = {
  demo: undefined as unknown,
  whole: {} as JobEnd,
  inCommits: {} as JobEnd,
  demoNames: [] as string[],
  jobNames: [] as string[],
}

beforeAll(async () => {
  await demoUntil('demo:import', withDocuments)
  await prepareImported()
  await eachOf([runWholeDemo, runInCommits], AT_A_TIME, (run) => run())
  undisturbed.whole = await finishJob(demoDirectory(join(home, 'undisturbed')), WHOLE)
}, 120_000)

afterAll(async () => {
  await endPrograms()
  removeDirectory(home)
})

async function prepareImported(): Promise<void> {
  copyDirectory(withDocuments, imported)
  await jobKilledAt('demo:settle', imported, ['demo'])
}

async function runWholeDemo(): Promise<void> {
  const trace = join(home, 'demo-trace')
  const ended = await runProgram(GRIDBOOK, demoArguments(join(home, 'undisturbed')), { GRIDBOOK_FAULT_TRACE: trace })
  expect(ended, ended.stderr).toMatchObject({ code: 0 })
  undisturbed.demo = summaryOf(ended)
  undisturbed.demoNames = tracedNames(trace)
}

async function runInCommits(): Promise<void> {
  const trace = join(home, 'job-trace')
  const directory = join(home, 'in-commits')
  copyDirectory(withDocuments, directory)
  undisturbed.inCommits = await finishJob(directory, IN_COMMITS, { GRIDBOOK_FAULT_TRACE: trace })
  undisturbed.jobNames = tracedNames(trace)
}

/** A directory of its own for each try, removed when the try succeeded. */
async function inCopyOf(base: string, name: string, work: (directory: string) => Promise<void>): Promise<void> {
  const directory = join(home, name.replaceAll(/[^\w#-]/g, '_'))
  copyDirectory(base, directory)
  await work(directory)
  removeDirectory(directory)
}

describe('killed at a step boundary', () => {
  test('the job passes every fault point of the product', () => {
    const passed = [...undisturbed.demoNames, ...undisturbed.jobNames]
    const points = faultPointsOfSources()
    expect(points.length).toBeGreaterThan(15)
    expect(points.filter(({ name }) => !passed.some((each) => name.test(each))).map(({ text }) => text)).toEqual([])
  })

  test('undisturbed, the identity holds and the loss is the true one', () => {
    const { energyBalance } = undisturbed.demo as {
      energyBalance: { identity: string; gridLoss: string; gridLossTruth: string }[]
    }
    expect(energyBalance).toHaveLength(2)
    for (const area of energyBalance) expect(area).toMatchObject({ identity: '0.000', gridLoss: area.gridLossTruth })
    expect(undisturbed.whole.summary).toEqual(undisturbed.demo)
    expect(undisturbed.whole.state).toMatchObject({ calculations: 1, publications: 62 })
  })

  test('a demo goes on from each boundary of its own and comes to the same', { timeout: 240_000 }, async () => {
    const names = undisturbed.demoNames.filter(isOfTheDemo)
    expect(names).toContain('run:calculation:publish:effect')
    await eachOf(names, AT_A_TIME, async (name) => {
      const base = name.startsWith('run:') ? imported : withDocuments
      await inCopyOf(base, `at-${name}`, async (directory) => {
        await jobKilledAt(name, directory, WHOLE)
        expect(await finishJob(directory, WHOLE), name).toEqual(undisturbed.whole)
      })
    })
  })

  test(
    'so does a job of several commits at all others: intake, flush, lake, compaction',
    { timeout: 240_000 },
    async () => {
      const names = undisturbed.jobNames.filter((name) => !isOfTheDemo(name))
      expect(names).toContain('compaction:files-written')
      await eachOf(names, AT_A_TIME, async (name) => {
        await inCopyOf(withDocuments, `in-commits-${name}`, async (directory) => {
          await jobKilledAt(name, directory, IN_COMMITS)
          expect(await finishJob(directory, IN_COMMITS), name).toEqual(undisturbed.inCommits)
        })
      })
    },
  )
})

/** Boundaries of the demo's steps and of the calculation's. */
function isOfTheDemo(name: string): boolean {
  return /^(demo|run):/.test(name)
}

describe('killed at any moment', () => {
  test(`${KILLS} times over import, settlement and publication (seed ${SEED})`, { timeout: 240_000 }, async () => {
    const count = { kills: 0, trajectories: 0 }
    const trajectory = async (): Promise<void> => {
      while (count.kills < KILLS) {
        const number = ++count.trajectories
        await inCopyOf(withDocuments, `trajectory-${number}`, async (directory) => {
          const random = seededRandom(SEED + number)
          for (let kill = 0; kill < KILLS_A_TRAJECTORY && count.kills < KILLS; kill += 1) {
            if (!(await killedAfter(random, directory))) break
            count.kills += 1
          }
          expect(await finishJob(directory, IN_COMMITS), `seed ${SEED}, trajectory ${number}`).toEqual(
            undisturbed.inCommits,
          )
        })
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, trajectory))
    expect(count.kills).toBeGreaterThanOrEqual(KILLS)
  })
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

describe('the demo of the command line', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
    '%s in the middle of a demo leaves nothing running and nothing broken',
    { timeout: 60_000 },
    async (signal) => {
      const own = join(home, signal)
      const demo = startProgram(GRIDBOOK, demoArguments(own), { GRIDBOOK_FAULT_TRACE: join(home, `${signal}-trace`) })
      await untilTraced(join(home, `${signal}-trace`), 'intake:merged')
      demo.kill(signal)
      const end = await demo.ended
      expect(end.signal === signal || end.code !== 0, 'it did not end by the signal').toBe(true)
      await noProcessLeft(demoDirectory(own))
      expect(summaryOf(await runProgram(GRIDBOOK, demoArguments(own)))).toEqual(undisturbed.demo)
      removeDirectory(own)
    },
  )
})

async function untilTraced(trace: string, name: string): Promise<void> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    if (textOf(trace).includes(`${name}\n`)) return
    await sleep(5)
  }
  throw new Error(`${name} was not passed`)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
