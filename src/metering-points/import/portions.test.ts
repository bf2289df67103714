import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPointFile } from './open-point-file.ts'
import type { OrderedRows } from './point-file.ts'
import { portionsOf } from './portions.ts'
import { openWorkshop } from './workshop.ts'
import type { Workshop } from './workshop.ts'

let directory: string
let workshop: Workshop
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'portions-'))
  workshop = openWorkshop(directory)
})
afterAll(async () => {
  await workshop.close()
  await rm(directory, { recursive: true })
})

type Row = readonly [point: string, parent: string]
async function orderedOf(rows: readonly Row[]): Promise<OrderedRows> {
  const path = join(directory, 'points.csv')
  await writeFile(
    path,
    `parent_id;metering_point_id;valid_from\n${rows.map(([p, parent]) => `${parent};${p};\n`).join('')}`,
  )
  return await (await openPointFile(path, workshop)).ordered()
}
const take = async (source: OrderedRows, portionRows: number, done = { portions: 0, line: 0 }): Promise<number[][]> => {
  const portions: number[][] = []
  for await (const { rows } of portionsOf(await workshop.engine(), source, { portionRows, done })) {
    portions.push(rows.map(({ line }) => line))
  }
  return portions
}

test('parents come first, rows of a point together, what names a child as its parent last', async () => {
  const rows: Row[] = [
    ['c', 'a'],
    ['b', ''],
    ['d', 'c'],
    ['a', ''],
    ['b', ''],
  ]
  expect(await take(await orderedOf(rows), 1)).toEqual([[5], [3, 6], [2], [4]])
  expect(await take(await orderedOf(rows), 2)).toEqual([
    [5, 3, 6],
    [2, 4],
  ])
})

test('rows without a point are divided too, and a circle is not', async () => {
  const nobody: Row[] = Array.from({ length: 5 }, () => ['', ''])
  expect(await take(await orderedOf(nobody), 2)).toEqual([[2, 3], [4, 5], [6]])
  const circle: Row[] = [
    ['a', 'b'],
    ['b', 'a'],
    ['c', 'c'],
  ]
  expect(await take(await orderedOf(circle), 1)).toEqual([[2, 3, 4]])
})

test('each row comes once, no point is in two portions, and whoever goes on after a portion gets the rest', async () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const row = fc.tuple(id, fc.oneof(fc.constant(''), id))
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 14 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, size) => {
        const source = await orderedOf(rows)
        const portions = await take(source, size)
        expect(portions.flat().toSorted((a, b) => a - b)).toEqual(rows.map((_, n) => n + 2))
        const pointOf = (line: number): string => rows[line - 2]?.[0] ?? ''
        const held = portions.map((lines) => new Set(lines.map(pointOf)))
        expect(held.reduce((sum, points) => sum + points.size, 0)).toBe(new Set(rows.map(([point]) => point)).size)
        const where = new Map(held.flatMap((points, n) => [...points].map((point) => [point, n] as const)))
        for (const [point, parent] of rows) {
          if (where.has(parent)) expect(where.get(point)).toBeGreaterThanOrEqual(where.get(parent) ?? 0)
        }
        for (const [n, lines] of portions.entries()) {
          const done = { portions: n + 1, line: lines.at(-1) ?? 0 }
          expect(await take(source, size, done)).toEqual(portions.slice(n + 1))
        }
      },
    ),
    { numRuns: 15 },
  )
})
