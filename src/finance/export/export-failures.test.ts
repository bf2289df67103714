import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { exampleDataset } from '../../../test/finance/example-dataset.ts'
import { endPrograms, runCommand, runProgram } from '../../../test/proof/child-program.ts'
import { fullDiskScript } from '../../../test/proof/limited-machine.ts'
import { s3Error, startS3Server } from '../../../test/s3-server.ts'
import type { TestS3Server } from '../../../test/s3-server.ts'
import { DirectoryStorage, s3Storage } from '../../platform/index.ts'
import type { ObjectStorage } from '../../platform/index.ts'
import { exportDatasets } from './export-datasets.ts'
import type { PublishedRun } from './export-datasets.ts'

const PROGRAM = fileURLToPath(new URL('../../../test/finance/programs/export.ts', import.meta.url))
const POINTER = 'a-client/test/finance/latest.json'
const ROWS = 25
const home = mkdtempSync(join(tmpdir(), 'export-'))
let database: TestDatabase
let targets = 0

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await endPrograms()
  await database.drop()
  rmSync(home, { recursive: true })
})

const run = async (target: ObjectStorage, runDate = '2026-03-31'): Promise<PublishedRun> =>
  await exportDatasets(
    {
      name: 'finance',
      datasets: [exampleDataset(ROWS)],
      target,
      client: 'a-client',
      environment: 'test',
      runDate,
      rowsPerFile: 10,
      codeVersion: '1',
    },
    { pool: database.pool },
  )
const contentOf = async (storage: ObjectStorage): Promise<Record<string, string>> => {
  const content: Record<string, string> = {}
  for await (const { key } of storage.list('')) content[key] = Buffer.from((await storage.get(key)) ?? '').toString()
  return content
}
const pointerOf = async (storage: ObjectStorage): Promise<string> => (await contentOf(storage))[POINTER] ?? ''

describe('a process that ends', () => {
  // Each boundary between two effects, how often it is passed before, and whether the pointer is switched by then.
  test.each([
    ['file.written', 1, false],
    ['file.named', 2, false],
    ['finance:export-staged', 1, false],
    ['finance:export-staged', 3, false],
    ['finance:export-verified', 1, false],
    ['file.written', 8, false],
    ['finance:export-copied', 1, false],
    ['finance:export-stated', 1, false],
    ['file.written', 11, false],
    ['finance:export-published', 1, true],
  ])(
    'at %s, passing %d, leaves a pointer to a whole run; the next start ends as if nothing had been',
    async (point, nth, switched) => {
      const directory = join(home, `target-${(targets += 1)}`)
      const storage = new DirectoryStorage(directory)
      await run(storage, '2026-03-30')
      const before = await pointerOf(storage)
      const args = [database.url, directory, '2026-03-31', String(ROWS)]
      const killed = await runProgram(PROGRAM, args, { GRIDBOOK_CRASH_AT: `${point}#${nth}` })
      expect([killed.signal, killed.stdout]).toEqual(['SIGKILL', ''])
      expect((await pointerOf(storage)) === before).toBe(!switched)
      const again = await runProgram(PROGRAM, args)
      expect(again.stdout).toMatch(/^2026-03-31 1 (true|false)\n$/)
      const undisturbed = new DirectoryStorage(join(home, `undisturbed-${targets}`))
      await run(undisturbed, '2026-03-30')
      await run(undisturbed)
      expect(await contentOf(storage)).toEqual(await contentOf(undisturbed))
    },
  )
})

test('a full disk is said so, the pointer stays, and with room the next call goes on', async () => {
  const volume = join(home, 'volume')
  mkdirSync(volume)
  const output = { first: join(home, 'first'), second: join(home, 'second') }
  const command = [process.execPath, PROGRAM, database.url, volume, '2026-03-31', '2000']
  const { shell, script } = fullDiskScript(volume, command, output)
  const [head, ...rest] = [...shell, 'sh', '-c', script]
  const ended = await runCommand(head ?? '', rest)
  const [first, second] = ended.stdout.split('\0')
  expect([first, second]).toEqual(['STORAGE_FULL\n', '2026-03-31 1 true\n'])
})

describe('a bucket', () => {
  let server: TestS3Server
  let storage: ObjectStorage
  let prefixes = 0
  beforeAll(async () => {
    server = await startS3Server()
  })
  afterAll(async () => await server.close())
  beforeEach(() => {
    server.reset()
    const { endpoint, bucket } = server
    const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
    const prefix = `run-${(prefixes += 1)}`
    const retries = { attempts: 2, firstWaitMs: 1 }
    storage = s3Storage({ endpoint, bucket, region: 'eu-north-1', prefix, ...keys, retries })
  })

  test('has the same objects as a directory, byte for byte', async () => {
    const directory = new DirectoryStorage(join(home, 'beside'))
    for (const target of [directory, storage]) {
      expect(await run(target)).toMatchObject({ published: true })
      expect(await run(target)).toMatchObject({ published: false })
    }
    expect(await contentOf(storage)).toEqual(await contentOf(directory))
  })

  test('that is busy for a moment delays, and no more', async () => {
    let requests = 0
    server.answer = () => ((requests += 1) % 2 === 1 ? { status: 503, body: s3Error('SlowDown') } : undefined)
    expect(await run(storage)).toMatchObject({ published: true })
    expect(Object.keys(await contentOf(storage))).toHaveLength(5)
  })

  test('whose server stops at any request keeps the pointer; the next call stores what is missing, and ends the same', async () => {
    await run(storage, '2026-03-30')
    const before = await pointerOf(storage)
    server.reset()
    let requests = 0
    const passes = async (allowed: number): Promise<boolean> => {
      requests = 0
      server.answer = () => ((requests += 1) > allowed ? 'cut' : undefined)
      try {
        await run(storage)
        return true
      } catch (cause) {
        expect(cause).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
        return false
      } finally {
        server.answer = () => undefined
      }
    }
    let stops = 0
    while (!(await passes(stops * 3))) {
      stops += 1
      const pointer = await pointerOf(storage)
      // Once the manifest is there, the pointer is the next thing: the run may hold although the call ended badly.
      if (pointer !== before) expect(pointer).toContain('2026-03-31')
    }
    expect(stops).toBeGreaterThan(3)
    const directory = new DirectoryStorage(join(home, 'stopped'))
    await run(directory, '2026-03-30')
    await run(directory)
    expect(await contentOf(storage)).toEqual(await contentOf(directory))
  })

  test.each([
    ['that denies writing', 'PUT', 'AccessDenied', 403, 'STORAGE_DENIED'],
    ['that denies reading', 'GET', 'AccessDenied', 403, 'STORAGE_DENIED'],
    ['that is no more', 'GET', 'NoSuchBucket', 404, 'STORAGE_BUCKET'],
    ['that has no room', 'PUT', 'XMinioStorageFull', 507, 'STORAGE_FULL'],
  ])('%s is said so, and nothing is published', async (_, method, code, status, expected) => {
    await run(storage, '2026-03-30')
    const before = await contentOf(storage)
    server.answer = (req) => (req.method === method ? { status, body: s3Error(code) } : undefined)
    await expect(run(storage)).rejects.toMatchObject({ code: expected })
    server.reset()
    expect(await contentOf(storage)).toEqual(before)
  })

  test('that loses the last put of all keeps the former pointer, and the next call switches it', async () => {
    await run(storage, '2026-03-30')
    server.answer = ({ method, url }) =>
      method === 'PUT' && url?.endsWith('latest.json') === true
        ? { status: 500, body: s3Error('InternalError') }
        : undefined
    await expect(run(storage)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    server.reset()
    expect(await pointerOf(storage)).toContain('2026-03-30')
    expect(await run(storage)).toMatchObject({ published: false, version: 1 })
    expect(await pointerOf(storage)).toContain('2026-03-31')
  })
})

test('a run that was killed with its files in the directory leaves no half file behind under a name', () => {
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect(readFileSync(join(home, name), 'utf8').endsWith('\n')).toBe(true)
})
