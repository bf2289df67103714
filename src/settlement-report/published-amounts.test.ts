import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GRID_COMPANY, pointId } from '../../test/reading-documents.ts'
import { ONE, rowsOf, SYSTEM, TWO, unzip, type Unzipped } from '../../test/report-market.ts'
import { openWholesaleHub, POINT, type WholesaleHub } from '../../test/wholesale-hub.ts'
import { CHARGE_TYPES, localDay, METHODS, POINT_TYPES } from '../../test/wholesale-lines.ts'
import { marketDay } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import type { AmountRow, AmountRows } from '../settlement/index.ts'
import { validateReport } from './report-arguments.ts'
import { writeReport } from './write-report.ts'

// Reports of a fixing that was really computed, against what it has stored.
const ROLES = {
  [`supplier ${TWO}`]: { role: 'energy_supplier', actorId: TWO },
  'grid company': { role: 'grid_access_provider', actorId: GRID_COMPANY },
  'system operator': { role: 'system_operator', actorId: SYSTEM },
} as const

let hub: WholesaleHub
let stored: AmountRows
const reports = new Map<string, Unzipped>()

beforeAll(async () => {
  hub = await openWholesaleHub()
  stored = await hub.stored(hub.fixing)
  for (const [name, viewer] of Object.entries(ROLES)) reports.set(name, await report(name, viewer))
})
afterAll(async () => {
  await hub.close()
})

async function report(name: string, viewer: (typeof ROLES)[keyof typeof ROLES]): Promise<Unzipped> {
  const request = {
    type: 'wholesale_fixing',
    from: '2026-03-01',
    to: '2026-04-01',
    gridAreas: ['801'],
    calculations: [`801=${hub.fixing.calculationId}`],
    preventLargeFiles: false,
    ...viewer,
  }
  const given = validateReport(request, hub.ports)
  if (!given.ok) throw new Error(JSON.stringify(given.error))
  const path = join(hub.intake.directory, `${name.replaceAll(' ', '-')}.zip`)
  const done = await writeReport(given.value, path, hub.ports)
  if (!done.ok) throw new Error(JSON.stringify(done.error))
  return rowsOf(await unzip(path))
}

type Charged = Pick<AmountRow, 'energySupplierId' | 'chargeOwnerId' | 'isTax'>
/** Settlement 4: a supplier sees what it pays; the grid company its own charges and taxes; the system operator its own that are no tax. */
function isSeen(
  { energySupplierId, chargeOwnerId, isTax }: Charged,
  { role, actorId }: { role: string; actorId: string },
) {
  if (role === 'energy_supplier') return energySupplierId === actorId
  return role === 'system_operator' ? chargeOwnerId === actorId && !isTax : chargeOwnerId === actorId || isTax
}

const cells = (rows: Unzipped[string] | undefined, ...names: string[]): string[] =>
  (rows ?? []).map((row) => names.map((name) => row[name]).join(' ')).toSorted()

describe.each(Object.entries(ROLES))('%s', (name, viewer) => {
  test('has the stored amounts of its charges in RESULTWHOLESALE, slot by slot', () => {
    const expected = stored.amounts
      .filter((row) => isSeen(row, viewer))
      .map((row) =>
        [
          row.energySupplierId,
          row.time,
          row.resolution,
          POINT_TYPES[row.meteringPointType],
          METHODS[row.settlementMethod ?? ''] ?? '',
          row.quantity,
          row.price ?? '',
          row.amount ?? '',
          CHARGE_TYPES[row.chargeType],
          row.chargeCode,
          row.chargeOwnerId,
        ].join(' '),
      )
    const names = ['ENERGYSUPPLIERID', 'STARTDATETIME', 'RESOLUTIONDURATION', 'TYPEOFMP', 'SETTLEMENTMETHOD']
    const values = ['ENERGYQUANTITY', 'PRICE', 'AMOUNT', 'CHARGETYPE', 'CHARGEID', 'CHARGEOWNER']
    const rows = reports.get(name)?.['RESULTWHOLESALE']
    expect(cells(rows, ...names, ...values)).toEqual(expected.toSorted())
    expect(expected.length).toBeGreaterThan(700)
  })

  test('has the stored months and totals in RESULTMONTHLY', () => {
    const ofCharges = stored.monthly
      .filter((row) => isSeen(row, viewer))
      .map((row) =>
        [
          row.energySupplierId,
          row.time,
          row.amount ?? '',
          CHARGE_TYPES[row.chargeType],
          row.chargeCode,
          row.chargeOwnerId,
        ].join(' '),
      )
    const totals = stored.totals
      .filter(({ energySupplierId, chargeOwnerId }) =>
        viewer.role === 'energy_supplier'
          ? energySupplierId === viewer.actorId && chargeOwnerId === null
          : chargeOwnerId === viewer.actorId,
      )
      .map((row) => [row.energySupplierId, row.time, row.amount ?? '', '', '', row.chargeOwnerId ?? ''].join(' '))
    const names = ['ENERGYSUPPLIERID', 'STARTDATETIME', 'AMOUNT', 'CHARGETYPE', 'CHARGEID', 'CHARGEOWNER']
    expect(cells(reports.get(name)?.['RESULTMONTHLY'], ...names)).toEqual([...ofCharges, ...totals].toSorted())
    expect(totals).toHaveLength(viewer.role === 'grid_access_provider' ? 2 : 1)
  })

  test('has every price that its amounts were made with in CHARGEPRICE', () => {
    const prices = new Map(
      (reports.get(name)?.['CHARGEPRICE'] ?? []).map((row) => [`${row['CHARGEID']} ${row['STARTDATETIME']}`, row]),
    )
    const seen = stored.amounts.filter((row) => isSeen(row, viewer) && row.chargeType === 'tariff')
    for (const row of seen) {
      const day = marketDay(localDay(row.time), dk.zone)
      const slot = row.resolution === 'P1D' ? 0 : (Date.parse(row.time) - day.startMs) / 3_600_000
      const stated = prices.get(`${row.chargeCode} ${new Date(day.startMs).toISOString().replace('.000', '')}`)
      expect(stated?.[`ENERGYPRICE${slot + 1}`] ?? '').toBe(row.price ?? '')
      if (stated !== undefined) expect(stated['TAXINDICATOR']).toBe(row.isTax ? '1' : '0')
    }
  })
})

describe('links and prices that are no tariff’s', () => {
  test('a supplier has the links of its points while it supplies them, the grid company those of its charges', () => {
    const names = ['METERINGPOINTID', 'CHARGEID', 'CHARGEOCCURRENCES', 'PERIODSTART', 'PERIODEND']
    const [first, change, end] = ['2026-02-28T23:00:00Z', '2026-03-15T23:00:00Z', '2026-03-31T22:00:00Z']
    const [flex, hourly, child, loss] = [POINT.flex, POINT.hourly, POINT.child, POINT.loss].map(pointId)
    expect(cells(reports.get(`supplier ${TWO}`)?.['CHARGELINK'], ...names)).toEqual(
      [
        `${flex} NET 1 ${change} ${end}`,
        `${flex} ABO 2 ${change} ${end}`,
        `${flex} TAX 1 ${change} ${end}`,
        `${child} TAX 1 ${change} ${end}`,
        `${hourly} NET 1 ${first} ${end}`,
        `${hourly} GEB 3 2026-03-04T23:00:00Z 2026-03-05T23:00:00Z`,
        `${hourly} TRANS 1 2026-03-01T23:00:00Z ${end}`,
      ].toSorted(),
    )
    expect(cells(reports.get('grid company')?.['CHARGELINK'], ...names)).toEqual(
      [
        `${flex} NET 1 ${first} ${end}`,
        `${flex} ABO 2 2026-03-10T23:00:00Z ${end}`,
        `${flex} TAX 1 ${first} ${end}`,
        `${child} TAX 1 ${first} ${end}`,
        `${hourly} NET 1 ${first} ${end}`,
        `${hourly} GEB 3 2026-03-04T23:00:00Z 2026-03-05T23:00:00Z`,
        `${loss} NET 1 ${first} ${end}`,
      ].toSorted(),
    )
  })

  test('a subscription has the price of its month, of which each day has a part; a fee that of its day', () => {
    const rows = reports.get('grid company')?.['CHARGEPRICE']
    const priceOf = (code: string): string[] =>
      cells(
        rows?.filter((row) => row['CHARGEID'] === code),
        'RESOLUTIONDURATION',
        'STARTDATETIME',
        'ENERGYPRICE1',
      )
    expect(priceOf('ABO')).toEqual(['P1M 2026-02-28T23:00:00Z 64.000000'])
    expect(priceOf('GEB')).toEqual(['P1M 2026-03-04T23:00:00Z 99.500000'])
    // 64 DKK in 31 days, of two: settlement 2.2 rounds the price of the day at six decimals.
    const days = stored.amounts.filter(({ chargeCode }) => chargeCode === 'ABO')
    expect(new Set(days.map(({ price, amount }) => `${price} ${amount}`))).toEqual(new Set(['2.064516 4.129032']))
    expect(days.filter(({ energySupplierId }) => energySupplierId === ONE)).toHaveLength(5)
  })
})
