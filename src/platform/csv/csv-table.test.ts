import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvBatches, readCsvTable } from './csv-table.ts'
import type { CsvTable } from './csv-table.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'csv-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})

const columns = { required: ['id', 'day'], optional: ['name'] }
const read = async (content: string | Buffer): Promise<CsvTable> => {
  const path = join(directory, 'table.csv')
  await writeFile(path, content)
  return await readCsvTable(path, columns)
}
const plain = ({ lines }: CsvTable): unknown[] => lines.map(({ line, fields }) => [line, Object.fromEntries(fields)])

test.each([';', ','])("reads fields between '%s', whatever their order", async (d) => {
  const table = await read(`name${d}id${d}day\n"a ${d} ""b"""${d}1${d}2026-03-01\n`)
  expect(table.findings).toEqual([])
  expect(plain(table)).toEqual([[2, { name: `a ${d} "b"`, id: '1', day: '2026-03-01' }]])
})

test('BOM, CRLF, empty lines and blanks around a field do not matter; empty fields are absent; zeros stay', async () => {
  const table = await read('\uFEFFid;day;name\r\n\r\n 042 ; 2026-03-01;\r\n')
  expect(table.findings).toEqual([])
  expect(plain(table)).toEqual([[3, { id: '042', day: '2026-03-01' }]])
})

test('a line of another length is refused alone, with its number', async () => {
  const table = await read('id;day\n1;2\n1;2;3\n1\n4;5\n')
  expect(table.findings.map(({ code, line }) => [code, line])).toEqual([
    ['CSV_BROKEN', 3],
    ['CSV_BROKEN', 4],
  ])
  expect(table.lines.map(({ line }) => line)).toEqual([2, 5])
})

test('a carriage return ends no line by itself, and spoils the one that holds it', async () => {
  const table = await read('id;day\n1;a\rb\n3;4\r\n')
  expect(table.findings.map(({ code, line }) => [code, line])).toEqual([['CSV_BROKEN', 2]])
  expect(plain(table)).toEqual([[3, { id: '3', day: '4' }]])
})

test('a stray quote refuses its line alone', async () => {
  const table = await read('id;day\n"1"x;2\n3;4\n')
  expect(table.findings.map(({ code, line }) => [code, line])).toEqual([['CSV_BROKEN', 2]])
  expect(plain(table)).toEqual([[3, { id: '3', day: '4' }]])
})

test('a quote that never closes spoils no other line', async () => {
  const table = await read('id;day\n1;2\n"3;4\n5;6\n')
  expect(table.findings.map(({ code, line }) => [code, line])).toEqual([['CSV_BROKEN', 3]])
  expect(table.lines.map(({ line }) => line)).toEqual([2, 4])
})

test('every fault of the header is named, and no line is read', async () => {
  const table = await read('id;id;colour\n1;2;3\n')
  expect(table.findings.map(({ code, field, line }) => [code, field, line])).toEqual([
    ['FIELD_INVALID', 'id', 1],
    ['FIELD_INVALID', 'colour', 1],
    ['FIELD_MISSING', 'day', 1],
  ])
  expect(table.lines).toEqual([])
})

test('an empty file has no header; a missing one says so', async () => {
  expect((await read('')).findings.map(({ code }) => code)).toEqual(['CSV_BROKEN'])
  await expect(readCsvTable(join(directory, 'nowhere.csv'), columns)).rejects.toMatchObject({ code: 'USAGE' })
  await expect(readCsvTable(directory, columns)).rejects.toMatchObject({ code: 'USAGE' })
})

test('binary rubbish is refused without a crash', async () => {
  const table = await read(Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 7_919) % 256)))
  expect(table.findings.length).toBeGreaterThan(0)
  expect(table.lines).toEqual([])
})

test('a file comes in batches that say the same as the whole, each with the header', async () => {
  const path = join(directory, 'long.csv')
  const body = Array.from({ length: 57 }, (_, n) => (n % 10 === 3 ? 'broken' : `${n};2026-03-01`))
  await writeFile(path, ['id;day', ...body].join('\n'))
  const whole = await readCsvTable(path, columns)
  const batches = await Array.fromAsync(csvBatches(path, columns, 10))
  expect(batches.length).toBe(6)
  expect(batches.every(({ header }) => header.join() === 'id,day')).toBe(true)
  expect(batches.flatMap(({ lines }) => lines)).toEqual(whole.lines)
  expect(batches.flatMap(({ findings }) => findings)).toEqual(whole.findings)
  expect(whole.findings).toHaveLength(6)
})

test('a consumer that fails passes its own failure on, and the file is closed', async () => {
  const path = join(directory, 'consumed.csv')
  await writeFile(path, 'id;day\n1;2\n')
  const consume = async (): Promise<void> => {
    for await (const { lines } of csvBatches(path, columns)) throw new Error(`cannot use ${lines.length} line`)
  }
  await expect(consume()).rejects.toThrow('cannot use 1 line')
  await rm(path)
})

test('columns of others are read under our names, those that are not read are left out', async () => {
  const path = join(directory, 'others.csv')
  await writeFile(path, 'Nummer;Tag;Extra\n1;2026-03-01;x\n')
  const table = await readCsvTable(path, {
    ...columns,
    aliases: new Map([
      ['nummer', 'id'],
      ['tag', 'day'],
    ]),
    ignored: ['extra'],
  })
  expect(table.findings).toEqual([])
  expect(plain(table)).toEqual([[2, { id: '1', day: '2026-03-01' }]])
})

test.each([
  ['id;day', 'FIELD_MISSING', 'a'],
  ['id;day;a;b', 'FIELD_INVALID', 'b'],
])('of alternative columns exactly one is needed: %s', async (header, code, field) => {
  const path = join(directory, 'alternative.csv')
  await writeFile(path, `${header}\n`)
  const { findings } = await readCsvTable(path, { required: ['id', 'day'], optional: [], oneOf: ['a', 'b'] })
  expect(findings.map((found) => [found.code, found.field])).toEqual([[code, field]])
})

test('a character 0, which no database takes, refuses its line alone', async () => {
  const table = await read('id;day;name\n1;2026-03-01;a\u0000b\n2;2026-03-01;c\n')
  expect(table.findings.map(({ code, line }) => [code, line])).toEqual([['CSV_BROKEN', 2]])
  expect(plain(table)).toEqual([[3, { id: '2', day: '2026-03-01', name: 'c' }]])
})
