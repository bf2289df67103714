import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import type { Finding, Result } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { inTransaction } from '../platform/index.ts'
import { appendPointPeriods } from './append-point-periods.ts'
import type { Appended } from './append-point-periods.ts'
import { consumption, heating, pointId, withAreas } from './example-points.ts'
import type { PointStatement } from './model.ts'
import { periodsAsKnown } from './periods-as-known.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await withAreas(database.pool)
})
afterAll(async () => {
  await database.drop()
})

const append = async (...rows: PointStatement[]): Promise<Result<Appended, Finding[]>> =>
  await inTransaction(database.pool, async (trx) => await appendPointPeriods(trx, rows, { profile: dk }))
const periodsOf = async (...points: number[]): Promise<number> =>
  (await inTransaction(database.pool, async (trx) => await periodsAsKnown(trx, { pointIds: points.map(pointId) })))
    .length

test('a parent and its child are recorded in one commit; doing it again takes no number', async () => {
  const rows = [heating(2, 1, '2026-03-01'), consumption(1, '2026-03-01')]
  const first = await append(...rows)
  expect(first).toEqual({ ok: true, value: { appended: 2, unchanged: 0, recordedSeq: expect.any(BigInt) } })
  expect(await append(...rows)).toEqual({ ok: true, value: { appended: 0, unchanged: 2, recordedSeq: undefined } })
  expect(await periodsOf(1, 2)).toBe(2)
})

test('one bad statement refuses all, and every fault of all is named', async () => {
  const refusal = await append(
    consumption(3, '2026-03-01'),
    consumption(4, '2026-03-01', { settlementMethod: null, unit: 'MWh' }),
    consumption(5, '2026-03-01', { gridArea: '998' }),
    heating(6, 99, '2026-03-01'),
  )
  expect(refusal.ok).toBe(false)
  const faults = refusal.ok ? [] : refusal.error.map(({ code, point, field, day }) => [code, point, field, day])
  expect(faults).toEqual([
    ['SETTLEMENT_METHOD', pointId(4), 'settlement_method', '2026-03-01'],
    ['UNIT', pointId(4), 'unit', '2026-03-01'],
    ['GRID_AREA_UNKNOWN', pointId(5), 'grid_area', '2026-03-01'],
    ['PARENT_UNKNOWN', pointId(6), 'parent_id', '2026-03-01'],
  ])
  expect(await periodsOf(3, 4, 5, 6)).toBe(0)
})

test('two writers that close and change a point at once never both succeed', async () => {
  expect((await append(consumption(7, '2026-03-01'))).ok).toBe(true)
  const results = await Promise.all([
    append(consumption(7, '2026-03-10', { connectionState: 'closed_down' })),
    append(consumption(7, '2026-03-15', { resolution: 'PT1H' })),
  ])
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
  const faults = results.flatMap((result) => (result.ok ? [] : result.error.map(({ code }) => code)))
  expect(faults).toEqual(['POINT_CLOSED'])
  expect(await periodsOf(7)).toBe(2)
})

test('two writers that change the type at once never both succeed', async () => {
  const production = consumption(8, '2026-03-05', { type: 'production', settlementMethod: null })
  const results = await Promise.all([append(consumption(8, '2026-03-01')), append(production)])
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await periodsOf(8)).toBe(1)
})
