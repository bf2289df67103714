import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../holder.ts'
import { endPrograms, GRIDBOOK, runProgram, startProgram } from './child-program.ts'
import { demoArguments, demoDirectory, noProcessLeft, summaryOf } from './example-job.ts'
import { makeProofDirectory, processesIn, removeDirectory } from './proof-directory.ts'

const home = makeProofDirectory()
afterAll(async () => {
  await endPrograms()
  removeDirectory(home)
})

/** A start of Node and of the program itself, before it can look at its data directory, takes half a second and more. */
const START_ONLY = ['config', 'show']

test(
  'a second demo on the same data directory is refused within a second, and the first one goes on',
  { timeout: 60_000 },
  async () => {
    const directory = join(home, 'same')
    const first = startProgram(GRIDBOOK, demoArguments(directory))
    await eventually('the first demo has its server', () => processesIn(demoDirectory(directory)).length > 0, 20_000)
    const second = await runProgram(GRIDBOOK, demoArguments(directory))
    const start = await runProgram(GRIDBOOK, START_ONLY)
    expect(second.code, second.stderr).toBe(2)
    expect(second.stderr).toContain('DATABASE_IN_USE')
    expect(second.stderr).toContain(`${first.pid}`)
    expect(second.stdout).toBe('')
    expect(
      second.seconds - start.seconds,
      `it took ${second.seconds} s, of which ${start.seconds} s to start`,
    ).toBeLessThan(1)
    const end = await first.ended
    expect(end.code, end.stderr).toBe(0)
    await noProcessLeft(demoDirectory(directory))
  },
)

test('two demos in directories side by side do not know of each other', { timeout: 60_000 }, async () => {
  const [one, two] = await Promise.all(
    ['one', 'two'].map((name) => runProgram(GRIDBOOK, demoArguments(join(home, name)))),
  )
  if (one === undefined || two === undefined) throw new Error('two demos were started')
  expect(one.code, one.stderr).toBe(0)
  expect(two.code, two.stderr).toBe(0)
  expect(summaryOf(one)).toEqual(summaryOf(two))
  await noProcessLeft(home)
})
