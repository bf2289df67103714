import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateMarket } from '../generate-market.ts'
import { csvChunks } from './csv-table.ts'
import type { ExampleTable } from './csv-table.ts'
import { writeTables } from './write-tables.ts'

const market = generateMarket({ month: '2026-10', meteringPoints: 700 })

/** The lines of a table of our supplier, each by column. */
function linesOf(name: string): Record<string, string | undefined>[] {
  const table = market.supplierTables().find((each) => each.name === name)
  if (table === undefined) throw new Error(`no table ${name}`)
  return [...table.rows].map((row) => Object.fromEntries(table.columns.map((column, n) => [column, row[n]])))
}

function keys(name: string, ...columns: string[]): string[] {
  return linesOf(name).map((line) => columns.map((column) => line[column] ?? '').join('/'))
}

describe('what the tables of our supplier name is in the tables', () => {
  test.each([
    ['contracts.csv', 'customer_id', 'customers.csv', 'customer_id'],
    ['supply-periods.csv', 'contract_id', 'contracts.csv', 'contract_id'],
    ['supply-periods.csv', 'metering_point_id', 'metering-points.csv', 'metering_point_id'],
    ['charge-links.csv', 'metering_point_id', 'supply-periods.csv', 'metering_point_id'],
    ['metering-points.csv', 'grid_area', 'grid-areas.csv', 'code'],
    ['spot-prices.csv', 'price_area', 'grid-areas.csv', 'price_area'],
  ])('%s %s', (from, column, to, key) => {
    const known = new Set(keys(to, key))
    expect(keys(from, column).filter((each) => !known.has(each))).toEqual([])
    expect(known.size).toBeGreaterThan(0)
  })

  test.each(['charge-prices.csv', 'charge-links.csv'])('the charges of %s', (from) => {
    const key = ['owner_id', 'code', 'type']
    const known = new Set(keys('charges.csv', ...key))
    const used = new Set(keys(from, ...key))
    expect([...used].filter((each) => !known.has(each))).toEqual([])
    expect(used).toEqual(known)
  })
})

test('nothing is said twice', () => {
  for (const [name, ...columns] of [
    ['charges.csv', 'owner_id', 'code', 'type'],
    ['charge-prices.csv', 'owner_id', 'code', 'type', 'valid_from'],
    ['charge-links.csv', 'metering_point_id', 'code'],
    ['spot-prices.csv', 'price_area', 'start'],
    ['customers.csv', 'customer_id'],
    ['contracts.csv', 'contract_id'],
    ['supply-periods.csv', 'metering_point_id'],
    ['metering-points.csv', 'metering_point_id', 'valid_from'],
  ] as const) {
    const found = keys(name, ...columns)
    expect(new Set(found).size, name).toBe(found.length)
  }
})

test('spot prices cover every quarter-hour of the month with its day of 25 hours', () => {
  const starts = linesOf('spot-prices.csv').filter((line) => line['price_area'] === 'DK1')
  expect(starts).toHaveLength((31 * 24 + 1) * 4)
  expect([starts[0]?.['start'], starts.at(-1)?.['start']]).toEqual(['2026-09-30T22:00Z', '2026-10-31T22:45Z'])
})

test('a charge has one price or 24, with six decimals', () => {
  for (const line of linesOf('charge-prices.csv')) {
    const hours = Array.from({ length: 24 }, (_, n) => line[`price${n + 1}`]).filter((price) => price !== undefined)
    expect(hours.length).toBe(line['price'] === undefined ? 24 : 0)
    for (const price of [...hours, line['price']].filter((each) => each !== undefined))
      expect(price).toMatch(/^-?\d+\.\d{6}$/)
  }
})

test('supply and links end on the same days; what lasts is open', () => {
  const ends = new Map(linesOf('supply-periods.csv').map((line) => [line['metering_point_id'], line['valid_to']]))
  const links = linesOf('charge-links.csv').filter((line) => line['type'] !== 'fee')
  expect(links.filter((line) => ends.get(line['metering_point_id'] ?? '') !== line['valid_to'])).toEqual([])
  expect(new Set(ends.values()).has(undefined)).toBe(true)
  expect(new Set(ends.values()).size).toBeGreaterThan(2)
})

test('a field that would need quotes is refused, as is a line that is too short', () => {
  const table = (fields: string[]): ExampleTable => ({ name: 'x.csv', columns: ['a', 'b'], rows: [fields] })
  for (const bad of [['1;2', '3'], ['"', '1'], ['a\nb', ''], ['1']])
    expect(() => [...csvChunks(table(bad))]).toThrow('does not fit')
  expect([...csvChunks(table(['1', '2']))]).toEqual([{ text: 'a;b\n1;2\n', lines: 1 }])
})

describe('written', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gridbook-tables-'))
  })
  afterAll(async () => {
    await rm(directory, { recursive: true })
  })

  test('every table is a file, each line in it once, and a second writing gives the same bytes', async () => {
    const read = async (): Promise<string[]> => {
      const names = (await readdir(directory)).toSorted()
      return await Promise.all(names.map(async (name) => `${name}\n${await readFile(join(directory, name), 'utf8')}`))
    }
    const lines = await writeTables(market.supplierTables(), directory)
    const first = await read()
    expect(first.map((text) => text.slice(0, text.indexOf('\n')))).toEqual(
      market
        .supplierTables()
        .map(({ name }) => name)
        .toSorted(),
    )
    // Without the name and the header.
    expect(first.reduce((sum, text) => sum + text.trimEnd().split('\n').length - 2, 0)).toBe(lines)
    expect(await writeTables(market.supplierTables(), directory)).toBe(lines)
    expect(await read()).toEqual(first)
  })

  test('a table longer than a piece is whole', async () => {
    const rows = Array.from({ length: 5001 }, (_, n) => [String(n)])
    expect(await writeTables([{ name: 'long.csv', columns: ['n'], rows }], directory)).toBe(5001)
    const text = await readFile(join(directory, 'long.csv'), 'utf8')
    expect(text).toBe(`n\n${rows.map(([n]) => `${n}\n`).join('')}`)
  })
})
