import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { apiClientsAsKnown, appendApiClients, findApiClient, withdrawApiClient } from './api-clients.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

async function commit(work: (trx: Transaction, seq: bigint) => Promise<void>): Promise<void> {
  await inTransaction(database.pool, async (trx) => {
    await work(trx, await nextRecordedSeq(trx))
  })
}
const supplier = { clientId: 'b-supplier', actorId: '5790000000005', role: 'DDQ' }
const meter = { clientId: 'a-meter', actorId: '5790000000005', role: 'MDR' }

test('a client is known from its commit on, replaced by a later statement, and gone when withdrawn', async () => {
  await commit(async (trx, seq) => {
    await appendApiClients(trx, [supplier, meter], seq)
    await appendApiClients(trx, [], seq)
  })
  expect(await findApiClient(database.pool, 'b-supplier')).toEqual(supplier)
  expect(await apiClientsAsKnown(database.pool)).toEqual([meter, supplier])

  const moved = { ...supplier, actorId: '5790000000012' }
  await commit(async (trx, seq) => {
    await appendApiClients(trx, [moved], seq)
  })
  expect(await findApiClient(database.pool, 'b-supplier')).toEqual(moved)

  await commit(async (trx, seq) => {
    await withdrawApiClient(trx, 'b-supplier', seq)
  })
  expect(await findApiClient(database.pool, 'b-supplier')).toBeUndefined()
  expect(await apiClientsAsKnown(database.pool)).toEqual([meter])
})

test('the id is compared as it is: nothing near it is found', async () => {
  for (const id of ['', 'A-METER', 'a-meter ', 'a-%', "a-meter' or true --"]) {
    expect(await findApiClient(database.pool, id)).toBeUndefined()
  }
})

test.each([
  ['an empty id', { clientId: '' }],
  ['a role that is no code', { role: 'supplier' }],
])('%s is refused, and the whole commit with it', async (_what, part) => {
  await expect(
    commit(async (trx, seq) => {
      await appendApiClients(
        trx,
        [
          { ...supplier, clientId: 'c' },
          { ...supplier, ...part },
        ],
        seq,
      )
    }),
  ).rejects.toThrow(/check constraint/)
  expect(await findApiClient(database.pool, 'c')).toBeUndefined()
})

test.each([
  "update market.api_client set actor_id = '5790000000029'",
  'delete from market.api_client',
  'truncate market.api_client',
])('what was stated stays: %s', async (statement) => {
  await expect(database.pool.query(statement)).rejects.toThrow(/append-only|refuse/i)
})
