import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import {
  actorsAsKnown,
  appendActors,
  appendGridAreas,
  gridAreasAsKnown,
  lockMarket,
  withdrawGridArea,
} from './store.ts'
import type { NewGridArea } from './store.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

async function commit(work: (trx: Transaction, seq: bigint) => Promise<void>): Promise<bigint> {
  return await inTransaction(database.pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    await work(trx, seq)
    return seq
  })
}
const area = (code: string, validFrom: string, name: string): NewGridArea => ({
  code,
  validFrom,
  name,
  priceArea: 'DK2',
  meteredDataResponsibleId: null,
})
const names = async (filter: Parameters<typeof gridAreasAsKnown>[1] = {}): Promise<string[]> => {
  const areas = await inTransaction(database.pool, async (trx) => await gridAreasAsKnown(trx, filter))
  return areas.map((a) => `${a.code} ${a.name} ${a.validFrom} ${a.validTo ?? 'open'}`)
}

test('grid areas as of a day and as known at a number', async () => {
  const first = await commit(async (trx, seq) => {
    await appendGridAreas(
      trx,
      [area('001', '2020-01-01', 'old'), area('001', '2026-01-01', 'new'), area('002', '2020-01-01', 'other')],
      seq,
    )
  })
  const second = await commit(async (trx, seq) => {
    await appendGridAreas(trx, [area('001', '2026-01-01', 'newer')], seq)
  })
  const third = await commit(async (trx, seq) => {
    await withdrawGridArea(trx, '001', '2026-01-01', seq)
  })
  expect(await names({ atSeq: first })).toEqual([
    '001 old 2020-01-01 2026-01-01',
    '001 new 2026-01-01 open',
    '002 other 2020-01-01 open',
  ])
  expect(await names({ atSeq: second, asOf: '2026-01-01' })).toEqual([
    '001 newer 2026-01-01 open',
    '002 other 2020-01-01 open',
  ])
  expect(await names({ atSeq: second, asOf: '2025-12-31' })).toEqual([
    '001 old 2020-01-01 2026-01-01',
    '002 other 2020-01-01 open',
  ])
  expect(await names({ atSeq: third })).toEqual(['001 old 2020-01-01 open', '002 other 2020-01-01 open'])
  expect(await names({ asOf: '2019-12-31' })).toEqual([])
  expect(await names()).toEqual(await names({ atSeq: third }))
})

const known = async (atSeq?: bigint): Promise<unknown[]> =>
  await inTransaction(database.pool, async (trx) => await actorsAsKnown(trx, { atSeq }))

test('actors as known at a number', async () => {
  const actor = { actorId: '5790000000012', name: 'Lys', roles: ['energy_supplier'] }
  const first = await commit(async (trx, seq) => {
    await appendActors(trx, [actor, { ...actor, actorId: '5790000000029', roles: [] }], seq)
  })
  const second = await commit(async (trx, seq) => {
    await appendActors(
      trx,
      [{ ...actor, name: 'Lys og Kraft', roles: ['energy_supplier', 'balance_responsible'] }],
      seq,
    )
  })
  expect(await known(first)).toEqual([
    { ...actor, recordedSeq: first },
    { ...actor, actorId: '5790000000029', roles: [], recordedSeq: first },
  ])
  expect(await known()).toEqual([
    {
      actorId: actor.actorId,
      name: 'Lys og Kraft',
      roles: ['energy_supplier', 'balance_responsible'],
      recordedSeq: second,
    },
    { ...actor, actorId: '5790000000029', roles: [], recordedSeq: first },
  ])
  expect(await known(first - 1n)).toEqual([])
})

test.each([
  "update market.grid_area set name = 'x'",
  'delete from market.grid_area',
  'truncate market.grid_area',
  "update market.actor set name = 'x'",
  'delete from market.actor',
  'truncate market.actor',
])('facts cannot be changed: %s', async (sql) => {
  await expect(database.pool.query(sql)).rejects.toThrow('facts are only added')
})

test('writers of the market take turns while readers go on', async () => {
  const order: string[] = []
  const locked = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  const first = inTransaction(database.pool, async (trx) => {
    await lockMarket(trx)
    locked.resolve()
    await mayEnd.promise
    order.push('first writer')
  })
  await locked.promise
  const second = inTransaction(database.pool, async (trx) => {
    await lockMarket(trx)
    order.push('second writer')
  })
  await names()
  order.push('reader')
  mayEnd.resolve()
  await Promise.all([first, second])
  expect(order).toEqual(['reader', 'first writer', 'second writer'])
})
