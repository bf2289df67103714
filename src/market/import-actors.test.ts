import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import type { ImportReport } from '../platform/index.ts'
import { actorsAsKnown } from './actor-store.ts'
import { dk } from './dk.ts'
import { importActors } from './import-actors.ts'

let database: TestDatabase
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-actors-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})
beforeEach(async () => {
  database = await freshDatabase()
  return async () => await database.drop()
})

async function load(text: string): Promise<ImportReport> {
  const path = join(directory, 'actors.csv')
  await writeFile(path, text)
  return await importActors(path, { pool: database.pool, profile: dk })
}
const known = async (): Promise<unknown[]> =>
  (await inTransaction(database.pool, (trx) => actorsAsKnown(trx))).map((actor) => [
    actor.name,
    actor.roles,
    actor.validFrom,
    actor.validTo,
  ])
const places = ({ findings }: ImportReport): unknown[] => findings.map(({ line, code, field }) => [line, code, field])

const ACTORS = `actor_id;name;roles
5790000000012;Lys;energy_supplier
5790000000029;Net;metered_data_responsible grid_access_provider
`

test('actors are recorded once, whatever how often the file comes; a change is recorded', async () => {
  expect(await load(ACTORS)).toMatchObject({ lines: 2, appended: 2, refused: 0, recordedSeq: 1n })
  expect(await load(ACTORS)).toMatchObject({ appended: 0, unchanged: 2, recordedSeq: undefined })
  const turned = ACTORS.replace(/(metered\S+) (\S+)/, '$2 $1')
  expect(await load(turned)).toMatchObject({ appended: 0, unchanged: 2 })
  expect(await load(ACTORS.replace('Lys', 'Lys og Kraft'))).toMatchObject({
    appended: 1,
    unchanged: 1,
    recordedSeq: 2n,
  })
  expect(await known()).toEqual([
    ['Lys og Kraft', ['energy_supplier'], '1900-01-01', null],
    ['Net', ['metered_data_responsible', 'grid_access_provider'], '1900-01-01', null],
  ])
})

test('roles begin and end on days, and a day is taken back', async () => {
  await load(ACTORS)
  const dated = `actor_id;name;roles;valid_from;tombstone
5790000000012;Lys;energy_supplier balance_responsible;2026-02-01;
5790000000012;Lys;;2026-05-01;false
5790000000029;;;;true
`
  expect(await load(dated)).toMatchObject({ lines: 3, appended: 3, refused: 0 })
  expect(await load(dated)).toMatchObject({ appended: 0, unchanged: 3 })
  expect(await known()).toEqual([
    ['Lys', ['energy_supplier'], '1900-01-01', '2026-02-01'],
    ['Lys', ['energy_supplier', 'balance_responsible'], '2026-02-01', '2026-05-01'],
    ['Lys', [], '2026-05-01', null],
  ])
  const report = await load('actor_id;name;roles;valid_from;tombstone\n5790000000012;;;2026-03-01;true\n')
  expect(places(report)).toEqual([[2, 'PERIOD_UNKNOWN', 'actor_id']])
})

test('every fault of a file of actors is named with its line and field; the good lines are recorded', async () => {
  const report = await load(`actor_id;name;roles;valid_from
5790000000012;Lys;energy_supplier;
5790000000013;Wrong digit;energy_supplier;
5790000000029;;energy_supplier;
5790000000029;Net;netselskab;2026-02-30
5790000000012;Lys again;energy_supplier;1900-01-01
5790000000029;too;many;fields;
;Nobody;;
`)
  expect(report).toMatchObject({ lines: 7, appended: 1, refused: 6 })
  expect(places(report)).toEqual([
    [3, 'CHECK_DIGIT', 'actor_id'],
    [4, 'FIELD_MISSING', 'name'],
    [5, 'FIELD_INVALID', 'valid_from'],
    [5, 'FIELD_INVALID', 'roles'],
    [6, 'PERIOD_DOUBLED', 'actor_id'],
    [7, 'CSV_BROKEN', undefined],
    [8, 'FIELD_MISSING', 'actor_id'],
    [8, 'FIELD_MISSING', 'roles'],
  ])
})

test('of two imports of one file at once one records, the other finds it known', async () => {
  const reports = await Promise.all([load(ACTORS), load(ACTORS)])
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 2])
})
