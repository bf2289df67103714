import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endPrograms } from './child-program.ts'
import { finishJob, type JobEnd } from './example-job.ts'
import { copyDirectory, makeProofDirectory, removeDirectory } from './proof-directory.ts'
import { eachOf } from './trajectories.ts'

const home = makeProofDirectory()
const withDocuments = join(home, 'with-documents')
/** All documents are in, the last ones in the buffer, and the lake has many batches. */
const buffered = join(home, 'buffered')
const ends = new Map<string, JobEnd>()

/** The same documents and the same calculation, in ways that must not matter. */
const WAYS = {
  'one thread': { from: buffered, steps: ['settle'], threads: 1 },
  'two threads': { from: buffered, steps: ['settle'], threads: 2 },
  'two threads, again': { from: buffered, steps: ['settle'], threads: 2 },
  'flushed and compacted': { from: buffered, steps: ['flush', 'compact', 'sweep', 'settle'], threads: 2 },
  'arrived in the opposite order': { from: withDocuments, steps: ['import-backwards', 'settle'], threads: 1 },
  'arrived in the opposite order, compacted': {
    from: withDocuments,
    steps: ['import-backwards', 'compact', 'settle'],
    threads: 2,
  },
} as const

beforeAll(async () => {
  await finishJob(withDocuments, ['prepare'])
  copyDirectory(withDocuments, buffered)
  await finishJob(buffered, ['import'])
  await eachOf(Object.entries(WAYS), 2, async ([way, { from, steps, threads }]) => {
    const directory = join(home, way.replaceAll(/\W/g, '_'))
    copyDirectory(from, directory)
    ends.set(way, await finishJob(directory, steps, { GRIDBOOK_ENGINE_THREADS: String(threads) }))
    removeDirectory(directory)
  })
}, 120_000)

afterAll(async () => {
  await endPrograms()
  removeDirectory(home)
})

function endOf(way: keyof typeof WAYS): JobEnd {
  const end = ends.get(way)
  if (end === undefined) throw new Error(`nothing was done ${way}`)
  return end
}

test('there is something to compare: two areas, five days, one file of results', () => {
  const { state, summary } = endOf('one thread')
  expect(state).toMatchObject({
    calculations: 1,
    publications: 10,
    resultFiles: [expect.stringMatching(/^[0-9a-f]{64}$/)],
  })
  expect(summary).toMatchObject([
    { gridArea: '801', identity: '0.000' },
    { gridArea: '802', identity: '0.000' },
  ])
})

test.each([
  'two threads',
  'two threads, again',
  'flushed and compacted',
  'arrived in the opposite order',
  'arrived in the opposite order, compacted',
] as const)('%s: the energy results are the same, byte by byte', (way) => {
  expect(endOf(way).state.resultFiles).toEqual(endOf('one thread').state.resultFiles)
  expect(endOf(way)).toEqual(endOf('one thread'))
})
