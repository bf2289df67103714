import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import type { PlainDelivery } from '../../../test/plain-days.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { importChargeLinks, importChargePrices, importCharges } from '../../charges/index.ts'
import { marketDay, monthOf } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, openRuns, parquet, type Runs } from '../../platform/index.ts'
import { amountRows, type AmountRows } from '../wholesale/amount-rows.ts'
import { AMOUNT_TABLES } from '../wholesale/amount-tables.ts'
import { calculationRun, type CalculationPorts } from './calculation-run.ts'
import { resultFiles } from './result-files.ts'
import { runCalculation } from './start-calculation.ts'

// Area 801 in March 2026, which has a day of 23 hours: a consumption of 10 kWh a quarter with a child of 2 kWh an hour, read
// on the first three days; an import of 11, so a loss of 1. Then charges of the grid company and a tax of the system operator.
const DAYS = ['2026-03-01', '2026-03-02', '2026-03-29']
const [CONSUMPTION, CHILD, EXCHANGE, LOSS, CORRECTION] = [1, 2, 3, 4, 5] as const
const [GRID, SYSTEM] = ['5790000000005', '5790000432752'] as const
const ID = '00000000-0000-4000-8000-000000000001'

let intake: TestIntake
let runs: Runs
let ports: CalculationPorts
let rows: AmountRows

beforeAll(async () => {
  intake = await openTestIntake()
  const { pool, lake, engine } = intake
  ports = { pool, lake, engine, clock: intake.ports.clock, zone: dk.zone, scratch: join(intake.directory, 'scratch') }
  const production = { type: 'production', settlementMethod: null } as const
  const nobody = { settlementMethod: null, energySupplierId: null, balanceResponsibleId: null } as const
  await recordMasterData(pool, [
    examplePoint(CONSUMPTION),
    examplePoint(CHILD, { ...nobody, type: 'electrical_heating', parentId: pointId(CONSUMPTION), resolution: 'PT1H' }),
    examplePoint(EXCHANGE, { ...nobody, type: 'exchange', fromGridArea: '802', toGridArea: '801' }),
    examplePoint(LOSS, { lossRole: 'grid_loss' }),
    examplePoint(CORRECTION, { ...production, lossRole: 'system_correction' }),
  ])
  await stateCharges()
  for (const day of DAYS) {
    await commitDeliveries(
      intake.ports,
      [reading(CONSUMPTION, day, 100, 10), reading(EXCHANGE, day, 100, 11), reading(CHILD, day, 25, 2)],
      `readings ${day}`,
    )
  }
  const definition = calculationRun(ports)
  runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
  const { fromMs, toMs } = monthOf('2026-03', dk.zone)
  const request = {
    calculationId: ID,
    type: 'wholesale_fixing',
    gridAreas: ['801'],
    period: { fromMs, toMs },
    profile: dk,
    isInternal: false,
    createdBy: 'a test',
    executionStartMs: Date.UTC(2026, 4, 1),
  } as const
  await runCalculation(request, { ports, runs, definition, codeVersion: '1.2.3' })
  rows = await storedAmounts()
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

async function stateCharges(): Promise<void> {
  const directory = join(intake.directory, 'charges')
  mkdirSync(directory, { recursive: true })
  const file = (name: string, ...lines: string[]): string => {
    writeFileSync(join(directory, name), lines.join('\n'))
    return join(directory, name)
  }
  const at = { pool: intake.pool, profile: dk }
  const reports = [
    await importCharges(
      file(
        'charges.csv',
        'owner_id;code;type;valid_from;name;resolution;vat;is_tax',
        `${GRID};NET;tariff;2025-01-01;Grid tariff;PT1H;true;false`,
        `${GRID};ABO;subscription;2025-01-01;Grid subscription;P1M;true;false`,
        `${GRID};GEB;fee;2025-01-01;Reading fee;P1M;true;false`,
        `${GRID};OLD;fee;2025-01-01;A fee whose price ends;P1M;true;false`,
        `${SYSTEM};TAX;tariff;2025-01-01;Electricity tax;P1D;true;true`,
      ),
      at,
    ),
    await importChargePrices(
      file(
        'prices.csv',
        'owner_id;code;type;valid_from;price;valid_to',
        `${GRID};NET;tariff;2025-01-01;0.25;`,
        `${GRID};ABO;subscription;2025-01-01;62;`,
        `${GRID};GEB;fee;2025-01-01;99.5;`,
        `${GRID};OLD;fee;2025-01-01;1;2026-03-05`,
        `${SYSTEM};TAX;tariff;2026-03-02;0.008;`,
      ),
      at,
    ),
    await importChargeLinks(
      file(
        'links.csv',
        'metering_point_id;owner_id;code;type;valid_from;factor;valid_to',
        `${pointId(CONSUMPTION)};${GRID};NET;tariff;2025-01-01;1;`,
        `${pointId(LOSS)};${GRID};NET;tariff;2025-01-01;1;`,
        `${pointId(CONSUMPTION)};${GRID};ABO;subscription;2026-03-11;2;`,
        `${pointId(CONSUMPTION)};${GRID};GEB;fee;2026-03-05;3;2026-03-06`,
        `${pointId(CONSUMPTION)};${GRID};OLD;fee;2026-03-04;1;2026-03-07`,
        `${pointId(CHILD)};${SYSTEM};TAX;tariff;2025-01-01;1;`,
      ),
      at,
    ),
  ]
  expect(reports.flatMap(({ findings }) => findings)).toEqual([])
}

function reading(point: number, date: string, slotClass: 25 | 100, kwh: number): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const slots = slotClass === 25 ? day.hours : day.hours * 4
  const stated = new Map(
    Array.from({ length: slots }, (_, k) => [k, { quality: 'measured' as const, micro: BigInt(kwh) * 1_000_000n }]),
  )
  return { point: pointId(point), stream: '', slotClass, day: day.dayNumber, slots, registeredAtMs: 1, stated }
}

async function storedAmounts(): Promise<AmountRows> {
  const [amountPerChargeDay, monthlyAmount, totalAmount] = await inTransaction(intake.pool, async (trx) => {
    const found: string[] = []
    for (const table of AMOUNT_TABLES) found.push(parquet(await resultFiles(trx, [ID], ports.lake, table)))
    return found
  })
  return await amountRows(
    {
      amountPerChargeDay: amountPerChargeDay ?? '',
      monthlyAmount: monthlyAmount ?? '',
      totalAmount: totalAmount ?? '',
    },
    dk.zone,
    ports.engine,
  )
}

const of = (code: string): AmountRows['amounts'] => rows.amounts.filter(({ chargeCode }) => chargeCode === code)
const on = (code: string, time: string): AmountRows['amounts'] => of(code).filter((row) => row.time === time)

describe('a wholesale fixing', () => {
  test('prices every hour of a month with a day of 23 hours, read or not', () => {
    expect(of('NET')).toHaveLength(31 * 24 - 1)
    // 40 kWh of the consumption and 4 of the loss.
    expect(on('NET', '2026-03-01T05:00:00Z')).toMatchObject([
      { quantity: '44.000', price: '0.250000', amount: '11.000000', qualities: ['measured', 'calculated'] },
    ])
    expect(on('NET', '2026-03-10T05:00:00Z')).toMatchObject([
      { quantity: '0.000', amount: '0.000000', qualities: ['missing', 'calculated'] },
    ])
  })

  test('counts subscriptions and fees by the day', () => {
    expect(of('ABO')).toHaveLength(21)
    expect(of('ABO')[0]).toMatchObject({
      time: '2026-03-10T23:00:00Z',
      quantity: '2.000',
      price: '2.000000',
      amount: '4.000000',
      qualities: null,
      quantityUnit: 'pcs',
    })
    expect(of('GEB')).toMatchObject([
      { time: '2026-03-04T23:00:00Z', quantity: '3.000', price: '99.500000', amount: '298.500000' },
    ])
  })

  test('carries no price beyond its end', () => {
    expect(of('OLD').map(({ time, price, amount }) => [time.slice(0, 10), price, amount])).toEqual([
      ['2026-03-03', '1.000000', '1.000000'],
      ['2026-03-04', null, null],
      ['2026-03-05', null, null],
    ])
  })

  test('gives a child the supplier of its parent, and knows no price before the first one', () => {
    const [supplier] = new Set(of('NET').map((row) => row.energySupplierId))
    expect(of('TAX')).toHaveLength(31)
    expect(on('TAX', '2026-02-28T23:00:00Z')).toMatchObject([
      { quantity: '48.000', price: null, amount: null, meteringPointType: 'electrical_heating' },
    ])
    expect(on('TAX', '2026-03-28T23:00:00Z')).toMatchObject([
      { quantity: '46.000', price: '0.008000', amount: '0.368000', isTax: true, energySupplierId: supplier },
    ])
  })

  // 71 hours of three days at 11.00; 21 days at 4.00; 46 and 48 kWh at 0.008, because the first of three days has no price.
  test('adds up to months and totals: the grid company collects the tax', () => {
    expect(rows.monthly.map(({ chargeCode, amount }) => [chargeCode, amount])).toEqual([
      ['ABO', '84.000000'],
      ['GEB', '298.500000'],
      ['NET', '781.000000'],
      ['OLD', '1.000000'],
      ['TAX', '0.752000'],
    ])
    expect(rows.totals.map(({ chargeOwnerId, amount }) => [chargeOwnerId, amount])).toEqual([
      [null, '1165.252000'],
      [GRID, '1165.252000'],
    ])
  })

  test('is published by day, with all of its checks made', async () => {
    const { rows: checks } = await intake.pool.query<{ check_name: string; violations: bigint }>(
      'select check_name, violations from settlement.calculation_check where calculation_id = $1 order by check_name',
      [ID],
    )
    expect(checks.map(({ check_name: name }) => name)).toContain('owners_to_supplier_total')
    expect(checks.every(({ violations }) => violations === 0n)).toBe(true)
    const { rows: days } = await intake.pool.query<{ count: bigint }>(
      'select count(*) from settlement.published where calculation_type = $1',
      ['wholesale_fixing'],
    )
    expect(days[0]?.count).toBe(31n)
  })
})
