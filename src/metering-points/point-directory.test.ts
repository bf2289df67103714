import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import { consumption, pointId, recorded } from './example-points.ts'
import { periodsAsKnown } from './periods-as-known.ts'
import { pointDirectory } from './point-directory.ts'
import type { PointDirectory } from './point-directory.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

const refresh = async (directory: PointDirectory, ...points: number[]): Promise<void> => {
  await inTransaction(database.pool, async (trx) => {
    await directory.refresh(trx, points.map(pointId))
  })
}
const starts = (directory: PointDirectory, n: number): string[] | undefined =>
  directory.lookup(pointId(n))?.map(({ validFrom }) => validFrom)

test('says what periodsAsKnown says', async () => {
  await recorded(
    database.pool,
    ...[1, 2, 3].flatMap((n) => [
      consumption(n, '2026-03-01'),
      consumption(n, '2026-04-01', { lossRole: 'grid_loss' }),
    ]),
  )
  const directory = pointDirectory()
  await refresh(directory, 1, 2, 3)
  const expected = await inTransaction(
    database.pool,
    async (trx) => await periodsAsKnown(trx, { pointIds: [pointId(2)] }),
  )
  expect(directory.lookup(pointId(2))).toEqual(expected)
  expect(expected).toHaveLength(2)
})

test('sees new data after a refresh, not before, also of points that were unknown', async () => {
  await recorded(database.pool, consumption(11, '2026-03-01'))
  const directory = pointDirectory()
  await refresh(directory, 11, 12)
  expect([starts(directory, 11), starts(directory, 12)]).toEqual([['2026-03-01'], undefined])
  const seq = await recorded(database.pool, consumption(11, '2026-05-01'), consumption(12, '2026-05-01'))
  expect([starts(directory, 11), starts(directory, 12)]).toEqual([['2026-03-01'], undefined])
  await refresh(directory)
  expect([starts(directory, 11), starts(directory, 12)]).toEqual([['2026-03-01', '2026-05-01'], ['2026-05-01']])
  expect(directory.recordedSeq()).toBe(seq)
})

test('a point that nobody asked for is a mistake, not an unknown point', async () => {
  const directory = pointDirectory()
  await refresh(directory, 21)
  expect(directory.lookup(pointId(21))).toBeUndefined()
  expect(() => directory.lookup(pointId(22))).toThrow(/not among the points of refresh/)
})

test('beyond its size it forgets, but never what was asked for last', async () => {
  const numbers = Array.from({ length: 30 }, (_, n) => 200 + n)
  await recorded(database.pool, ...numbers.map((n) => consumption(n, '2026-03-01')))
  const directory = pointDirectory({ maxPoints: 10 })
  for (let from = 0; from < 30; from += 6) {
    const asked = numbers.slice(from, from + 6)
    await refresh(directory, ...asked)
    for (const n of asked) expect(starts(directory, n)).toEqual(['2026-03-01'])
  }
  expect(() => directory.lookup(pointId(200))).toThrow()
  await refresh(directory, ...numbers) // more than fits is still answered
  for (const n of numbers) expect(starts(directory, n)).toEqual(['2026-03-01'])
})

test('what the newest refresh had no room for can still be looked up by those who asked before', async () => {
  await recorded(database.pool, ...[301, 302, 303].map((n) => consumption(n, '2026-03-01')))
  const directory = pointDirectory({ maxPoints: 2 })
  await refresh(directory, 301, 302)
  await refresh(directory, 303)
  expect([301, 302, 303].map((n) => starts(directory, n)?.length)).toEqual([1, 1, 1])
})

test('refreshes at once, with writers between them, end with what is known', async () => {
  const directory = pointDirectory()
  const numbers = Array.from({ length: 20 }, (_, n) => 400 + n)
  await Promise.all(
    numbers.map(async (n) => {
      await refresh(directory, ...numbers.slice(0, (n % 5) + 3))
      await recorded(database.pool, consumption(n, '2026-03-01'))
      await refresh(directory, n)
      expect(starts(directory, n)).toEqual(['2026-03-01'])
    }),
  )
  await refresh(directory, ...numbers)
  for (const n of numbers) expect(starts(directory, n)).toEqual(['2026-03-01'])
})

test('a refresh that fails leaves the next one working', async () => {
  await recorded(database.pool, consumption(501, '2026-03-01'))
  const directory = pointDirectory()
  const failing = inTransaction(database.pool, async (trx) => {
    await trx.query('select 1 / 0').catch(() => {})
    await directory.refresh(trx, [pointId(501)])
  })
  await expect(failing).rejects.toThrow(/aborted/)
  await refresh(directory, 501)
  expect(starts(directory, 501)).toEqual(['2026-03-01'])
})

test('changes beyond what is worth reloading start anew and are still seen', async () => {
  const directory = pointDirectory()
  await recorded(database.pool, consumption(601, '2026-03-01'))
  await refresh(directory, 601)
  const many = Array.from({ length: 20_500 }, (_, n) => consumption(10_000 + n, '2026-03-01'))
  await recorded(database.pool, ...many, consumption(601, '2026-04-01'))
  await refresh(directory, 601)
  expect(starts(directory, 601)).toEqual(['2026-03-01', '2026-04-01'])
})
