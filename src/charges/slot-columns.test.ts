import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketDay } from '../kernel/index.ts'
import { openEngine, parquet } from '../platform/index.ts'
import type { Engine } from '../platform/index.ts'
import { dayColumn, nullableColumn, slotColumns } from './slot-columns.ts'

let directory: string
let engine: Engine
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slot-columns-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
})
afterAll(async () => {
  await engine.close()
  await rm(directory, { recursive: true })
})

test('what is put is read back in its row, what is not is NULL, over the borders of words', async () => {
  let file = 0
  const value = fc.option(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 200 }), async (values) => {
      const column = nullableColumn('v', 'DECIMAL(18,0)', values.length)
      for (const [row, one] of values.entries()) if (one !== undefined) column.put(row, one)
      const path = join(directory, `${(file += 1)}.parquet`)
      await engine.writeParquet(path, values.length, [column.column])
      const rows = await engine.rows<{ v: string | null }>(`select v from ${parquet([path])}`)
      expect(rows.map(({ v }) => v)).toEqual(values.map((one) => (one === undefined ? null : String(one))))
    }),
    { numRuns: 25 },
  )
})

test('a row has a hundred quarters; those that the day has not stay NULL; days are dates', async () => {
  const days = ['2026-03-29', '2026-10-25'].map((date) => marketDay(date, 'Europe/Copenhagen'))
  const slots = slotColumns(2, 'DECIMAL(18,6)')
  slots.put(0, [1n, undefined, 3n])
  slots.put(
    1,
    Array.from({ length: 100 }, () => -1n),
  )
  const path = join(directory, 'slots.parquet')
  await engine.writeParquet(path, 2, [dayColumn('market_day', days), ...slots.columns])
  const rows = await engine.rows(`select * from ${parquet([path])}`)
  expect(Object.keys(rows[0] ?? {})).toHaveLength(101)
  expect(rows[0]).toMatchObject({ market_day: '2026-03-29', p_1: '0.000001', p_2: null, p_3: '0.000003', p_100: null })
  expect(rows[1]).toMatchObject({ market_day: '2026-10-25', p_1: '-0.000001', p_100: '-0.000001' })
})
