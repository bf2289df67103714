import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { ImportReport } from '../platform/index.ts'
import { appendActors } from './actor-store.ts'
import { apiClientsAsKnown } from './api-clients.ts'
import { dk } from './dk.ts'
import { importApiClients } from './import-api-clients.ts'
import { stateApiClient, withdrawKnownClient } from './state-api-client.ts'

const TODAY = '2026-03-10'
const SUPPLIER = '5790000000012'
const GRID = '5790000000029'

let database: TestDatabase
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-clients-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})
beforeEach(async () => {
  database = await freshDatabase()
  await inTransaction(database.pool, async (trx) => {
    const named = (actorId: string, roles: string[], validFrom?: string) => ({ actorId, name: 'X', roles, validFrom })
    const actors = [
      named(SUPPLIER, ['energy_supplier']),
      named(SUPPLIER, ['energy_supplier', 'balance_responsible'], '2026-06-01'),
      named(GRID, ['metered_data_responsible', 'grid_access_provider']),
      named(GRID, ['metered_data_responsible'], TODAY),
    ]
    await appendActors(trx, actors, await nextRecordedSeq(trx))
  })
  return async () => await database.drop()
})

async function load(text: string): Promise<ImportReport> {
  const path = join(directory, 'clients.csv')
  await writeFile(path, text)
  return await importApiClients(path, { pool: database.pool, profile: dk, today: TODAY })
}
const state = async (clientId: string, actorId: string, role: string) =>
  await stateApiClient({ clientId, actorId, role }, { pool: database.pool, profile: dk, today: TODAY })

describe('the import', () => {
  const FILE = `client_id;actor_id;role\n0d6c;${SUPPLIER};DDQ\n1f2e;${GRID};MDR\n`

  test('records for whom clients act, once, and that they act for another', async () => {
    expect(await load(FILE)).toMatchObject({ appended: 2, findings: [] })
    expect(await load(FILE)).toMatchObject({ appended: 0, unchanged: 2 })
    const moved = FILE.replace(`0d6c;${SUPPLIER};DDQ`, `0d6c;${GRID};MDR`)
    expect(await load(moved)).toMatchObject({ appended: 1, unchanged: 1 })
    expect(await apiClientsAsKnown(database.pool)).toEqual([
      { clientId: '0d6c', actorId: GRID, role: 'MDR' },
      { clientId: '1f2e', actorId: GRID, role: 'MDR' },
    ])
  })

  test('refuses roles that nobody can act in, and what is empty or stated twice', async () => {
    const report = await load(
      `client_id;actor_id;role\na;${SUPPLIER};DDX\nb;${SUPPLIER};\nc;12;DDQ\nd;${SUPPLIER};DDQ\nd;${GRID};MDR\n`,
    )
    expect(report.findings.map(({ line, code, field }) => [line, code, field])).toEqual([
      [2, 'FIELD_INVALID', 'role'],
      [3, 'FIELD_MISSING', 'role'],
      [4, 'FIELD_INVALID', 'actor_id'],
      [6, 'PERIOD_DOUBLED', 'client_id'],
    ])
  })

  test('warns of an actor without the role, whose file may come later', async () => {
    const report = await load(`client_id;actor_id;role\na;${SUPPLIER};MDR\n`)
    expect(report).toMatchObject({ appended: 1, refused: 0 })
    expect(report.findings).toMatchObject([{ line: 2, code: 'ACTOR_ROLE_UNKNOWN', field: 'role', severity: 'warning' }])
  })
})

describe('a client that is stated', () => {
  test.each([
    ['the actor has', SUPPLIER, 'DDQ', true],
    ['the actor will have', SUPPLIER, 'DDK', true],
    ['the actor has beside another', GRID, 'MDR', true],
    ['ended today', GRID, 'DDM', false],
    ['the actor never had', SUPPLIER, 'EZ', false],
    ['the actor of nobody has', '5790000000036', 'DDQ', false],
    ['is the operator’s, for the operator', dk.operatorId ?? '', 'DGL', true],
    ['is the operator’s, for another', SUPPLIER, 'DGL', false],
  ])('in a role that %s', async (_, actorId, role, isTaken) => {
    const stated = await state('a', actorId, role)
    expect(stated.ok ? [] : stated.error.map(({ code, severity }) => [code, severity])).toEqual(
      isTaken ? [] : [['ACTOR_ROLE_UNKNOWN', 'error']],
    )
    expect(await apiClientsAsKnown(database.pool)).toHaveLength(isTaken ? 1 : 0)
  })

  test('is recorded once', async () => {
    expect(await state('a', SUPPLIER, 'DDQ')).toEqual({ ok: true, value: { recordedSeq: 2n, warnings: [] } })
    expect(await state('a', SUPPLIER, 'DDQ')).toEqual({ ok: true, value: { recordedSeq: undefined, warnings: [] } })
  })

  test('is refused with every fault at once', async () => {
    const stated = await state('', '5790000000013', 'DDQ')
    expect(stated.ok ? [] : stated.error.map(({ code, field }) => [code, field])).toEqual([
      ['FIELD_MISSING', 'client_id'],
      ['CHECK_DIGIT', 'actor_id'],
      ['ACTOR_ROLE_UNKNOWN', 'role'],
    ])
    const none = await state('a', SUPPLIER, 'constructor')
    expect(none.ok ? [] : none.error.map(({ code }) => code)).toEqual(['FIELD_INVALID'])
  })
})

test('a client is withdrawn once, by one of two', async () => {
  await state('a', SUPPLIER, 'DDQ')
  const done = await Promise.all([1, 2].map(async () => await withdrawKnownClient(database.pool, 'a')))
  expect(new Set(done)).toEqual(new Set([3n, undefined]))
  expect(await withdrawKnownClient(database.pool, 'b')).toBeUndefined()
  expect(await apiClientsAsKnown(database.pool)).toEqual([])
  expect(await state('a', SUPPLIER, 'DDQ')).toMatchObject({ ok: true, value: { recordedSeq: 4n } })
})
