import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examplePoint, GRID_COMPANY, pointId } from '../../test/reading-documents.ts'
import {
  ONE,
  openReportMarket,
  rowsOf,
  SYSTEM,
  TWO,
  unzip,
  type ReportMarketFixture,
  type Unzipped,
} from '../../test/report-market.ts'
import {
  measurementsFileName,
  validateMeasurements,
  writeMeasurements,
  type MeasurementsRequest,
} from './write-measurements.ts'

// The 25-hour day and the day before it. The quarter-hour point is supplied by ONE, from the long day on by TWO.
const [BEFORE, LONG, TO] = ['2026-10-24', '2026-10-25', '2026-10-26'] as const
const [QUARTERS, HOURS, CHILD, SILENT] = [1, 2, 3, 4] as const

let market: ReportMarketFixture
let reports = 0
beforeAll(async () => {
  market = await openReportMarket()
  await market.points([
    examplePoint(QUARTERS, { energySupplierId: ONE }),
    examplePoint(QUARTERS, { validFrom: LONG, energySupplierId: TWO }),
    examplePoint(HOURS, { resolution: 'PT1H', energySupplierId: TWO }),
    examplePoint(CHILD, {
      type: 'own_production',
      settlementMethod: null,
      resolution: 'PT1H',
      parentId: pointId(HOURS),
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
    examplePoint(SILENT, { energySupplierId: TWO }),
  ])
  await market.read([
    { point: QUARTERS, date: BEFORE, kwh: () => '1' },
    { point: QUARTERS, date: LONG, kwh: (k) => (k === 8 ? undefined : `0.${String(k + 100)}`) },
    { point: HOURS, date: LONG, slotClass: 25, kwh: (k) => String(k) },
    { point: CHILD, date: LONG, slotClass: 25, kwh: () => '3' },
  ])
})
afterAll(async () => {
  await market.close()
})

const REQUEST: MeasurementsRequest = {
  from: BEFORE,
  to: TO,
  gridAreas: ['801'],
  role: 'datahub_administrator',
  preventLargeFiles: false,
}
async function measurements(other: Partial<MeasurementsRequest>): Promise<Unzipped[string]> {
  const given = validateMeasurements({ ...REQUEST, ...other }, market.ports)
  if (!given.ok) throw new Error(given.error.map(({ message }) => message).join('; '))
  const path = join(market.intake.directory, `measurements-${(reports += 1)}.zip`)
  const written = await writeMeasurements(given.value, path, market.ports)
  if (!written.ok) throw new Error(written.error.map(({ message }) => message).join('; '))
  return rowsOf(await unzip(path))['MEASUREMENTS'] ?? []
}
const times = (rows: Unzipped[string], point: number): string[] =>
  rows.filter((row) => row['METERINGPOINTID'] === pointId(point)).map((row) => row['STARTDATETIME'] ?? '')

test('times are those of the local clock; the hour that comes twice stands there twice', async () => {
  const rows = await measurements({ from: LONG })
  expect(times(rows, HOURS).slice(0, 5)).toEqual([
    '25-10-2026 00:00',
    '25-10-2026 01:00',
    '25-10-2026 02:00',
    '25-10-2026 02:00',
    '25-10-2026 03:00',
  ])
  expect(times(rows, HOURS)).toHaveLength(25)
  expect(times(rows, QUARTERS)).toHaveLength(100)
  expect(times(rows, QUARTERS).at(-1)).toBe('25-10-2026 23:45')
})

test('a slot without a value is 0.000 and says so; a day that nobody delivered has no rows', async () => {
  const rows = await measurements({ from: LONG })
  const quarters = rows.filter((row) => row['METERINGPOINTID'] === pointId(QUARTERS))
  expect(quarters[8]).toEqual({
    METERINGPOINTID: pointId(QUARTERS),
    TYPEOFMP: 'E17',
    METERINGGRIDAREAID: '801',
    ENERGYSUPPLIERID: TWO,
    STARTDATETIME: '25-10-2026 02:00',
    RESOLUTIONDURATION: 'PT15M',
    MEASUREUNIT: 'KWH',
    ENERGYQUANTITY: '0.000',
    QUANTITYQUALITY: 'A02',
  })
  expect(quarters[9]).toMatchObject({ ENERGYQUANTITY: '0.109', QUANTITYQUALITY: 'A04' })
  expect(times(rows, SILENT)).toEqual([])
})

test('a supplier sees its points while it supplies them, children with their parent', async () => {
  const one = await measurements({ role: 'energy_supplier', actorId: ONE })
  expect(new Set(one.map((row) => row['METERINGPOINTID']))).toEqual(new Set([pointId(QUARTERS)]))
  expect(one).toHaveLength(96)
  expect(Object.keys(one[0] ?? {})).not.toContain('ENERGYSUPPLIERID')
  const two = await measurements({ role: 'energy_supplier', actorId: TWO })
  expect(two).toHaveLength(100 + 25 + 25)
})

test('a grid access provider sees its areas, the system operator points with a charge of its own', async () => {
  expect(await measurements({ role: 'grid_access_provider', actorId: GRID_COMPANY })).toHaveLength(96 + 100 + 25 + 25)
  await expect(measurements({ role: 'grid_access_provider', actorId: TWO })).rejects.toThrow('is not the actor')
  expect(await measurements({ role: 'system_operator', actorId: SYSTEM })).toEqual([])
})

test('a reading that is corrected is there as it stands now', async () => {
  await market.read([{ point: SILENT, date: BEFORE, kwh: () => '7' }])
  await market.read([{ point: SILENT, date: BEFORE, kwh: () => '8' }])
  const rows = await measurements({ to: LONG })
  const silent = rows.filter((row) => row['METERINGPOINTID'] === pointId(SILENT))
  expect(new Set(silent.map((row) => row['ENERGYQUANTITY']))).toEqual(new Set(['8.000']))
})

test('every fault of a request is said at once', () => {
  const refused = validateMeasurements({ ...REQUEST, from: '2026-13-01', gridAreas: [], role: 'auditor' }, market.ports)
  expect(refused).toMatchObject({ ok: false, error: [{ field: 'from' }, { field: 'areas' }, { field: 'role' }] })
  const given = validateMeasurements(REQUEST, market.ports)
  expect(given.ok ? measurementsFileName(given.value) : '').toBe(
    `measurements-report_801_${market.ports.operatorId}_DGL_24-10-2026_25-10-2026.zip`,
  )
})
