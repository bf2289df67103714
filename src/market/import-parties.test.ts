import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import { apiClientsAsKnown } from './api-clients.ts'
import { importActors, importApiClients } from './import-parties.ts'
import { actorsAsKnown } from './store.ts'

let database: TestDatabase
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-parties-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})
beforeEach(async () => {
  database = await freshDatabase()
  return async () => await database.drop()
})

async function file(text: string): Promise<string> {
  const path = join(directory, 'parties.csv')
  await writeFile(path, text)
  return path
}

const ACTORS = `actor_id;name;roles
5790000000012;Lys;energy_supplier
5790000000029;Net;metered_data_responsible grid_access_provider
`

test('actors are recorded once, whatever how often the file comes; a change is recorded', async () => {
  const path = await file(ACTORS)
  expect(await importActors(path, database)).toMatchObject({ lines: 2, appended: 2, refused: 0, recordedSeq: 1n })
  expect(await importActors(path, database)).toMatchObject({ appended: 0, unchanged: 2, recordedSeq: undefined })
  const renamed = await file(ACTORS.replace('Lys', 'Lys og Kraft'))
  expect(await importActors(renamed, database)).toMatchObject({ appended: 1, unchanged: 1, recordedSeq: 2n })
  const known = await inTransaction(database.pool, (trx) => actorsAsKnown(trx))
  expect(known.map(({ name, roles }) => [name, roles])).toEqual([
    ['Lys og Kraft', ['energy_supplier']],
    ['Net', ['metered_data_responsible', 'grid_access_provider']],
  ])
})

test('every fault of a file of actors is named with its line and field; the good lines are recorded', async () => {
  const path = await file(`actor_id;name;roles
5790000000012;Lys;energy_supplier
5790000000013;Wrong digit;energy_supplier
5790000000029;;energy_supplier
5790000000029;Net;netselskab
5790000000012;Lys again;energy_supplier
5790000000029;too;many;fields
`)
  const report = await importActors(path, database)
  expect(report).toMatchObject({ lines: 6, appended: 1, refused: 5 })
  expect(report.findings.map(({ line, code, field }) => [line, code, field])).toEqual([
    [3, 'CHECK_DIGIT', 'actor_id'],
    [4, 'FIELD_MISSING', 'name'],
    [5, 'FIELD_INVALID', 'roles'],
    [6, 'PERIOD_DOUBLED', 'actor_id'],
    [7, 'CSV_BROKEN', undefined],
  ])
})

test('clients are recorded with the actor and the role they act for, and can change them', async () => {
  const text = `client_id;actor_id;role
0d6c;5790000000012;DDQ
1f2e;5790000000029;MDR
`
  expect(await importApiClients(await file(text), database)).toMatchObject({ appended: 2 })
  expect(await importApiClients(await file(text), database)).toMatchObject({ appended: 0, unchanged: 2 })
  const moved = text.replace('5790000000029;MDR', '5790000000029;DDM')
  expect(await importApiClients(await file(moved), database)).toMatchObject({ appended: 1, unchanged: 1 })
  expect(await apiClientsAsKnown(database.pool)).toEqual([
    { clientId: '0d6c', actorId: '5790000000012', role: 'DDQ' },
    { clientId: '1f2e', actorId: '5790000000029', role: 'DDM' },
  ])
})

test('a client in a role that nobody can act in is refused', async () => {
  const report = await importApiClients(
    await file('client_id;actor_id;role\na;5790000000012;DDX\nb;5790000000012;\n'),
    database,
  )
  expect(report.findings.map(({ line, code, field }) => [line, code, field])).toEqual([
    [2, 'FIELD_INVALID', 'role'],
    [3, 'FIELD_MISSING', 'role'],
  ])
})

test('of two imports of one file at once one records, the other finds it known', async () => {
  const path = await file(ACTORS)
  const reports = await Promise.all([importActors(path, database), importActors(path, database)])
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 2])
})
