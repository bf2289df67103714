import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import { consumption, pointId, recorded } from './example-points.ts'
import { isInForce, pointHistory } from './point-history.ts'
import type { PointHistory } from './point-history.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

const history = async (n: number, at: Parameters<typeof pointHistory>[2] = {}): Promise<PointHistory | undefined> =>
  await inTransaction(database.pool, async (trx) => await pointHistory(trx, pointId(n), at))

test('shows periods and log, as known at a number and as of a day', async () => {
  const first = await recorded(
    database.pool,
    consumption(1, '2026-01-01'),
    consumption(1, '2026-03-01', { resolution: 'PT1H' }),
  )
  const second = await recorded(database.pool, {
    meteringPointId: pointId(1),
    validFrom: '2026-03-01',
    tombstone: true,
  })
  const now = await history(1)
  expect(now?.periods.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([['2026-01-01', null]])
  expect(now?.log.map(({ validFrom, recordedSeq, values }) => [validFrom, recordedSeq, values?.resolution])).toEqual([
    ['2026-01-01', first, 'PT15M'],
    ['2026-03-01', first, 'PT1H'],
    ['2026-03-01', second, undefined],
  ])
  const then = await history(1, { asKnown: first, asOf: '2026-03-01' })
  expect(then?.periods.map(({ resolution }) => resolution)).toEqual(['PT1H'])
  expect(then?.log).toHaveLength(2)
  expect((await history(1, { asOf: '2025-12-31' }))?.periods).toEqual([])
})

test('a point is unknown until something was recorded', async () => {
  expect(await history(2)).toBeUndefined()
  const seq = await recorded(database.pool, consumption(2, '2026-01-01'))
  expect(await history(2, { asKnown: seq - 1n })).toBeUndefined()
  expect((await history(2, { asKnown: seq }))?.periods).toHaveLength(1)
})

test('a period holds on its first day and not on the day of its end', () => {
  const period = { validFrom: '2026-03-01', validTo: '2026-03-03' }
  const held = ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03'].map((day) => isInForce(period, day))
  expect(held).toEqual([false, true, true, false])
  expect(isInForce({ ...period, validTo: null }, '2099-01-01')).toBe(true)
})
