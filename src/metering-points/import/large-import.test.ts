import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, textLiteral } from '../../platform/index.ts'
import { pointId, responsibleId, supplierId, withAreas } from '../example-points.ts'
import { importMeteringPoints } from './import-metering-points.ts'
import type { PointImportOptions, PointImportReport } from './import-metering-points.ts'
import { beginImport, endImport, takeTurn } from './import-record.ts'
import { openWorkshop } from './workshop.ts'

let database: TestDatabase
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'large-'))
})
afterAll(async () => rm(directory, { recursive: true }))
beforeEach(async () => {
  database = await freshDatabase()
  await withAreas(database.pool)
  return async () => database.drop()
})

const HEADER =
  'metering_point_id;valid_from;type;settlement_method;resolution;grid_area;parent_id;energy_supplier_id;balance_responsible_id;street_name'
const flex = (n: number, day = '2026-03-01', area = '801'): string =>
  `${pointId(n)};${day};consumption;flex;PT15M;${area};;${supplierId(1)};${responsibleId(1)};"Å ""vej"" ${n}"`
const child = (n: number, parent: number): string =>
  `${pointId(n)};2026-03-01;electrical_heating;;PT1H;801;${pointId(parent)};;;`

async function fileOf(name: string, ...lines: string[]): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, `${[HEADER, ...lines].join('\n')}\n`)
  return path
}
const load = async (path: string, options: PointImportOptions = {}): Promise<PointImportReport> =>
  await importMeteringPoints(
    path,
    { pool: database.pool, profile: dk, scratch: directory },
    { portionRows: 2, ...options },
  )
const statements = async (): Promise<number> => {
  const { rows } = await database.pool.query<{ n: number }>(
    'select count(*)::integer as n from metering_points.metering_point_period',
  )
  return rows[0]?.n ?? -1
}

test('a large file is stored in portions, children before their parents too; again it stores nothing', async () => {
  const path = await fileOf(
    'large.csv',
    child(9, 1),
    flex(1),
    '',
    flex(2),
    flex(3),
    'broken',
    flex(4, '2026-03-01', '999'),
  )
  const report = await load(path)
  expect(report).toMatchObject({ lines: 6, appended: 4, unchanged: 0, refused: 2, portions: 3, portionsBefore: 0 })
  expect(report.recordedSeq).toBeDefined()
  expect(report.findings).toMatchObject([
    { line: 7, code: 'CSV_BROKEN' },
    { line: 8, code: 'GRID_AREA_UNKNOWN', field: 'grid_area' },
  ])
  expect(await load(path)).toMatchObject({
    appended: 0,
    unchanged: 4,
    refused: 2,
    portionsBefore: 0,
    recordedSeq: undefined,
  })
  expect(await statements()).toBe(4)
  expect((await readdir(directory)).filter((name) => name.startsWith('points-'))).toEqual([])
})

test('what is refused can be mended and imported, and only that is in the file of refused rows', async () => {
  const path = await fileOf('faulty.csv', flex(1), flex(2, '2026-13-01', '99'), `${pointId(3)};"x`, flex(4), flex(4))
  const refusedPath = join(directory, 'refused.csv')
  for (const portionRows of [2, 100]) {
    expect(await load(path, { refusedPath, portionRows })).toMatchObject({ refused: 3 })
    const [header, ...lines] = (await readFile(refusedPath, 'utf8')).trimEnd().split('\n')
    expect(header).toBe(
      `${HEADER};refusal_line;refusal_code;refusal_market_code;refusal_field;refusal_value;refusal_english;refusal_danish`,
    )
    expect(lines).toEqual([
      `${flex(2, '2026-13-01', '99')};3;FIELD_INVALID | GRID_AREA_UNKNOWN;00302 | E10;valid_from | grid_area;" | 99";'2026-13-01' is not a market day YYYY-MM-DD | grid area '99' is not a grid area of three digits;" | netområde '99' er ikke et netområde på tre cifre"`,
      `;;;;;;;;;;4;CSV_BROKEN;CSV_BROKEN;;"${pointId(3)};""x";a quote does not close where the field ends;`,
      `${flex(4)};6;PERIOD_DOUBLED;PERIOD_DOUBLED;valid_from;;2026-03-01 is stated twice;`,
    ])
  }
  const mended = (await readFile(refusedPath, 'utf8')).replace('2026-13-01', '2026-03-01').replace(';99;', ';801;')
  await writeFile(refusedPath, mended)
  const again = join(directory, 'again.csv')
  expect(await load(refusedPath, { refusedPath: again })).toMatchObject({ appended: 1, unchanged: 1, refused: 1 })
  expect((await readFile(again, 'utf8')).split('\n')).toEqual([
    expect.stringMatching(/^metering_point_id;.*;street_name;refusal_line;[a-z_;]*$/),
    expect.stringMatching(/^;{10}3;FIELD_MISSING \| /),
    '',
  ])
})

test('Parquet has the same columns; a fault names its row, and a column of another type is refused', async () => {
  const csv = await fileOf('rows.csv', flex(1), child(2, 1), flex(3, '2026-03-01', '999'))
  const workshop = openWorkshop(directory)
  const engine = await workshop.engine()
  const parquetOf = async (name: string, columns: string): Promise<string> => {
    const path = join(directory, name)
    await engine.run(
      `copy (select ${columns} from read_csv(${textLiteral(csv)}, all_varchar = true, delim = ';')) to ${textLiteral(path)} (format parquet)`,
    )
    return path
  }
  const typed = 'cast(valid_from as DATE) as valid_from, false as is_actual_address'
  const good = await parquetOf('good.parquet', `* exclude (valid_from), ${typed}`)
  const bad = await parquetOf('bad.parquet', '*, 1.5::double as capacity_kw, 1 as colour')
  await workshop.close()
  for (const portionRows of [2, 100]) {
    const report = await load(good, { portionRows })
    expect(report).toMatchObject({ lines: 3, appended: portionRows === 2 ? 2 : 0, refused: 1 })
    expect(report.findings).toMatchObject([{ line: 3, code: 'GRID_AREA_UNKNOWN' }])
  }
  const { rows } = await database.pool.query(
    `select valid_from, street_name, is_actual_address from metering_points.metering_point_period where metering_point_id = $1`,
    [pointId(1)],
  )
  expect(rows).toEqual([{ valid_from: '2026-03-01', street_name: 'Å "vej" 1', is_actual_address: false }])
  const report = await load(bad)
  expect(report.findings.map(({ code, field, line }) => [code, field, line])).toEqual([
    ['FIELD_INVALID', 'colour', undefined],
    ['FIELD_INVALID', 'capacity_kw', undefined],
    ['FIELD_INVALID', 'colour', undefined],
  ])
  await writeFile(bad, 'PAR1 and no more')
  await expect(load(bad)).rejects.toMatchObject({ code: 'USAGE' })
})

test('rows can be held to all that a process would have to state', async () => {
  const path = await fileOf('incomplete.csv', flex(1), flex(2), flex(3))
  const report = await load(path, { holds: 'processes' })
  expect(report).toMatchObject({ appended: 0, refused: 3 })
  expect(new Set(report.findings.map(({ code }) => code))).toContain('METHOD_MISSING')
  // Another kind of import of the same bytes begins anew.
  expect(await load(path)).toMatchObject({ appended: 3, portionsBefore: 0 })
})

test('two that import one file: whoever finds that the other has gone on says so, and nothing is doubled', async () => {
  const { pool } = database
  const file = { sha256: 'a'.repeat(64), holds: 'always' } as const
  const [one, two] = await Promise.all([beginImport(pool, file), beginImport(pool, file)])
  expect(two).toEqual(one)
  await inTransaction(pool, (trx) => takeTurn(trx, one.importId, 0))
  await expect(inTransaction(pool, (trx) => takeTurn(trx, one.importId, 1))).rejects.toMatchObject({
    code: 'IMPORT_UNDER_WAY',
  })
  await endImport(pool, one.importId)
  await endImport(pool, one.importId)
  expect((await beginImport(pool, file)).importId).not.toBe(one.importId)

  const path = await fileOf('crowd.csv', ...Array.from({ length: 9 }, (_, n) => flex(n + 1)))
  const results = await Promise.allSettled(Array.from({ length: 3 }, () => load(path)))
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'IMPORT_UNDER_WAY' })
  }
  expect(results.some(({ status }) => status === 'fulfilled')).toBe(true)
  expect(await statements()).toBe(9)
})

test('the log of imports is only added to', async () => {
  await load(await fileOf('log.csv', flex(1), flex(2), 'broken'))
  for (const table of ['point_import', 'point_import_portion', 'point_import_refusal', 'point_import_end']) {
    await expect(database.pool.query(`delete from metering_points.${table}`), table).rejects.toThrow(
      'facts are only added',
    )
  }
})
