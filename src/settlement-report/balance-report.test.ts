import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examplePoint, GRID_COMPANY, OTHER_COMPANY, pointId } from '../../test/reading-documents.ts'
import {
  lossPoints,
  ONE,
  openReportMarket,
  rowsOf,
  SYSTEM,
  TWO,
  unzip,
  type ReportMarketFixture,
  type Unzipped,
} from '../../test/report-market.ts'
import type { Engine } from '../platform/index.ts'
import { validateReport, type ReportRequest } from './report-arguments.ts'
import { reportDesk } from './report-desk.ts'
import { reportFileName, writeReport } from './write-report.ts'

// Area 801 on the days around the 23-hour day, and area 802. A quarter's kWh: flex 10, an hour's non-profiled 8, a quarter's
// production 4; import 12. So the loss is 4 of each quarter. On the last day the flex point is supplied by TWO.
const [BEFORE, SHORT, LAST, END] = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31'] as const
const [FLEX, NON_PROFILED, PRODUCTION, EXCHANGE, LOSS, FAR, FAR_LOSS] = [1, 2, 3, 4, 5, 8, 9] as const

let market: ReportMarketFixture
let reports = 0

beforeAll(async () => {
  market = await openReportMarket()
  await market.points([
    examplePoint(FLEX, { energySupplierId: ONE }),
    examplePoint(FLEX, { validFrom: LAST, energySupplierId: TWO }),
    examplePoint(NON_PROFILED, { settlementMethod: 'non_profiled', resolution: 'PT1H', energySupplierId: TWO }),
    examplePoint(PRODUCTION, { type: 'production', settlementMethod: null, energySupplierId: TWO }),
    examplePoint(EXCHANGE, {
      type: 'exchange',
      settlementMethod: null,
      fromGridArea: '802',
      toGridArea: '801',
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
    ...lossPoints(LOSS, '801'),
    examplePoint(FAR, { gridArea: '802', energySupplierId: ONE }),
    ...lossPoints(FAR_LOSS, '802'),
  ])
  for (const date of [BEFORE, SHORT, LAST]) {
    await market.read([
      { point: FLEX, date, kwh: (k) => (date === BEFORE && k === 3 ? undefined : k === 4 ? '10.001' : '10') },
      { point: NON_PROFILED, date, slotClass: 25, kwh: () => '8' },
      { point: PRODUCTION, date, kwh: () => '4' },
      { point: EXCHANGE, date, kwh: () => '12' },
    ])
  }
  await market.calculate('balance_fixing', ['801', '802'], BEFORE, END)
})
afterAll(async () => {
  await market.close()
})

const REQUEST: ReportRequest = {
  type: 'balance_fixing',
  from: BEFORE,
  to: END,
  gridAreas: ['801'],
  role: 'datahub_administrator',
  calculations: [],
  preventLargeFiles: false,
}

async function write(other: Partial<ReportRequest>): Promise<string> {
  const given = validateReport({ ...REQUEST, ...other }, market.ports)
  if (!given.ok) throw new Error(given.error.map(({ message }) => message).join('; '))
  const path = join(market.intake.directory, `report-${(reports += 1)}.zip`)
  const done = await writeReport(given.value, path, market.ports)
  if (!done.ok) throw new Error(done.error.map(({ message }) => message).join('; '))
  const files = await unzip(path)
  expect(done.value.files).toEqual(
    [...files].map(([name, text]) => ({ name, rows: text.trimEnd().split('\n').length - 1 })),
  )
  return path
}
const written = new Map<string, Promise<Unzipped>>()
/** The rows of a report, which is written once. */
async function report(other: Partial<ReportRequest>): Promise<Unzipped> {
  const key = JSON.stringify(other)
  const made = written.get(key) ?? write(other).then(async (path) => rowsOf(await unzip(path)))
  written.set(key, made)
  return await made
}
const supplier = (actorId: string): Partial<ReportRequest> => ({ role: 'energy_supplier', actorId })
const company = (actorId: string): Partial<ReportRequest> => ({ role: 'grid_access_provider', actorId })

/** ENERGYQUANTITY1 ... of a row, as far as they go. */
function quantities(row: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(row ?? {})
    .filter(([name]) => name.startsWith('ENERGYQUANTITY'))
    .map(([, value]) => value)
}
const days = (rows: Unzipped[string] | undefined, point: number): string[] =>
  (rows ?? []).filter((row) => row['METERINGPOINTID'] === pointId(point)).map((row) => row['STARTDATETIME'] ?? '')

describe('the files of a balance fixing', () => {
  test('are named after area, actor, role and days, with stated headers', async () => {
    const files = await unzip(await write(supplier(ONE)))
    expect([...files.keys()]).toEqual(
      ['RESULTENERGY', 'TSSD60', 'TSSD15', 'MDMP'].map(
        (prefix) => `${prefix}_801_${ONE}_DDQ_28-03-2026_30-03-2026.csv`,
      ),
    )
    const headers = [...files.values()].map((text) => text.split('\n')[0]?.split(',') ?? [])
    expect(headers[0]).toEqual([
      'METERINGGRIDAREAID',
      'ENERGYBUSINESSPROCESS',
      'PROCESSVARIANT',
      'ENERGYSUPPLIERID',
      'STARTDATETIME',
      'RESOLUTIONDURATION',
      'TYPEOFMP',
      'SETTLEMENTMETHOD',
      'ENERGYQUANTITY',
    ])
    expect(headers[1]).toHaveLength(3 + 25)
    expect(headers[2]?.slice(0, 4)).toEqual(['METERINGPOINTID', 'TYPEOFMP', 'STARTDATETIME', 'ENERGYQUANTITY1'])
    expect(headers[2]?.at(-1)).toBe('ENERGYQUANTITY100')
    const several = await write({ gridAreas: ['802', '801'] })
    expect([...(await unzip(several)).keys()][0]).toBe(
      `RESULTENERGY_flere-net_${market.ports.operatorId}_DGL_28-03-2026_30-03-2026.csv`,
    )
  })

  test('have a row for each point and day, with 92 quarters and 23 hours on the day that is short', async () => {
    const { TSSD15, TSSD60 } = await report({})
    expect(days(TSSD15, FLEX)).toEqual(['2026-03-27T23:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'])
    const flex = TSSD15?.filter((row) => row['METERINGPOINTID'] === pointId(FLEX)) ?? []
    // Nobody gave the fourth quarter of the first day: an empty cell, as the last four are, which the day does not have.
    expect(quantities(flex[0])).toEqual(
      Array.from({ length: 100 }, (_, k) => (k === 3 || k >= 96 ? '' : k === 4 ? '10.001' : '10.000')),
    )
    expect(quantities(flex[1]).filter((cell) => cell !== '')).toHaveLength(92)
    const hourly = TSSD60?.filter((row) => row['METERINGPOINTID'] === pointId(NON_PROFILED)) ?? []
    expect(hourly.map((row) => quantities(row).filter((cell) => cell === '8.000').length)).toEqual([24, 23, 24])
    expect(hourly[1]?.['ENERGYQUANTITY24']).toBe('')
    expect(flex.map((row) => row['ENERGYSUPPLIERID'])).toEqual([ONE, ONE, TWO])
  })

  test('have the loss of loss points instead of readings', async () => {
    const { TSSD15 } = await report({})
    const loss = TSSD15?.filter((row) => row['METERINGPOINTID'] === pointId(LOSS)) ?? []
    expect(loss.map((row) => row['ENERGYQUANTITY1'])).toEqual(['4.000', '4.000', '4.000'])
    expect(quantities(loss[0])[3]).toBe('14.000')
    expect(quantities(loss[1]).filter((cell) => cell !== '')).toHaveLength(92)
  })

  test('have results by slot: totals of the area, and every supplier for the administrator', async () => {
    const { RESULTENERGY = [] } = await report({})
    const first = RESULTENERGY.filter((row) => row['STARTDATETIME'] === '2026-03-27T23:00:00Z')
    const shown = first.map((row) =>
      [row['ENERGYSUPPLIERID'], row['TYPEOFMP'], row['SETTLEMENTMETHOD'], row['ENERGYQUANTITY']].join(' '),
    )
    expect(shown.toSorted()).toEqual(
      [
        ' E17 D01 14.000',
        ' E17 E02 2.000',
        ' E17  16.000',
        ' E18  4.000',
        ' E20  12.000',
        `${ONE} E17 D01 14.000`,
        `${TWO} E17 E02 2.000`,
        `${TWO} E18  4.000`,
      ].toSorted(),
    )
    expect(new Set(RESULTENERGY.map((row) => row['ENERGYBUSINESSPROCESS']))).toEqual(new Set(['D04']))
    const ofDay = (start: string, end: string): number =>
      RESULTENERGY.filter(
        (row) =>
          row['TYPEOFMP'] === 'E20' && (row['STARTDATETIME'] ?? '') >= start && (row['STARTDATETIME'] ?? '') < end,
      ).length
    expect(ofDay('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(92)
  })

  test('have the periods of points, cut to the report', async () => {
    const { MDMP = [] } = await report({ from: SHORT })
    expect(MDMP.filter((row) => row['METERINGPOINTID'] === pointId(FLEX))).toEqual([
      {
        METERINGPOINTID: pointId(FLEX),
        VALIDFROM: '2026-03-28T23:00:00Z',
        VALIDTO: '2026-03-29T22:00:00Z',
        GRIDAREAID: '801',
        TOGRIDAREAID: '',
        FROMGRIDAREAID: '',
        TYPEOFMP: 'E17',
        SETTLEMENTMETHOD: 'D01',
        ENERGYSUPPLIERID: ONE,
      },
      expect.objectContaining({
        VALIDFROM: '2026-03-29T22:00:00Z',
        VALIDTO: '2026-03-30T22:00:00Z',
        ENERGYSUPPLIERID: TWO,
      }),
    ])
    expect(MDMP.find((row) => row['METERINGPOINTID'] === pointId(EXCHANGE))).toMatchObject({
      TYPEOFMP: 'E20',
      FROMGRIDAREAID: '802',
      TOGRIDAREAID: '801',
      ENERGYSUPPLIERID: '',
    })
  })
})

describe('a role sees its own rows only', () => {
  test('a supplier its points on the days on which it supplies them', async () => {
    const { TSSD15, TSSD60, MDMP = [], RESULTENERGY = [] } = await report(supplier(ONE))
    expect(days(TSSD15, FLEX)).toEqual(['2026-03-27T23:00:00Z', '2026-03-28T23:00:00Z'])
    expect(new Set(MDMP.map((row) => row['METERINGPOINTID']))).toEqual(new Set([pointId(FLEX), pointId(LOSS)]))
    expect(TSSD60).toEqual([])
    expect(new Set(RESULTENERGY.map((row) => row['ENERGYSUPPLIERID']))).toEqual(new Set([ONE]))
    const two = await report(supplier(TWO))
    expect(days(two['TSSD15'], FLEX)).toEqual(['2026-03-29T22:00:00Z'])
  })

  test('a grid access provider every point of its area and its totals, without who supplies', async () => {
    const { TSSD15 = [], MDMP = [], RESULTENERGY = [] } = await report(company(GRID_COMPANY))
    expect(new Set(MDMP.map((row) => row['GRIDAREAID']))).toEqual(new Set(['801']))
    expect(Object.keys(MDMP[0] ?? {})).not.toContain('ENERGYSUPPLIERID')
    expect(Object.keys(TSSD15[0] ?? {})).not.toContain('ENERGYSUPPLIERID')
    expect(Object.keys(RESULTENERGY[0] ?? {})).not.toContain('ENERGYSUPPLIERID')
    // Without the supplier there is one period, though the supplier changes within.
    expect(MDMP.filter((row) => row['METERINGPOINTID'] === pointId(FLEX))).toHaveLength(1)
    expect(RESULTENERGY.filter((row) => row['TYPEOFMP'] === 'E20')).toHaveLength(96 + 92 + 96)
  })

  test('an area of another is refused', async () => {
    await expect(report({ ...company(GRID_COMPANY), gridAreas: ['801', '802'] })).rejects.toThrow(
      'grid area 802 is not the actor',
    )
    expect((await report({ ...company(OTHER_COMPANY), gridAreas: ['802'] }))['MDMP']).toHaveLength(3)
  })

  test('the system operator no point without a charge of its own', async () => {
    const { MDMP, TSSD15, RESULTENERGY } = await report({ role: 'system_operator', actorId: SYSTEM })
    expect([MDMP, TSSD15]).toEqual([[], []])
    expect(RESULTENERGY).toHaveLength(5 * (96 + 92 + 96))
  })
})

test('of each day and area the latest calculation counts, with what it knew', async () => {
  await market.points([examplePoint(11, { gridArea: '803', energySupplierId: ONE }), ...lossPoints(12, '803')])
  const read = async (dates: readonly string[], kwh: string): Promise<void> => {
    await market.read(dates.map((date) => ({ point: 11, date, kwh: () => kwh })))
  }
  await read([BEFORE, SHORT], '1')
  await market.calculate('balance_fixing', ['803'], BEFORE, LAST)
  await read([SHORT, LAST], '2')
  await market.calculate('balance_fixing', ['803'], SHORT, END)
  await read([BEFORE, SHORT, LAST], '3')
  const { TSSD15 = [], MDMP = [] } = await report({ gridAreas: ['803'] })
  const ofPoint = TSSD15.filter((row) => row['METERINGPOINTID'] === pointId(11))
  expect(ofPoint.map((row) => row['ENERGYQUANTITY1'])).toEqual(['1.000', '2.000', '2.000'])
  // Taken from two calculations, the point's period is one.
  expect(MDMP.filter((row) => row['METERINGPOINTID'] === pointId(11))).toHaveLength(1)
}, 60_000)

test('the same report has the same bytes, and two at once do not disturb each other', async () => {
  const [first, second] = await Promise.all([write(supplier(ONE)), write(supplier(ONE))])
  expect((await readFile(second ?? '')).equals(await readFile(first ?? ''))).toBe(true)
})

test('a day that is not calculated is named, and nothing is written', async () => {
  const given = validateReport({ ...REQUEST, to: '2026-04-02', gridAreas: ['801', '802'] }, market.ports)
  if (!given.ok) throw new Error('not valid')
  const path = join(market.intake.directory, reportFileName(given.value))
  expect(await writeReport(given.value, path, market.ports)).toMatchObject({
    ok: false,
    error: ['801', '802'].map((area) => ({
      code: 'NOT_CALCULATED',
      message: `grid area ${area} has no published result on 2 of 5 days, the first being 2026-03-31`,
    })),
  })
  expect(await readdir(market.intake.directory)).not.toContainEqual(expect.stringContaining('settlement-report'))
})

test('a report that fails leaves neither a file nor what it was made from', async () => {
  const given = validateReport(REQUEST, market.ports)
  if (!given.ok) throw new Error('not valid')
  const { engine } = market.ports
  const failing: Engine = {
    run: (sql) => engine.run(sql),
    rows: (sql) => engine.rows(sql),
    columns: (sql) => engine.columns(sql),
    copyTo: (select, at) => engine.copyTo(select, at),
    writeParquet: (at, rows, columns) => engine.writeParquet(at, rows, columns),
    close: () => engine.close(),
    parts: () => {
      throw new Error('the engine is gone')
    },
  }
  const ports = { ...market.ports, engine: failing }
  const path = join(market.intake.directory, 'failed.zip')
  const before = await readdir(market.ports.scratch)
  await expect(writeReport(given.value, path, ports)).rejects.toThrow('the engine is gone')
  expect(await readdir(market.intake.directory)).not.toContainEqual(expect.stringContaining('failed'))
  expect(await readdir(market.ports.scratch)).toEqual(before)
})

describe('a report that is handed out', () => {
  test('is the file as it would be written, and leaves nothing', async () => {
    const handed = await reportDesk(market.ports).hand({ ...REQUEST, ...supplier(ONE) })
    if (!handed.ok) throw new Error('not valid')
    const bytes = Buffer.concat(await Array.fromAsync(handed.value.content as AsyncIterable<Buffer>))
    expect(bytes.length).toBe(handed.value.bytes)
    expect(bytes.equals(await readFile(await write(supplier(ONE))))).toBe(true)
    expect(handed.value.name).toBe(`settlement-report_801_${ONE}_DDQ_28-03-2026_30-03-2026.zip`)
    expect((await readdir(market.ports.scratch)).filter((name) => name.endsWith('.zip'))).toEqual([])
  })

  test('is one of so many at a time; a refusal takes nobody’s place', async () => {
    const desk = reportDesk(market.ports, 1)
    expect(await desk.hand({ ...REQUEST, to: '2026-04-02' })).toMatchObject({ ok: false })
    expect(await desk.hand({ ...REQUEST, role: 'auditor' })).toMatchObject({ ok: false })
    const [first, second] = await Promise.allSettled([desk.hand(REQUEST), desk.hand(REQUEST)])
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'REPORT_BUSY' } })
    if (first?.status === 'fulfilled' && first.value.ok) first.value.value.content.destroy()
    expect(first).toMatchObject({ status: 'fulfilled', value: { ok: true } })
  })
})
