import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examplePoint, GRID_COMPANY, OTHER_COMPANY, pointId } from '../../test/reading-documents.ts'
import {
  amountDay,
  lossPoints,
  ONE,
  openReportMarket,
  rowsOf,
  SYSTEM,
  TWO,
  unzip,
  writeAmountTables,
  type ReportMarketFixture,
  type Unzipped,
} from '../../test/report-market.ts'
import { validateReport, type ReportRequest } from './report-arguments.ts'
import { writeReport } from './write-report.ts'

// October 2026 in area 801, with the day of 25 hours. ONE supplies the point and its heating until the 25th, then TWO. Charges
// of the grid company, of another one, and of the system operator: a tax, and a tariff that is none. The amounts are made
// here, as the models of wholesale settlement would leave them.
const [FROM, LONG, AFTER, TO] = ['2026-10-01', '2026-10-25', '2026-10-26', '2026-11-01'] as const
const [FLEX, HEATING, OTHER] = [1, 7, 8] as const

let market: ReportMarketFixture
let calculationId: string
let reports = 0

beforeAll(async () => {
  market = await openReportMarket()
  await market.points([
    examplePoint(FLEX, { energySupplierId: ONE }),
    examplePoint(FLEX, { validFrom: LONG, energySupplierId: TWO }),
    examplePoint(HEATING, {
      type: 'electrical_heating',
      settlementMethod: null,
      resolution: 'PT1H',
      parentId: pointId(FLEX),
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
    examplePoint(OTHER, { settlementMethod: 'non_profiled', energySupplierId: TWO }),
    ...lossPoints(5, '801'),
  ])
  await market.read([
    { point: FLEX, date: LONG, kwh: () => '1.5' },
    { point: HEATING, date: LONG, slotClass: 25, kwh: (k) => `0.${String(k).padStart(3, '0')}` },
  ])
  await market.charges({
    charges: [
      `${GRID_COMPANY};T1;tariff;2026-01-01;PT1H;false;Net;true`,
      `${GRID_COMPANY};S1;subscription;2026-01-01;P1M;false;Net;true`,
      `${GRID_COMPANY};F1;fee;2026-01-01;P1M;false;Visit;true`,
      `${OTHER_COMPANY};O,1;tariff;2026-01-01;P1D;false;Other;true`,
      `${SYSTEM};EA;tariff;2026-01-01;P1D;true;Tax;true`,
      `${SYSTEM};X1;tariff;2026-01-01;P1D;false;System;true`,
      `${SYSTEM};GONE;tariff;2026-01-01;P1D;false;Without a link;true`,
    ],
    hourPrices: [
      `${GRID_COMPANY};T1;tariff;2026-01-01;${Array.from({ length: 24 }, (_, n) => `0.${String(n + 1).padStart(2, '0')}`).join(';')}`,
    ],
    prices: [
      `${GRID_COMPANY};S1;subscription;2026-01-01;31`,
      `${GRID_COMPANY};F1;fee;2026-10-25;186.25`,
      `${OTHER_COMPANY};O,1;tariff;2026-01-01;2`,
      `${SYSTEM};EA;tariff;2026-01-01;0.9`,
      `${SYSTEM};X1;tariff;2026-10-20;-0.05`,
      `${SYSTEM};GONE;tariff;2026-01-01;1`,
    ],
    links: [
      `${pointId(FLEX)};${GRID_COMPANY};T1;tariff;2026-01-01;;1`,
      `${pointId(FLEX)};${GRID_COMPANY};S1;subscription;2026-10-20;;2`,
      `${pointId(FLEX)};${GRID_COMPANY};F1;fee;2026-10-25;2026-10-26;1`,
      `${pointId(FLEX)};${SYSTEM};EA;tariff;2026-01-01;;1`,
      `${pointId(HEATING)};${SYSTEM};X1;tariff;2026-10-10;;1`,
      `${pointId(OTHER)};${OTHER_COMPANY};O,1;tariff;2026-10-15;2026-10-27;1`,
    ],
  })
  const done = await market.calculate('wholesale_fixing', ['801'], FROM, TO)
  calculationId = done.calculationId
  const { version } = done
  const hourly = { charge: 'T1', owner: GRID_COMPANY, resolution: 'PT1H', method: 'flex' } as const
  await writeAmountTables(market, calculationId, {
    days: [
      amountDay(version, LONG, TWO, {
        ...hourly,
        quantity: (k) => (k < 25 ? '1.500' : null),
        price: (k) => (k === 3 ? null : '0.25'),
      }),
      amountDay(version, LONG, ONE, { ...hourly, quantity: (k) => (k === 24 ? '7.000' : null), price: () => '0.25' }),
      amountDay(version, LONG, TWO, {
        charge: 'S1',
        owner: GRID_COMPANY,
        chargeType: 'subscription',
        resolution: 'P1D',
        method: 'flex',
        unit: 'pcs',
        quantity: (k) => (k === 0 ? '2.000' : null),
        price: () => '1.000000',
      }),
      amountDay(version, LONG, TWO, {
        charge: 'EA',
        owner: SYSTEM,
        isTax: true,
        resolution: 'P1D',
        method: 'flex',
        quantity: (k) => (k === 0 ? '37.500' : null),
        price: () => '0.9',
      }),
      amountDay(version, LONG, TWO, {
        charge: 'X1',
        owner: SYSTEM,
        type: 'electrical_heating',
        resolution: 'P1D',
        method: null,
        quantity: (k) => (k === 0 ? '0.300' : null),
        price: () => '-0.05',
      }),
      amountDay(version, LONG, TWO, {
        charge: 'O,1',
        owner: OTHER_COMPANY,
        resolution: 'P1D',
        method: 'non_profiled',
        quantity: (k) => (k === 0 ? '4.000' : null),
        price: () => '2',
      }),
      amountDay(version, LONG, TWO, {
        charge: 'D04',
        owner: GRID_COMPANY,
        type: 'surplus_production_group_6',
        resolution: 'P1D',
        method: null,
        quantity: (k) => (k === 0 ? '1.000' : null),
        price: () => '1',
      }),
    ],
    months: [
      [TWO, 'T1', 'tariff', GRID_COMPANY, false, 'kWh', '9.000000'],
      [ONE, 'T1', 'tariff', GRID_COMPANY, false, 'kWh', '1.750000'],
      [TWO, 'EA', 'tariff', SYSTEM, true, 'kWh', '33.750000'],
      [TWO, 'X1', 'tariff', SYSTEM, false, 'kWh', '-0.015000'],
      [TWO, 'O,1', 'tariff', OTHER_COMPANY, false, 'kWh', null],
    ].map((row) => [version, ...row]),
    totals: [
      [TWO, null, '42.735000'],
      [ONE, null, '1.750000'],
      [TWO, GRID_COMPANY, '42.750000'],
      [ONE, GRID_COMPANY, '1.750000'],
      [TWO, SYSTEM, '-0.015000'],
    ].map((row) => [version, ...row]),
  })
})
afterAll(async () => {
  await market.close()
})

const written = new Map<string, Promise<ReadonlyMap<string, string>>>()
async function files(other: Partial<ReportRequest>): Promise<ReadonlyMap<string, string>> {
  const key = JSON.stringify(other)
  const made = written.get(key) ?? write(other)
  written.set(key, made)
  return await made
}
async function write(other: Partial<ReportRequest>): Promise<ReadonlyMap<string, string>> {
  const given = validateReport(
    {
      type: 'wholesale_fixing',
      from: FROM,
      to: TO,
      gridAreas: ['801'],
      role: 'datahub_administrator',
      calculations: [`801=${calculationId}`],
      preventLargeFiles: false,
      ...other,
    },
    market.ports,
  )
  if (!given.ok) throw new Error(given.error.map(({ message }) => message).join('; '))
  const path = join(market.intake.directory, `report-${(reports += 1)}.zip`)
  const done = await writeReport(given.value, path, market.ports)
  if (!done.ok) throw new Error(done.error.map(({ message }) => message).join('; '))
  return await unzip(path)
}
const report = async (other: Partial<ReportRequest> = {}): Promise<Unzipped> => rowsOf(await files(other))
const ADMINISTRATOR = {} as const
const AS_ONE = { role: 'energy_supplier', actorId: ONE } as const
const AS_TWO = { role: 'energy_supplier', actorId: TWO } as const
const AS_GRID = { role: 'grid_access_provider', actorId: GRID_COMPANY } as const
const AS_SYSTEM = { role: 'system_operator', actorId: SYSTEM } as const
const column = (rows: Unzipped[string] | undefined, name: string): Set<string> =>
  new Set((rows ?? []).map((row) => row[name] ?? ''))
const lines = (rows: Unzipped[string] | undefined, ...names: string[]): string[] =>
  (rows ?? []).map((row) => names.map((name) => row[name]).join(' '))

describe('basis data', () => {
  test('children have the supplier of their parent, and 25 hours on the day that is long', async () => {
    const { MDMP, TSSD60 = [] } = await report()
    expect(
      lines(
        MDMP?.filter((row) => row['METERINGPOINTID'] === pointId(HEATING)),
        'TYPEOFMP',
        'VALIDFROM',
        'VALIDTO',
        'ENERGYSUPPLIERID',
      ),
    ).toEqual([
      `D14 2026-09-30T22:00:00Z 2026-10-24T22:00:00Z ${ONE}`,
      `D14 2026-10-24T22:00:00Z 2026-10-31T23:00:00Z ${TWO}`,
    ])
    const long = TSSD60.find((row) => row['STARTDATETIME'] === '2026-10-24T22:00:00Z')
    expect([long?.['ENERGYQUANTITY1'], long?.['ENERGYQUANTITY25']]).toEqual(['0.000', '0.024'])
    // A point has a row on each of its days, read or not.
    expect(TSSD60).toHaveLength(31)
    expect(TSSD60[0]?.['ENERGYQUANTITY1']).toBe('')
    const quarters = (await report())['TSSD15']?.find(
      (row) => row['METERINGPOINTID'] === pointId(FLEX) && row['STARTDATETIME'] === '2026-10-24T22:00:00Z',
    )
    expect(quarters?.['ENERGYQUANTITY100']).toBe('1.500')
  })

  test('links are cut at the supplier where the file says who it is', async () => {
    const { CHARGELINK } = await report()
    expect(
      lines(CHARGELINK, 'TYPEOFMP', 'CHARGETYPE', 'CHARGEID', 'CHARGEOCCURRENCES', 'PERIODSTART', 'PERIODEND').filter(
        (line) => line.includes('S1'),
      ),
    ).toEqual([
      'E17 D01 S1 2 2026-10-19T22:00:00Z 2026-10-24T22:00:00Z',
      'E17 D01 S1 2 2026-10-24T22:00:00Z 2026-10-31T23:00:00Z',
    ])
    const asGrid = await report(AS_GRID)
    expect(
      lines(asGrid['CHARGELINK'], 'CHARGEID', 'PERIODSTART', 'PERIODEND').filter((line) => line.startsWith('S1')),
    ).toEqual(['S1 2026-10-19T22:00:00Z 2026-10-31T23:00:00Z'])
  })

  test('prices by the hour have 25 on the day that is long; the clock’s hour that comes twice costs the same twice', async () => {
    const { CHARGEPRICE = [] } = await report()
    const long = CHARGEPRICE.filter((row) => row['STARTDATETIME'] === '2026-10-24T22:00:00Z')
    const hourly = long.find((row) => row['CHARGEID'] === 'T1')
    expect([1, 3, 4, 5, 25].map((n) => hourly?.[`ENERGYPRICE${n}`])).toEqual([
      '0.010000',
      '0.030000',
      '0.030000',
      '0.040000',
      '0.240000',
    ])
    expect(
      lines(long, 'CHARGETYPE', 'CHARGEID', 'RESOLUTIONDURATION', 'TAXINDICATOR', 'ENERGYPRICE1', 'ENERGYPRICE2'),
    ).toEqual(expect.arrayContaining(['D02 F1 P1M 0 186.250000 ', 'D03 EA P1D 1 0.900000 ', 'D03 X1 P1D 0 -0.050000 ']))
    const ofCharge = (id: string): string[] =>
      lines(
        CHARGEPRICE.filter((row) => row['CHARGEID'] === id),
        'STARTDATETIME',
      )
    expect(ofCharge('F1')).toEqual(['2026-10-24T22:00:00Z'])
    expect(ofCharge('S1')).toEqual(['2026-09-30T22:00:00Z'])
    // Linked from the 10th, priced from the 20th.
    expect(ofCharge('X1')).toHaveLength(12)
    expect(ofCharge('T1')).toHaveLength(31)
    expect(ofCharge('GONE')).toEqual([])
  })
})

describe('amounts', () => {
  test('have a row for each slot; what has no price has neither price nor amount', async () => {
    const { RESULTWHOLESALE = [] } = await report(AS_TWO)
    const hourly = RESULTWHOLESALE.filter((row) => row['CHARGEID'] === 'T1')
    expect(hourly).toHaveLength(25)
    expect(hourly[0]).toEqual({
      ENERGYBUSINESSPROCESS: 'D05',
      PROCESSVARIANT: '',
      METERINGGRIDAREAID: '801',
      ENERGYSUPPLIERID: TWO,
      STARTDATETIME: '2026-10-24T22:00:00Z',
      RESOLUTIONDURATION: 'PT1H',
      TYPEOFMP: 'E17',
      SETTLEMENTMETHOD: 'D01',
      MEASUREUNIT: 'KWH',
      ENERGYCURRENCY: 'DKK',
      ENERGYQUANTITY: '1.500',
      PRICE: '0.250000',
      AMOUNT: '0.375000',
      CHARGETYPE: 'D03',
      CHARGEID: 'T1',
      CHARGEOWNER: GRID_COMPANY,
    })
    expect(hourly[3]).toMatchObject({ ENERGYQUANTITY: '1.500', PRICE: '', AMOUNT: '' })
    expect(hourly[24]?.['STARTDATETIME']).toBe('2026-10-25T22:00:00Z')
    expect(
      lines(
        RESULTWHOLESALE.filter((row) => row['CHARGEID'] === 'S1'),
        'MEASUREUNIT',
        'RESOLUTIONDURATION',
        'ENERGYQUANTITY',
        'AMOUNT',
      ),
    ).toEqual(['H87 P1D 2.000 2.000000'])
  })

  test('a code with a comma is one cell', async () => {
    const text = [...(await files(AS_TWO))].find(([name]) => name.startsWith('RESULTWHOLESALE'))?.[1] ?? ''
    expect(text.split('\n')).toContain(
      `D05,,801,${TWO},2026-10-24T22:00:00Z,P1D,E17,E02,KWH,DKK,4.000,2.000000,8.000000,D03,"O,1",${OTHER_COMPANY}`,
    )
  })

  test('surplus production of group 6 is not shown to anybody', async () => {
    for (const role of [ADMINISTRATOR, AS_GRID, AS_TWO]) {
      expect(column((await report(role))['RESULTWHOLESALE'], 'CHARGEID')).not.toContain('D04')
    }
  })

  test('of a part of the month have the days of the part, and the month only with its first day', async () => {
    const rest = await report({ from: AFTER })
    expect([rest['RESULTWHOLESALE'], rest['RESULTMONTHLY']]).toEqual([[], []])
    expect(column(rest['MDMP'], 'VALIDFROM')).toEqual(new Set(['2026-10-25T23:00:00Z']))
    // The month's price holds on the rest of its days.
    expect(
      lines(
        rest['CHARGEPRICE']?.filter((row) => row['CHARGEID'] === 'S1'),
        'STARTDATETIME',
      ),
    ).toEqual(['2026-09-30T22:00:00Z'])
  })
})

describe('a role sees its own rows only', () => {
  test('the supplier what it pays, whoever is paid, and its points while it supplies them', async () => {
    const one = await report(AS_ONE)
    expect(lines(one['RESULTWHOLESALE'], 'CHARGEID', 'ENERGYSUPPLIERID', 'ENERGYQUANTITY')).toEqual([`T1 ${ONE} 7.000`])
    expect(lines(one['RESULTMONTHLY'], 'CHARGEID', 'CHARGEOWNER', 'AMOUNT')).toEqual([
      `T1 ${GRID_COMPANY} 1.750000`,
      '  1.750000',
    ])
    expect(column(one['MDMP'], 'METERINGPOINTID')).toEqual(new Set([pointId(FLEX), pointId(HEATING), pointId(5)]))
    expect(
      column(
        one['MDMP']?.filter((row) => row['METERINGPOINTID'] === pointId(HEATING)),
        'VALIDTO',
      ),
    ).toEqual(new Set(['2026-10-24T22:00:00Z']))
    // The fee is of the first day of the other supplier.
    expect(column(one['CHARGELINK'], 'CHARGEID')).toEqual(new Set(['T1', 'S1', 'EA', 'X1']))
    expect(column(one['CHARGEPRICE'], 'CHARGEID')).toEqual(new Set(['T1', 'S1', 'EA', 'X1']))
    const two = await report(AS_TWO)
    expect(column(two['RESULTWHOLESALE'], 'ENERGYSUPPLIERID')).toEqual(new Set([TWO]))
    expect(lines(two['RESULTMONTHLY'], 'CHARGEOWNER', 'AMOUNT').at(-1)).toBe(' 42.735000')
  })

  test('the grid access provider its own charges and every tax, and what it is paid', async () => {
    const { RESULTWHOLESALE, RESULTMONTHLY, CHARGELINK, CHARGEPRICE, MDMP } = await report(AS_GRID)
    expect(
      lines(RESULTWHOLESALE, 'CHARGEID')
        .filter((id, at, all) => all.indexOf(id) === at)
        .toSorted(),
    ).toEqual(['EA', 'S1', 'T1'])
    expect(lines(RESULTMONTHLY, 'ENERGYSUPPLIERID', 'CHARGEID', 'CHARGEOWNER', 'AMOUNT')).toEqual([
      `${ONE} T1 ${GRID_COMPANY} 1.750000`,
      `${ONE}  ${GRID_COMPANY} 1.750000`,
      `${TWO} EA ${SYSTEM} 33.750000`,
      `${TWO} T1 ${GRID_COMPANY} 9.000000`,
      `${TWO}  ${GRID_COMPANY} 42.750000`,
    ])
    expect(column(CHARGELINK, 'CHARGEID')).toEqual(new Set(['T1', 'S1', 'F1', 'EA']))
    expect(column(CHARGEPRICE, 'CHARGEID')).toEqual(new Set(['T1', 'S1', 'F1', 'EA']))
    expect(column(MDMP, 'METERINGPOINTID')).toEqual(new Set([FLEX, HEATING, OTHER, 5, 6].map(pointId)))
  })

  test('the system operator its charges that are no tax, and the points that carry one, from the day on which they do', async () => {
    const { RESULTWHOLESALE, RESULTMONTHLY, CHARGELINK, CHARGEPRICE, MDMP, TSSD15, TSSD60 } = await report(AS_SYSTEM)
    expect(lines(RESULTWHOLESALE, 'CHARGEID', 'AMOUNT')).toEqual(['X1 -0.015000'])
    expect(lines(RESULTMONTHLY, 'CHARGEID', 'CHARGEOWNER', 'AMOUNT')).toEqual([
      `X1 ${SYSTEM} -0.015000`,
      ` ${SYSTEM} -0.015000`,
    ])
    expect(lines(CHARGELINK, 'METERINGPOINTID', 'CHARGEID', 'PERIODSTART', 'ENERGYSUPPLIERID')).toEqual([
      `${pointId(HEATING)} X1 2026-10-09T22:00:00Z ${ONE}`,
      `${pointId(HEATING)} X1 2026-10-24T22:00:00Z ${TWO}`,
    ])
    expect(column(CHARGEPRICE, 'CHARGEID')).toEqual(new Set(['X1']))
    expect(lines(MDMP, 'METERINGPOINTID', 'VALIDFROM')[0]).toBe(`${pointId(HEATING)} 2026-10-09T22:00:00Z`)
    expect(TSSD15).toEqual([])
    expect(TSSD60).toHaveLength(22)
  })

  test('the administrator every supplier, with the totals that they pay', async () => {
    const { RESULTWHOLESALE, RESULTMONTHLY } = await report()
    expect(column(RESULTWHOLESALE, 'ENERGYSUPPLIERID')).toEqual(new Set([ONE, TWO]))
    expect(
      lines(
        RESULTMONTHLY?.filter((row) => row['CHARGEID'] === ''),
        'ENERGYSUPPLIERID',
        'CHARGEOWNER',
        'AMOUNT',
      ),
    ).toEqual([`${ONE}  1.750000`, `${TWO}  42.735000`])
    expect(lines(RESULTMONTHLY, 'RESOLUTIONDURATION', 'MEASUREUNIT').at(-1)).toBe('P1M ')
  })
})

test('a calculation that there is not, of another type, or of other areas is named', async () => {
  const fault = async (other: Partial<ReportRequest>): Promise<string> =>
    await write(other).then(
      () => '',
      (error: Error) => error.message,
    )
  const unknown = '99999999-0000-4000-8000-000000000000'
  expect(await fault({ calculations: [`801=${unknown}`] })).toBe(
    `there is no calculation ${unknown}, named for grid area 801`,
  )
  expect(await fault({ type: 'first_correction_settlement' })).toBe(
    `calculation ${calculationId} is a wholesale_fixing, not a first_correction_settlement`,
  )
  expect(
    await fault({ gridAreas: ['801', '802'], calculations: [`801=${calculationId}`, `802=${calculationId}`] }),
  ).toBe(`calculation ${calculationId} has published nothing for grid area 802 in this period`)
})
