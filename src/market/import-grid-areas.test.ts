import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { glnWithCheckDigit } from '../kernel/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { ImportReport } from '../platform/index.ts'
import { dk, gridAreasAsKnown, importGridAreas } from './index.ts'
import { appendActors } from './actor-store.ts'

const READER = glnWithCheckDigit(5)
const GRID = glnWithCheckDigit(6)

let database: TestDatabase
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'areas-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})
beforeEach(async () => {
  database = await freshDatabase()
  await inTransaction(database.pool, async (trx) => {
    const roles = ['metered_data_responsible', 'grid_access_provider']
    const until = { actorId: READER, name: 'Net', validFrom: '2026-06-01', roles: [] }
    await appendActors(trx, [{ actorId: READER, name: 'Net', roles }, until], await nextRecordedSeq(trx))
  })
  return async () => await database.drop()
})

async function load(content: string): Promise<ImportReport> {
  const path = join(directory, 'areas.csv')
  await writeFile(path, content)
  return await importGridAreas(path, { pool: database.pool, profile: dk })
}
const places = ({ findings }: ImportReport): unknown[] =>
  findings.map(({ line, code, field, severity }) => [line, code, field, severity])

test('areas are stored once, a change of name is a new statement', async () => {
  const file = `code;name;price_area;valid_from;metered_data_responsible_id\n041;Byen;DK1;2020-01-01;${READER}\n042;Landet;;2020-01-01;\n`
  expect(await load(file)).toMatchObject({ lines: 2, appended: 2, unchanged: 0, refused: 0, findings: [] })
  expect(await load(file)).toMatchObject({ appended: 0, unchanged: 2, recordedSeq: undefined })
  expect(await load(file.replace('Landet', 'Havet'))).toMatchObject({ appended: 1, unchanged: 1 })
  const areas = await inTransaction(database.pool, async (trx) => await gridAreasAsKnown(trx))
  expect(
    areas.map((area) => [area.code, area.name, area.priceArea, area.meteredDataResponsibleId, area.neighbours]),
  ).toEqual([
    ['041', 'Byen', 'DK1', READER, null],
    ['042', 'Havet', null, null, null],
  ])
})

test('an operator and neighbours may be stated; neighbours of one file may name each other, in any order', async () => {
  const header = 'code;name;valid_from;grid_access_provider_id;neighbours\n'
  const file = `${header}041;A;2020-01-01;${READER};043 042\n042;B;2020-01-01;;041\n043;C;2020-01-01;;041 042\n`
  expect(await load(file)).toMatchObject({ appended: 3, findings: [] })
  const swapped = await load(file.replace('043 042', '042 043'))
  expect(swapped).toMatchObject({ appended: 0, unchanged: 3 })
  expect(await load(`${header}041;A;2020-01-01;${READER};042\n`)).toMatchObject({ appended: 1 })
  const [first] = await inTransaction(database.pool, (trx) => gridAreasAsKnown(trx))
  expect(first).toMatchObject({ gridAccessProviderId: READER, meteredDataResponsibleId: null, neighbours: ['042'] })
})

test('a withdrawal takes back a day, once; what was never stated cannot be taken back', async () => {
  await load('code;name;valid_from\n041;Old;2020-01-01\n041;New;2026-01-01\n')
  const file = 'code;name;valid_from;tombstone\n041;;2026-01-01;true\n041;;2026-02-01;true\n042;X;2026-01-01;maybe\n'
  const report = await load(file)
  expect(report).toMatchObject({ lines: 3, appended: 1, refused: 2 })
  expect(places(report)).toEqual([
    [3, 'PERIOD_UNKNOWN', 'code', 'error'],
    [4, 'FIELD_INVALID', 'tombstone', 'error'],
  ])
  expect(await load(file)).toMatchObject({ appended: 0, unchanged: 1 })
  const areas = await inTransaction(database.pool, (trx) => gridAreasAsKnown(trx))
  expect(areas.map(({ name, validTo }) => [name, validTo])).toEqual([['Old', null]])
  expect(await load('code;name;valid_from\n041;New;2026-01-01\n')).toMatchObject({ appended: 1 })
})

test('bad lines are named with every fault, good ones stored', async () => {
  const report = await load(
    `code,name,valid_from,metered_data_responsible_id,price_area,grid_access_provider_id,neighbours
51,A,2020-01-01,,,,
052,B,2020-13-01,123,,,
053,,2020-01-01,,,,
054,D,2020-01-01,,,,
054,E,2020-01-01,,,,
055,F,2020-01-01,,DK3,12,055 5 054
`,
  )
  expect(report).toMatchObject({ lines: 6, appended: 1, refused: 5 })
  expect(places(report)).toEqual([
    [2, 'FIELD_INVALID', 'code', 'error'],
    [3, 'FIELD_INVALID', 'valid_from', 'error'],
    [3, 'FIELD_INVALID', 'metered_data_responsible_id', 'error'],
    [4, 'FIELD_MISSING', 'name', 'error'],
    [6, 'PERIOD_DOUBLED', 'code', 'error'],
    [7, 'FIELD_INVALID', 'price_area', 'error'],
    [7, 'FIELD_INVALID', 'grid_access_provider_id', 'error'],
    [7, 'FIELD_INVALID', 'neighbours', 'error'],
    [7, 'FIELD_INVALID', 'neighbours', 'error'],
  ])
})

describe('what is doubtful is stored with a warning', () => {
  const header = 'code;name;valid_from;metered_data_responsible_id;grid_access_provider_id;neighbours\n'

  test('a company that is not known in its role on the day', async () => {
    const report = await load(
      `${header}041;A;2026-05-31;${READER};;\n042;B;2026-06-01;${READER};;\n043;C;2026-01-01;${READER};${GRID};\n`,
    )
    expect(report).toMatchObject({ appended: 3, refused: 0 })
    expect(places(report)).toEqual([
      [3, 'ACTOR_ROLE_UNKNOWN', 'metered_data_responsible_id', 'warning'],
      [3, 'ACTOR_ROLE_UNKNOWN', 'grid_access_provider_id', 'warning'],
      [4, 'ACTOR_ROLE_UNKNOWN', 'grid_access_provider_id', 'warning'],
    ])
  })

  test('a neighbour that does not exist on the day', async () => {
    const report = await load(`${header}041;A;2026-01-01;;;042 043\n042;B;2026-02-01;;;041\n`)
    expect(report).toMatchObject({ appended: 2, refused: 0 })
    expect(report.findings.map(({ line, code, message }) => [line, code, message])).toEqual([
      [2, 'GRID_AREA_UNKNOWN', 'neighbour 042 is not known on 2026-01-01'],
      [2, 'GRID_AREA_UNKNOWN', 'neighbour 043 is not known on 2026-01-01'],
    ])
  })
})

test('eight imports at once leave one effect', async () => {
  const reports = await Promise.all(
    Array.from({ length: 8 }, async () => await load('code;name;valid_from\n061;X;2020-01-01\n')),
  )
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
})
