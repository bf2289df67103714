import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestIntake } from '../../../test/intake-ports.ts'
import { examplePoint, GRID_COMPANY, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import {
  caseReading,
  importCaseCharges,
  MARCH,
  openSettlementCase,
  OWNER,
  POINT,
  TAX_OWNER,
} from '../../../test/settlement-case.ts'
import { appendGridAreas, dk } from '../../market/index.ts'
import { currentSeq, inTransaction, nextRecordedSeq } from '../../platform/index.ts'
import { openCaseInput } from './case-input.ts'
import { inspectInputs, type Inspection } from './inspect-inputs.ts'
import type { InputFinding } from './input-finding.ts'

let intake: TestIntake
let complete: bigint
let cases = 0
beforeAll(async () => {
  intake = await openSettlementCase()
  const tariff = `${OWNER};T1;tariff`
  await importCaseCharges(intake, {
    charges: [
      `${tariff};2026-01-01;;Net;PT1H;true;false`,
      `${OWNER};S1;subscription;2026-01-01;;Subscription;P1M;true;false`,
    ],
    prices: [`${tariff};2026-01-01;;0.25`, `${OWNER};S1;subscription;2026-01-01;;31`],
    links: [
      `${pointId(POINT.flex)};${tariff};1;2026-01-01;`,
      `${pointId(POINT.child)};${tariff};1;2026-01-01;`,
      `${pointId(POINT.hourly)};${OWNER};S1;subscription;2;2026-03-10;2026-03-12`,
    ],
  })
  complete = await now()
})
afterAll(async () => {
  await intake.close()
})

const now = async (): Promise<bigint> => await inTransaction(intake.pool, currentSeq)

async function inspect(
  type: 'balance_fixing' | 'wholesale_fixing',
  other: {
    readonly atSeq?: bigint
    readonly gridAreas?: readonly string[]
    readonly requiresComplete?: boolean
    readonly toldOn?: string | undefined
  } = {},
): Promise<Inspection> {
  const directory = join(intake.directory, `case-${(cases += 1)}`)
  const { fromMs, toMs } = MARCH
  const asked = { type, gridAreas: ['801'], period: { fromMs, toMs }, zone: dk.zone, requiresComplete: false }
  const given = { ...asked, toldOn: '2026-05-01', ...other }
  try {
    return await inspectInputs(given, await openCaseInput(given, directory, intake.ports), directory, intake.engine)
  } finally {
    await rm(directory, { recursive: true })
  }
}

const inShort = ({ findings }: Inspection): string[] =>
  findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`)
const only = ({ findings }: Inspection, code: InputFinding['code']): InputFinding[] =>
  findings.filter((found) => found.code === code)

describe('a complete month', () => {
  test('has nothing to say, and counts what is there', async () => {
    const { findings, coverage, charges } = await inspect('balance_fixing', { atSeq: complete })
    expect(findings).toEqual([])
    expect(charges).toEqual([])
    expect(coverage).toHaveLength(31)
    expect(coverage[0]).toEqual({
      gridArea: '801',
      marketDay: '2026-03-01',
      points: 4n,
      slots: 3n * 96n + 24n,
      readingDays: 4n,
      pointsMissing: 0n,
      slotsMissing: 0n,
    })
    expect(coverage[28]).toMatchObject({ marketDay: '2026-03-29', slots: 3n * 92n + 23n, slotsMissing: 0n })
  })

  test('of wholesale counts the children that have a tariff, and charges by type', async () => {
    const { findings, coverage, charges } = await inspect('wholesale_fixing', { atSeq: complete })
    expect(findings).toEqual([])
    expect(coverage[0]).toMatchObject({ points: 5n, slots: 3n * 96n + 48n })
    // 31 days, one of them of 23 hours; the subscription is linked on two days.
    expect(charges).toEqual([
      { chargeType: 'subscription', charges: 1n, links: 1n, points: 1n, pricedSlots: 2n, slotsMissing: 0n },
      { chargeType: 'tariff', charges: 1n, links: 2n, points: 2n, pricedSlots: 743n, slotsMissing: 0n },
    ])
  })
})

describe('what is wrong with areas and points', () => {
  test('an area that nobody knows, or without points, and loss that goes to nobody', async () => {
    const said = inShort(await inspect('balance_fixing', { atSeq: complete, gridAreas: ['801', '803'] }))
    expect(said).toEqual([
      'error GRID_AREA_UNKNOWN: grid area 803 is not known on 31 of 31 days, first on 2026-03-01',
      expect.stringContaining('GRID_LOSS_POINT_MISSING: grid area 803 has no consumption'),
      expect.stringContaining('GRID_LOSS_POINT_MISSING: grid area 803 has no production'),
      'warning AREA_WITHOUT_POINTS: grid area 803 has no metering point that counts',
    ])
    // 802 is the neighbour: there is a point that touches it.
    const neighbour = inShort(await inspect('balance_fixing', { atSeq: complete, gridAreas: ['802'] }))
    expect(neighbour).toHaveLength(2)
  })

  test('an area without a known owner on the day on which it would be told, whatever the days of the period', async () => {
    const area = { code: '804', name: '804', priceArea: null } as const
    await inTransaction(intake.pool, async (trx) => {
      const statements = [
        { ...area, validFrom: '2020-01-01', meteredDataResponsibleId: GRID_COMPANY },
        { ...area, validFrom: '2026-04-01', meteredDataResponsibleId: null },
        { ...area, validFrom: '2026-06-01', meteredDataResponsibleId: GRID_COMPANY },
      ]
      await appendGridAreas(trx, statements, await nextRecordedSeq(trx))
    })
    const gridAreas = ['804']
    const found = only(await inspect('wholesale_fixing', { gridAreas }), 'AREA_OWNER_UNKNOWN')
    expect(found).toEqual([
      {
        code: 'AREA_OWNER_UNKNOWN',
        severity: 'warning',
        message: expect.stringContaining('grid area 804 has no known owner on 2026-05-01') as string,
        gridArea: '804',
        day: '2026-05-01',
        rows: [],
      },
    ])
    // Before it was known at all, too.
    expect(
      only(await inspect('balance_fixing', { gridAreas, toldOn: '2019-12-31' }), 'AREA_OWNER_UNKNOWN'),
    ).toHaveLength(1)
    for (const toldOn of ['2026-03-31', '2026-06-01', undefined])
      expect(only(await inspect('balance_fixing', { gridAreas, toldOn }), 'AREA_OWNER_UNKNOWN')).toEqual([])
    // As known before the area was stated there is nobody to miss.
    expect(only(await inspect('balance_fixing', { gridAreas, atSeq: complete }), 'AREA_OWNER_UNKNOWN')).toEqual([])
  })

  test('points without party or method, exchange with nowhere, orphans: by kind and area, with the first rows', async () => {
    const exchange = {
      type: 'exchange',
      settlementMethod: null,
      energySupplierId: null,
      balanceResponsibleId: null,
    } as const
    const child = {
      type: 'electrical_heating',
      settlementMethod: null,
      energySupplierId: null,
      balanceResponsibleId: null,
    } as const
    await recordMasterData(intake.pool, [
      examplePoint(20, { validFrom: '2026-03-30', balanceResponsibleId: null }),
      examplePoint(21, { validFrom: '2026-03-31', balanceResponsibleId: null }),
      examplePoint(22, { validFrom: '2026-03-31', settlementMethod: 'profiled' }),
      examplePoint(23, { ...exchange, validFrom: '2026-03-31', fromGridArea: '899', toGridArea: '801' }),
      examplePoint(24, { validFrom: '2026-03-02', connectionState: 'new' }),
      examplePoint(24, { validFrom: '2026-03-05' }),
      examplePoint(24, { validFrom: '2026-03-20', connectionState: 'closed_down' }),
      examplePoint(25, { ...child, parentId: pointId(24) }),
      examplePoint(26, { ...child, parentId: pointId(99) }),
    ])
    const found = await inspect('wholesale_fixing')
    expect(only(found, 'BALANCE_RESPONSIBLE_MISSING')).toEqual([
      {
        code: 'BALANCE_RESPONSIBLE_MISSING',
        severity: 'warning',
        message:
          'grid area 801: 2 points on 3 days in all without a balance responsible party: their energy belongs to none',
        gridArea: '801',
        point: pointId(20),
        day: '2026-03-30',
        points: 2,
        days: 3,
        rows: [
          { meteringPointId: pointId(20), marketDay: '2026-03-30', days: 2 },
          { meteringPointId: pointId(21), marketDay: '2026-03-31', days: 1 },
        ],
      },
    ])
    expect(only(found, 'METHOD_UNSETTLED')).toMatchObject([
      { points: 1, days: 1, rows: [{ meteringPointId: pointId(22), detail: 'profiled' }] },
    ])
    expect(only(found, 'GRID_AREA_UNKNOWN')).toMatchObject([
      {
        severity: 'warning',
        gridArea: '801',
        rows: [{ meteringPointId: pointId(23), marketDay: '2026-03-31', detail: '899' }],
      },
    ])
    // Point 25 has a parent from the 5th to the 19th only: 4 and 12 of 31 days are without, the first is the 1st.
    expect(only(found, 'CHILD_WITHOUT_PARENT')).toMatchObject([
      {
        points: 2,
        days: 16 + 31,
        rows: [
          { meteringPointId: pointId(25), marketDay: '2026-03-01', days: 16, detail: pointId(24) },
          { meteringPointId: pointId(26), marketDay: '2026-03-01', days: 31, detail: pointId(99) },
        ],
      },
    ])
    expect(only(await inspect('balance_fixing'), 'CHILD_WITHOUT_PARENT')).toEqual([])
  })

  test('the first day without a parent is named, also behind days with one', async () => {
    await recordMasterData(intake.pool, [
      examplePoint(27, { validFrom: '2026-03-01' }),
      examplePoint(27, { validFrom: '2026-03-10', energySupplierId: '5790000000005' }),
      examplePoint(27, { validFrom: '2026-03-25', connectionState: 'closed_down' }),
      examplePoint(28, {
        type: 'own_production',
        settlementMethod: null,
        parentId: pointId(27),
        energySupplierId: null,
        balanceResponsibleId: null,
      }),
    ])
    const [orphans] = only(await inspect('wholesale_fixing'), 'CHILD_WITHOUT_PARENT')
    expect(orphans?.rows).toContainEqual({
      meteringPointId: pointId(28),
      marketDay: '2026-03-25',
      days: 7,
      detail: pointId(27),
    })
  })
})

describe('readings that are missing', () => {
  test('are counted by area and day, and the first points are named', async () => {
    await recordMasterData(intake.pool, [
      examplePoint(30, { validFrom: '2026-03-30' }),
      examplePoint(31, { validFrom: '2026-03-30', connectionState: 'new' }),
    ])
    await commitDeliveries(intake.ports, [caseReading(30, '2026-03-30', 1, { slots: [0, 1, 95] })], 'a part of a day')
    const before = await inspect('balance_fixing', { atSeq: complete })
    expect(before.findings).toEqual([])
    const found = only(await inspect('balance_fixing'), 'READINGS_MISSING')
    const [, last] = found.filter(({ day }) => day === '2026-03-30' || day === '2026-03-31')
    expect(last).toMatchObject({ severity: 'warning', gridArea: '801', day: '2026-03-31' })
    expect(found.find(({ day }) => day === '2026-03-30')?.message).toMatch(/lack \d+ of [\d,]+ slots$/)
    const first = found.find(({ day }) => day === '2026-03-05')
    expect(first).toMatchObject({ points: 2, slots: 2 * 96, rows: [{ slots: 96 }, { slots: 96 }] })
    const strict = only(await inspect('balance_fixing', { requiresComplete: true }), 'READINGS_MISSING')
    expect(strict.map(({ severity }) => severity)).toEqual(found.map(() => 'error'))
  })

  test('names ten points an area, over as many days as that takes', async () => {
    const rows = only(await inspect('balance_fixing'), 'READINGS_MISSING').map((found) => found.rows.length)
    const named = rows.reduce((sum, count) => sum + count, 0)
    expect(named).toBeGreaterThanOrEqual(10)
    expect(rows.at(-1)).toBe(0)
  })
})

describe('charges', () => {
  test('without information, without price, by the quarter-hour, with two owners of tax, of points that do not count', async () => {
    const line = (code: string, type: string): string => `${OWNER};${code};${type}`
    const flex = pointId(POINT.flex)
    await importCaseCharges(intake, {
      charges: [
        `${line('LATE', 'tariff')};2026-03-05;;Late;PT1H;true;false`,
        `${line('HOLE', 'tariff')};2026-01-01;;Hole;PT1H;true;false`,
        `${line('DAILY', 'tariff')};2026-01-01;;Daily;P1D;true;false`,
        `${line('FEE', 'fee')};2026-01-01;;Fee;P1M;true;false`,
        `${line('SUB', 'subscription')};2026-01-01;;Sub;P1M;true;false`,
        `${line('QUARTER', 'tariff')};2026-01-01;;Quarter;PT15M;true;false`,
        `${line('TAX', 'tariff')};2026-01-01;;Tax;P1D;true;true`,
        `${TAX_OWNER};TAX;tariff;2026-01-01;;Tax;P1D;true;true`,
      ],
      prices: [
        `${line('LATE', 'tariff')};2026-01-01;;1`,
        `${line('HOLE', 'tariff')};2026-01-01;2026-03-28;1`,
        `${line('QUARTER', 'tariff')};2026-01-01;;1`,
        `${line('TAX', 'tariff')};2026-01-01;;1`,
        `${TAX_OWNER};TAX;tariff;2026-01-01;;1`,
      ],
      links: [
        `${flex};${line('LATE', 'tariff')};1;2026-03-03;`,
        `${flex};${line('HOLE', 'tariff')};1;2026-01-01;`,
        `${pointId(POINT.production)};${line('HOLE', 'tariff')};1;2026-03-30;`,
        `${flex};${line('DAILY', 'tariff')};1;2026-03-30;`,
        `${flex};${line('FEE', 'fee')};1;2026-03-07;2026-03-08`,
        `${flex};${line('SUB', 'subscription')};1;2026-03-11;`,
        `${flex};${line('QUARTER', 'tariff')};1;2026-03-31;`,
        `${flex};${line('TAX', 'tariff')};1;2026-03-31;`,
        `${flex};${TAX_OWNER};TAX;tariff;1;2026-03-31;`,
        `${pointId(24)};${line('HOLE', 'tariff')};1;2026-03-10;`,
      ],
    })
    const found = await inspect('wholesale_fixing')
    const said = (code: InputFinding['code']): string[] =>
      only(found, code).map((each) => `${each.severity}: ${each.message}`)
    expect(said('CHARGE_INFORMATION_MISSING')).toEqual([
      `warning: tariff LATE of ${OWNER} is linked but does not exist from 2026-03-03 on, 2 days in all, for 1 point`,
    ])
    // From the 28th on: 24 + 23 + 24 + 24 hours.
    expect(said('PRICE_MISSING')).toEqual([
      `warning: fee FEE of ${OWNER} has no price from 2026-03-07 on, 1 day in all, for 1 point`,
      `warning: subscription SUB of ${OWNER} has no price from 2026-03-11 on, 21 days in all, for 1 point`,
      `warning: tariff DAILY of ${OWNER} has no price from 2026-03-30 on, 2 days in all, for 1 point`,
      `warning: tariff HOLE of ${OWNER} has no price from 2026-03-27T23:00:00Z on, 95 hours in all, for 2 points`,
    ])
    expect(said('TARIFF_UNSETTLED')).toEqual([
      `error: tariff QUARTER of ${OWNER} is by the quarter-hour and not settled from 2026-03-31 on, 1 day in all, for 1 point`,
    ])
    expect(only(found, 'TAX_OWNERS').map(({ severity, charge }) => `${severity} ${charge}`)).toEqual([
      `error tariff TAX of ${OWNER}`,
      `error tariff TAX of ${TAX_OWNER}`,
    ])
    expect(only(found, 'TAX_OWNERS')[0]?.message).toContain(`taxes are owned by ${OWNER} and ${TAX_OWNER}`)
    expect(only(found, 'LINK_WITHOUT_POINT')).toMatchObject([
      {
        severity: 'warning',
        points: 1,
        days: 12,
        rows: [{ meteringPointId: pointId(24), marketDay: '2026-03-20', detail: `tariff HOLE of ${OWNER}` }],
      },
    ])
    const strict = await inspect('wholesale_fixing', { requiresComplete: true })
    expect(only(strict, 'PRICE_MISSING').every(({ severity }) => severity === 'error')).toBe(true)
    expect(only(strict, 'LINK_WITHOUT_POINT').every(({ severity }) => severity === 'warning')).toBe(true)
  })

  test('do not concern an energy calculation', async () => {
    const { findings } = await inspect('balance_fixing')
    expect(findings.filter(({ charge }) => charge !== undefined)).toEqual([])
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
