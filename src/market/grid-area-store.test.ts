import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { appendGridAreas, gridAreaLog, gridAreasAsKnown } from './grid-area-store.ts'
import { gridAreaHistory } from './history.ts'
import type { NewGridArea } from './grid-area.ts'
import { lockMarket } from './lock-market.ts'

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
    await appendGridAreas(trx, [{ code: '001', validFrom: '2026-01-01', tombstone: true }], seq)
    await appendGridAreas(trx, [], seq)
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

test('a list goes on behind the last one that was shown', async () => {
  const key = { code: '001', validFrom: '2020-01-01' }
  expect(await names({ atSeq: 2n, limit: 1 })).toEqual(['001 old 2020-01-01 2026-01-01'])
  expect(await names({ atSeq: 2n, limit: 1, after: key })).toEqual(['001 newer 2026-01-01 open'])
  expect(await names({ atSeq: 2n, after: { ...key, validFrom: '2026-01-01' } })).toEqual(['002 other 2020-01-01 open'])
  expect(await names({ code: '002' })).toEqual(['002 other 2020-01-01 open'])
})

test('operators and neighbours are kept as stated; the metered data responsible gives access where nobody else does', async () => {
  const plain = area('010', '2020-01-01', 'plain')
  const seq = await commit(async (trx, number) => {
    await appendGridAreas(
      trx,
      [
        { ...plain, meteredDataResponsibleId: 'reader' },
        { ...plain, code: '011', meteredDataResponsibleId: 'reader', gridAccessProviderId: 'grid', neighbours: [] },
        { ...plain, code: '012', gridAccessProviderId: null, neighbours: ['011', '010', '011'] },
      ],
      number,
    )
  })
  const known = await inTransaction(database.pool, (trx) => gridAreasAsKnown(trx, { asOf: '2026-01-01' }))
  expect(
    known.filter(({ code }) => code >= '010').map((each) => [each.code, each.gridAccessProviderId, each.neighbours]),
  ).toEqual([
    ['010', 'reader', null],
    ['011', 'grid', []],
    ['012', null, ['010', '011']],
  ])
  const log = await inTransaction(database.pool, (trx) => gridAreaLog(trx, '010', seq))
  expect(log).toMatchObject([{ validFrom: '2020-01-01', recordedSeq: seq, values: { gridAccessProviderId: null } }])
})

test('a history has the periods and every statement, withdrawals without values, as known at a number', async () => {
  const history = await inTransaction(database.pool, (trx) => gridAreaHistory(trx, '001'))
  expect(history?.periods.map(({ validFrom, name }) => [validFrom, name])).toEqual([['2020-01-01', 'old']])
  expect(history?.log.map(({ recordedSeq, validFrom, values }) => [recordedSeq, validFrom, values?.name])).toEqual([
    [1n, '2020-01-01', 'old'],
    [1n, '2026-01-01', 'new'],
    [2n, '2026-01-01', 'newer'],
    [3n, '2026-01-01', undefined],
  ])
  const before = await inTransaction(database.pool, (trx) => gridAreaHistory(trx, '001', 1n))
  expect([before?.log.length, before?.periods.length]).toEqual([2, 2])
  expect(await inTransaction(database.pool, (trx) => gridAreaHistory(trx, '001', 0n))).toBeUndefined()
})

test('the table keeps an area from being its own neighbour', async () => {
  const own = commit(async (trx, seq) => {
    await appendGridAreas(trx, [{ ...area('020', '2020-01-01', 'own'), neighbours: ['020'] }], seq)
  })
  await expect(own).rejects.toThrow(/check constraint/)
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
