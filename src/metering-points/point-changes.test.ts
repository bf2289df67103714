import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import type { Pool } from '../platform/index.ts'
import { consumption, exchange, pointId, recorded, supplierId } from './example-points.ts'
import { countPointChanges, pointChanges, type PointChange, type PointChangeQuery } from './point-changes.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let pool: Pool
const seqs: bigint[] = []
beforeAll(async () => {
  database = await freshDatabase()
  pool = database.pool
  const other = { energySupplierId: supplierId(2) }
  const commits = [
    [
      consumption(1, '2026-01-01'),
      consumption(2, '2026-01-01'),
      consumption(3, '2026-01-01'),
      exchange(4, '2026-01-01'),
    ],
    [consumption(1, '2026-03-10', other), consumption(2, '2026-05-01', other)],
    [
      consumption(3, '2026-03-05', { connectionState: 'closed_down' }),
      exchange(4, '2026-03-30', { fromGridArea: '803' }),
    ],
    // What was known is said again, and a withdrawal takes the first change back.
    [consumption(3, '2026-02-01'), { meteringPointId: pointId(1), validFrom: '2026-03-10', tombstone: true as const }],
  ]
  for (const rows of commits) seqs.push(await recorded(pool, ...rows))
})
afterAll(async () => {
  await database.drop()
})

const query = (from: number, to: number, other: Partial<PointChangeQuery> = {}): PointChangeQuery => ({
  fromSeq: from === 0 ? 0n : (seqs[from - 1] ?? 0n),
  toSeq: seqs[to - 1] ?? 0n,
  from: '2026-03-01',
  to: '2026-04-01',
  ...other,
})
const changes = async (...given: Parameters<typeof query>): Promise<PointChange[]> =>
  await inTransaction(pool, async (trx) => await pointChanges(trx, query(...given)))
/** point, stretch, supplier before and after */
const short = (found: readonly PointChange[]): string[] =>
  found.map(({ meteringPointId, fromDay, toDay, before, after }) => {
    const supplier = (values: PointChange['before']): string => values?.energySupplierId ?? 'none'
    return `${meteringPointId} ${fromDay} ${toDay} ${supplier(before)} ${supplier(after)}`
  })

test('the stretch in which another supplier is known, cut to the days asked for', async () => {
  expect(short(await changes(1, 2))).toEqual([`${pointId(1)} 2026-03-10 2026-04-01 ${supplierId(1)} ${supplierId(2)}`])
  expect(short(await changes(1, 2, { from: '2026-05-10', to: '2026-05-12' }))).toEqual([
    `${pointId(1)} 2026-05-10 2026-05-12 ${supplierId(1)} ${supplierId(2)}`,
    `${pointId(2)} 2026-05-10 2026-05-12 ${supplierId(1)} ${supplierId(2)}`,
  ])
})

test('a withdrawal takes a change back: in between there are two, from end to end none', async () => {
  expect(short(await changes(2, 4, { pointIds: [pointId(1)] }))).toEqual([
    `${pointId(1)} 2026-03-10 2026-04-01 ${supplierId(2)} ${supplierId(1)}`,
  ])
  expect(await changes(1, 4, { pointIds: [pointId(1)] })).toEqual([])
})

test('what becomes known for the first time was nothing before', async () => {
  const first = await changes(0, 1, { pointIds: [pointId(2)] })
  expect(first).toMatchObject([{ fromDay: '2026-03-01', toDay: '2026-04-01', before: undefined }])
  expect(first[0]?.after).toMatchObject({ type: 'consumption', gridArea: '801' })
})

test('areas are those that a point lies in or exchanges with, before or after', async () => {
  expect(await changes(2, 3, { gridAreas: ['803'] })).toMatchObject([
    {
      meteringPointId: pointId(4),
      fromDay: '2026-03-30',
      before: { fromGridArea: '802' },
      after: { fromGridArea: '803' },
    },
  ])
  expect(await changes(2, 3, { gridAreas: ['802'] })).toHaveLength(1)
  expect(await changes(2, 3, { gridAreas: ['999'] })).toEqual([])
})

test('the longest stretch comes first, and a limit keeps the first', async () => {
  const all = await changes(1, 3)
  expect(all.map(({ meteringPointId }) => meteringPointId)).toEqual([pointId(3), pointId(1), pointId(4)])
  expect(all[0]?.after?.connectionState).toBe('closed_down')
  expect(await inTransaction(pool, async (trx) => await pointChanges(trx, query(1, 3), 1))).toEqual(all.slice(0, 1))
})

test('counts are of everything, moves of suppliers by area and pair', async () => {
  const count = async (...given: Parameters<typeof query>): Promise<unknown> =>
    await inTransaction(pool, async (trx) => await countPointChanges(trx, query(...given), 1))
  expect(await count(1, 3)).toEqual({
    points: 3,
    pointDays: 27 + 22 + 2,
    suppliedPoints: 1,
    supplierMoves: [
      {
        gridArea: '801',
        beforeSupplierId: supplierId(1),
        afterSupplierId: supplierId(2),
        points: 1,
        pointDays: 22,
      },
    ],
  })
  expect(await count(3, 3)).toEqual({ points: 0, pointDays: 0, suppliedPoints: 0, supplierMoves: [] })
})
