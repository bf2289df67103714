import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { ActorStatement } from './actor.ts'
import { actorHistory, actorsAsKnown, appendActors } from './index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

async function state(...actors: ActorStatement[]): Promise<bigint> {
  return await inTransaction(database.pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    await appendActors(trx, actors, seq)
    return seq
  })
}
const known = async (filter: Parameters<typeof actorsAsKnown>[1] = {}): Promise<unknown[]> =>
  (await inTransaction(database.pool, (trx) => actorsAsKnown(trx, filter))).map((actor) => [
    actor.actorId,
    actor.name,
    actor.roles.join(' '),
    actor.validFrom,
    actor.validTo,
  ])

test('actors as of a day and as known at a number; a role begins and ends on a day', async () => {
  const lys = { actorId: '5790000000012', name: 'Lys' }
  const first = await state({ ...lys, roles: ['energy_supplier'] }, { ...lys, actorId: '5790000000029', roles: [] })
  const second = await state(
    { ...lys, validFrom: '2026-02-01', roles: ['energy_supplier', 'balance_responsible'] },
    { ...lys, validFrom: '2026-04-01', roles: [] },
  )
  const third = await state({ ...lys, validFrom: '2026-04-01', tombstone: true })
  expect(await known({ atSeq: first })).toEqual([
    ['5790000000012', 'Lys', 'energy_supplier', '1900-01-01', null],
    ['5790000000029', 'Lys', '', '1900-01-01', null],
  ])
  expect(await known({ atSeq: second, actorId: lys.actorId })).toEqual([
    ['5790000000012', 'Lys', 'energy_supplier', '1900-01-01', '2026-02-01'],
    ['5790000000012', 'Lys', 'energy_supplier balance_responsible', '2026-02-01', '2026-04-01'],
    ['5790000000012', 'Lys', '', '2026-04-01', null],
  ])
  const last = ['5790000000012', 'Lys', 'energy_supplier balance_responsible', '2026-02-01', null]
  expect(await known({ asOf: '2026-04-01', limit: 1 })).toEqual([last])
  expect(await known({ atSeq: third, limit: 1, after: { actorId: lys.actorId, validFrom: '1900-01-01' } })).toEqual([
    last,
  ])
  expect(await known({ atSeq: first - 1n })).toEqual([])
})

test('a history has every statement, withdrawals without values', async () => {
  const history = await inTransaction(database.pool, (trx) => actorHistory(trx, '5790000000012'))
  expect(history?.periods).toHaveLength(2)
  expect(history?.log.map(({ recordedSeq, validFrom, values }) => [recordedSeq, validFrom, values?.roles])).toEqual([
    [1n, '1900-01-01', ['energy_supplier']],
    [2n, '2026-02-01', ['energy_supplier', 'balance_responsible']],
    [2n, '2026-04-01', []],
    [3n, '2026-04-01', undefined],
  ])
  expect(await inTransaction(database.pool, (trx) => actorHistory(trx, '5790000000036'))).toBeUndefined()
})
