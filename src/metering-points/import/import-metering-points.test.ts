import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { ImportReport } from '../../platform/index.ts'
import { pointId, responsibleId, supplierId, withAreas } from '../example-points.ts'
import { importMeteringPoints } from './import-metering-points.ts'
import { periodsAsKnown } from '../periods-as-known.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  await withAreas(database.pool)
  directory = await mkdtemp(join(tmpdir(), 'import-'))
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

const HEADER =
  'metering_point_id;valid_from;type;settlement_method;resolution;grid_area;from_grid_area;to_grid_area;parent_id;energy_supplier_id;balance_responsible_id;connection_state;tombstone'
const [supplier, responsible] = [supplierId(1), responsibleId(1)]
const flex = (n: number, day: string, resolution = 'PT15M'): string =>
  `${pointId(n)};${day};consumption;flex;${resolution};801;;;;${supplier};${responsible};;`

async function fileOf(name: string, ...lines: string[]): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, [HEADER, ...lines].join('\n'))
  return path
}
const load = async (path: string): Promise<ImportReport> =>
  await importMeteringPoints(path, { pool: database.pool, profile: dk })
const statements = async (...points: number[]): Promise<number> => {
  const { rows } = await database.pool.query<{ n: number }>(
    'select count(*)::integer as n from metering_points.metering_point_period where metering_point_id = any ($1)',
    [points.map(pointId)],
  )
  return rows[0]?.n ?? -1
}

test('every type arrives with its values', async () => {
  const path = await fileOf(
    'good.csv',
    flex(1, '2026-03-01'),
    `${pointId(2)};2026-03-01;exchange;;PT1H;801;802;801;;;;disconnected;`,
    `${pointId(3)};2026-03-01;electrical_heating;;PT1H;801;;;${pointId(1)};;;new;false`,
  )
  expect(await load(path)).toEqual({
    lines: 3,
    appended: 3,
    unchanged: 0,
    refused: 0,
    recordedSeq: expect.any(BigInt),
    findings: [],
  })
  const periods = await inTransaction(
    database.pool,
    async (trx) => await periodsAsKnown(trx, { pointIds: [1, 2, 3].map(pointId) }),
  )
  expect(
    periods.map((p) => [p.type, p.fromGridArea, p.parentId, p.energySupplierId, p.connectionState, p.unit]),
  ).toEqual([
    ['consumption', null, null, supplier, 'connected', 'kWh'],
    ['exchange', '802', null, null, 'disconnected', 'kWh'],
    ['electrical_heating', null, pointId(1), null, 'new', 'kWh'],
  ])
})

test('good lines are stored, each bad one is named with line, code and field', async () => {
  const path = await fileOf(
    'mixed.csv',
    flex(11, '2026-03-01'),
    flex(12, '2026-03-32'),
    `${pointId(13)};;;flex;PT15M;;;;;;;;`,
    flex(14, '2026-03-01').replace(pointId(14), '571313180000000000'),
    'too;short',
    flex(11, '2026-03-01', 'PT1H'),
    flex(15, '2026-03-01', 'PT5M').replace('801', '999x'),
    `${pointId(16)};2026-03-01;;;;;;;;;;;maybe`,
    flex(17, '2026-03-01'),
  )
  const report = await load(path)
  expect(report).toMatchObject({ lines: 9, appended: 2, unchanged: 0, refused: 7 })
  expect(report.findings.map(({ line, code, field }) => [line, code, field])).toEqual([
    [3, 'FIELD_INVALID', 'valid_from'],
    [4, 'FIELD_MISSING', 'valid_from'],
    [4, 'FIELD_MISSING', 'type'],
    [4, 'FIELD_MISSING', 'grid_area'],
    [5, 'CHECK_DIGIT', 'metering_point_id'],
    [6, 'CSV_BROKEN', undefined],
    [7, 'PERIOD_DOUBLED', 'valid_from'],
    [8, 'RESOLUTION', 'resolution'],
    [8, 'GRID_AREA_UNKNOWN', 'grid_area'],
    [9, 'FIELD_INVALID', 'tombstone'],
    [9, 'FIELD_MISSING', 'type'],
    [9, 'FIELD_MISSING', 'resolution'],
    [9, 'FIELD_MISSING', 'grid_area'],
  ])
  expect(await statements(11, 12, 13, 14, 15, 16, 17)).toBe(2)
})

test('a file with a wrong header stores nothing', async () => {
  const path = join(directory, 'header.csv')
  await writeFile(path, `metering_point_id;from\n${pointId(21)};2026-03-01\n`)
  expect(await load(path)).toMatchObject({ appended: 0, unchanged: 0, recordedSeq: undefined })
  expect((await load(path)).findings.map(({ code, field }) => [code, field])).toEqual([
    ['FIELD_INVALID', 'from'],
    ['FIELD_MISSING', 'valid_from'],
  ])
})

test('a withdrawal is a line too', async () => {
  await load(await fileOf('before.csv', flex(22, '2026-03-01'), flex(22, '2026-04-01', 'PT1H')))
  const report = await load(
    await fileOf(
      'withdraw.csv',
      `${pointId(22)};2026-04-01;;;;;;;;;;;true`,
      `${pointId(22)};2026-05-01;;;;;;;;;;;true`,
    ),
  )
  expect(report).toMatchObject({ appended: 1, refused: 1 })
  expect(report.findings.map(({ line, code }) => [line, code])).toEqual([[3, 'PERIOD_UNKNOWN']])
  const periods = await inTransaction(
    database.pool,
    async (trx) => await periodsAsKnown(trx, { pointIds: [pointId(22)] }),
  )
  expect(periods.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([['2026-03-01', null]])
})

test('an import done one to five times leaves one effect', async () => {
  let next = 100
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), async (times, points) => {
      const numbers = Array.from({ length: points }, () => (next += 1))
      const path = await fileOf('again.csv', ...numbers.map((n) => flex(n, '2026-03-01')))
      const reports: ImportReport[] = []
      for (let n = 0; n < times; n += 1) reports.push(await load(path))
      expect(reports.map(({ appended }) => appended)).toEqual([points, ...Array.from({ length: times - 1 }, () => 0)])
      expect(await statements(...numbers)).toBe(points)
    }),
    { numRuns: 12 },
  )
})

test('eight imports of one file at once leave one effect and one number', async () => {
  const numbers = Array.from({ length: 30 }, (_, n) => 300 + n)
  const path = await fileOf('crowd.csv', ...numbers.map((n) => flex(n, '2026-03-01')))
  const reports = await Promise.all(Array.from({ length: 8 }, async () => await load(path)))
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 30])
  expect(reports.filter(({ recordedSeq }) => recordedSeq !== undefined)).toHaveLength(1)
  expect(await statements(...numbers)).toBe(30)
})

test('what calculated series are made from arrives, is known when imported again, and is judged', async () => {
  const columns = 'net_settlement_group;scheduled_meter_reading_date;has_electrical_heating;is_move_in;metering_method'
  const line = (n: number, values: string): string => `${flex(n, '2026-03-01')};${values}`
  const path = join(directory, 'series.csv')
  const lines = [
    `${HEADER};${columns}`,
    line(61, '6;0401;true;false;virtual'),
    line(62, ';;;;'),
    line(63, '6;0401;yes;;'),
  ]
  await writeFile(path, lines.join('\n'))
  const report = await load(path)
  expect(report).toMatchObject({ appended: 2, refused: 1 })
  expect(report.findings).toMatchObject([{ code: 'FIELD_INVALID', line: 4, field: 'has_electrical_heating' }])
  expect(await load(path)).toMatchObject({ appended: 0, unchanged: 2, refused: 1 })
  const known = await inTransaction(
    database.pool,
    async (trx) => await periodsAsKnown(trx, { pointIds: [pointId(61), pointId(62)] }),
  )
  expect(known).toMatchObject([
    {
      netSettlementGroup: '6',
      scheduledMeterReadingDate: '0401',
      hasElectricalHeating: true,
      isMoveIn: false,
      meteringMethod: 'virtual',
    },
    { netSettlementGroup: null, hasElectricalHeating: null, isMoveIn: null, meteringMethod: null },
  ])
})
