import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { dk, gridAreasAsKnown } from '../market/index.ts'
import { inTransaction } from '../platform/index.ts'
import { supplierId } from './example-points.ts'
import { importGridAreas } from './import-grid-areas.ts'
import type { ImportReport } from '../platform/index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'areas-'))
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

async function load(content: string): Promise<ImportReport> {
  const path = join(directory, 'areas.csv')
  await writeFile(path, content)
  return await importGridAreas(path, { pool: database.pool, profile: dk })
}

test('areas are stored once, a change of name is a new statement', async () => {
  const file = `code;name;price_area;valid_from;metered_data_responsible_id\n041;Byen;DK1;2020-01-01;${supplierId(5)}\n042;Landet;;2020-01-01;\n`
  expect(await load(file)).toMatchObject({ lines: 2, appended: 2, unchanged: 0, refused: 0, findings: [] })
  expect(await load(file)).toMatchObject({ appended: 0, unchanged: 2, recordedSeq: undefined })
  expect(await load(file.replace('Landet', 'Havet'))).toMatchObject({ appended: 1, unchanged: 1 })
  const areas = await inTransaction(database.pool, async (trx) => await gridAreasAsKnown(trx))
  expect(
    areas.map(({ code, name, priceArea, meteredDataResponsibleId }) => [
      code,
      name,
      priceArea,
      meteredDataResponsibleId,
    ]),
  ).toEqual([
    ['041', 'Byen', 'DK1', supplierId(5)],
    ['042', 'Havet', null, null],
  ])
})

test('bad lines are named, good ones stored', async () => {
  const report = await load(
    'code,name,valid_from,metered_data_responsible_id\n51,A,2020-01-01,\n052,B,2020-13-01,123\n053,,2020-01-01,\n054,D,2020-01-01,\n054,E,2020-01-01,\n',
  )
  expect(report).toMatchObject({ lines: 5, appended: 1, refused: 4 })
  expect(report.findings.map(({ line, code, field }) => [line, code, field])).toEqual([
    [2, 'FIELD_INVALID', 'code'],
    [3, 'FIELD_INVALID', 'valid_from'],
    [3, 'FIELD_INVALID', 'metered_data_responsible_id'],
    [4, 'FIELD_MISSING', 'name'],
    [6, 'PERIOD_DOUBLED', 'code'],
  ])
})

test('eight imports at once leave one effect', async () => {
  const reports = await Promise.all(
    Array.from({ length: 8 }, async () => await load('code;name;valid_from\n061;X;2020-01-01\n')),
  )
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
})
