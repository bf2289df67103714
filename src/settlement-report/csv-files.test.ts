import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unzip } from '../../test/report-market.ts'
import { openEngine, type Engine } from '../platform/index.ts'
import { writeArchive, type ArchiveEntry } from './archive.ts'
import { csvFiles, type CsvFile } from './csv-files.ts'
import { lineReader } from './csv-lines.ts'

let directory: string
let engine: Engine
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'csv-files-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
})
afterAll(async () => {
  await engine.close()
  await rm(directory, { recursive: true })
})

const numbers = (from: number, to: number): string =>
  `select cast(range as VARCHAR) as line from range(${from}, ${to}) order by range`
const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `${from + n}\n`).join('')

async function written(path: string, statements: readonly string[], rowsPerFile?: number): Promise<CsvFile[]> {
  const files: CsvFile[] = []
  const lines = lineReader(engine, statements)
  const name = (chunk?: number): string => (chunk === undefined ? 'X' : `X_${chunk}`)
  await writeArchive(
    path,
    csvFiles({ header: 'N', lines, name, rowsPerFile }, (file) => files.push(file)),
  )
  await lines.close()
  return files
}

test('one file holds the lines of all statements in order', async () => {
  const path = join(directory, 'whole.zip')
  expect(await written(path, [numbers(0, 5_000), numbers(5_000, 5_000), numbers(5_000, 7_000)])).toEqual([
    { name: 'X.csv', rows: 7_000 },
  ])
  expect([...(await unzip(path))]).toEqual([['X.csv', `N\n${linesOf(0, 7_000)}`]])
})

test('files are split at so many rows, numbered, each with the header', async () => {
  const path = join(directory, 'split.zip')
  expect(await written(path, [numbers(0, 3_000), numbers(3_000, 7_000)], 2_500)).toEqual([
    { name: 'X_1.csv', rows: 2_500 },
    { name: 'X_2.csv', rows: 2_500 },
    { name: 'X_3.csv', rows: 2_000 },
  ])
  const texts = [...(await unzip(path)).values()]
  expect(texts).toEqual([`N\n${linesOf(0, 2_500)}`, `N\n${linesOf(2_500, 5_000)}`, `N\n${linesOf(5_000, 7_000)}`])
})

test('as many rows as fit make no empty file after them; no rows make one with its header', async () => {
  expect(await written(join(directory, 'full.zip'), [numbers(0, 100)], 50)).toHaveLength(2)
  const path = join(directory, 'none.zip')
  expect(await written(path, [], 50)).toEqual([{ name: 'X_1.csv', rows: 0 }])
  expect([...(await unzip(path))]).toEqual([['X_1.csv', 'N\n']])
})

test('the same lines give the same bytes, whenever and wherever they are written', async () => {
  const [first, second] = [join(directory, 'first.zip'), join(directory, 'second.zip')]
  await written(first, [numbers(0, 5_000)])
  const zone = process.env['TZ']
  process.env['TZ'] = 'America/New_York'
  try {
    await written(second, [numbers(0, 5_000)])
  } finally {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  }
  expect((await readFile(second)).equals(await readFile(first))).toBe(true)
})

test('a statement that fails leaves no archive', async () => {
  const path = join(directory, 'broken.zip')
  await expect(written(path, [numbers(0, 5_000), "select error('lost') as line"])).rejects.toThrow('lost')
  expect((await readdir(directory)).filter((name) => name.includes('broken'))).toEqual([])
})

test('an archive to a place that there is not says so', async () => {
  const none = (async function* (): AsyncGenerator<ArchiveEntry> {})()
  await expect(writeArchive(join(directory, 'no', 'where.zip'), none)).rejects.toThrow(/ENOENT/)
})
