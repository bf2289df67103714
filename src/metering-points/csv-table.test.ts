import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsvTable } from './csv-table.ts'
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
