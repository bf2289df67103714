import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestIntake } from '../../../test/intake-ports.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import {
  caseReading,
  importCaseCharges,
  MARCH,
  openSettlementCase,
  OWNER,
  POINT,
} from '../../../test/settlement-case.ts'
import { glnWithCheckDigit, marketDay, type Period } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { openRuns, type Runs } from '../../platform/index.ts'
import { calculationRun, runCalculation, type CalculationPorts } from '../run/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import { toPlanDocument } from './plan-document.ts'
import { planSettlement, type SettlementPlan } from './plan-settlement.ts'

let intake: TestIntake
let ports: CalculationPorts
let runs: Runs
let calculations = 0
beforeAll(async () => {
  intake = await openSettlementCase()
  const { pool, lake, engine } = intake
  ports = { pool, lake, engine, clock: intake.ports.clock, zone: dk.zone, scratch: join(intake.directory, 'scratch') }
  runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [calculationRun(ports)] })
  await importCaseCharges(intake, {
    charges: [`${OWNER};T1;tariff;2026-01-01;;Net;PT1H;true;false`],
    prices: [`${OWNER};T1;tariff;2026-01-01;;0.25`],
    links: [`${pointId(POINT.flex)};${OWNER};T1;tariff;1;2026-01-01;`],
  })
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

const days = (first: string, last: string): Period => ({
  fromMs: marketDay(first, dk.zone).startMs,
  toMs: marketDay(last, dk.zone).endMs,
})
const plan = async (type: CalculationType, period: Period, codeVersion = '1.2.3'): Promise<SettlementPlan> =>
  await planSettlement({ type, gridAreas: ['801'], period, profile: dk, codeVersion }, ports)

async function calculate(type: CalculationType, period: Period): Promise<string> {
  const id = `00000000-0000-4000-8000-${String((calculations += 1)).padStart(12, '0')}`
  const request = { calculationId: id, type, gridAreas: ['801'], period, profile: dk, isInternal: false }
  await runCalculation(
    { ...request, createdBy: 'a test', executionStartMs: 0 },
    { ports, runs, definition: calculationRun(ports), codeVersion: '1.2.3' },
  )
  return id
}

test('before the first calculation a plan says what there is, by a stated rate', async () => {
  const found = await plan('wholesale_fixing', { fromMs: MARCH.fromMs, toMs: MARCH.toMs })
  expect(found).toMatchObject({
    type: 'wholesale_fixing',
    fromDay: '2026-03-01',
    toDay: '2026-04-01',
    before: [],
    effects: [],
    firstAreaDays: 31,
    findings: [],
    time: { restsOn: 'default', expectedSeconds: 1 },
  })
  expect(found.areas).toEqual([
    {
      gridArea: '801',
      points: 7,
      series: 5,
      energySuppliers: 2,
      balanceResponsibles: 1,
      expectedReadingDays: 4 * 31,
      readingDays: 4 * 31,
      slots: 743 * 13,
      slotsMissing: 0,
    },
  ])
  expect(found.charges).toMatchObject([{ chargeType: 'tariff', charges: 1n, links: 1n, pricedSlots: 743n }])
  expect(found.points.map(({ type, settlementMethod, points }) => [type, settlementMethod, points])).toEqual([
    ['consumption', 'flex', 2],
    ['consumption', 'non_profiled', 1],
    ['electrical_heating', null, 1],
    ['exchange', null, 1],
    ['production', null, 2],
  ])
})

test('after one, what changed since: readings with their effect, points, suppliers, charges, and the measured time', async () => {
  const first = await calculate('balance_fixing', days('2026-03-02', '2026-03-05'))
  const nothing = await plan('balance_fixing', days('2026-03-02', '2026-03-05'))
  expect(nothing).toMatchObject({ effects: [], firstAreaDays: 0, before: [{ calculationId: first }] })
  expect(nothing.before[0]?.changes.readings.days).toBe(0)
  expect(nothing.time).toMatchObject({ restsOn: 'recorded', calculations: 1, readingDays: 4 * 4 })
  expect((await plan('balance_fixing', days('2026-03-02', '2026-03-05'), 'another')).time.restsOn).toBe('default')

  const late = { registeredAtMs: 2 }
  await commitDeliveries(
    intake.ports,
    [
      caseReading(POINT.flex, '2026-03-03', 9, { ...late, slots: [0, 1] }),
      caseReading(POINT.exchange, '2026-03-04', 9.5, late),
      caseReading(POINT.flex, '2026-03-20', 1, late),
    ],
    'late readings',
  )
  await recordMasterData(intake.pool, [
    examplePoint(POINT.flex, { validFrom: '2026-03-05', energySupplierId: glnWithCheckDigit(3) }),
  ])
  await importCaseCharges(intake, {
    prices: [`${OWNER};T1;tariff;2026-03-04;;0.5`, `${OWNER};T1;tariff;2026-03-05;;0.25`],
    links: [`${pointId(POINT.production)};${OWNER};T1;tariff;1;2026-03-05;`],
  })
  const found = await plan('balance_fixing', days('2026-03-02', '2026-03-05'))
  expect(found.effects).toEqual([
    {
      gridArea: '801',
      readingDays: 2,
      kinds: [
        { kind: 'exchange', readingDays: 1, differenceKwh: '48.000000' },
        { kind: 'flex', readingDays: 1, differenceKwh: '-2.000000' },
      ],
      gridLossKwh: '50.000000',
    },
  ])
  const [since] = toPlanDocument(found).before
  expect(since).toMatchObject({
    calculationType: 'balance_fixing',
    calculationId: first,
    gridAreas: ['801'],
    fromDay: '2026-03-02',
    toDay: '2026-03-06',
    readings: { readingDays: 2, points: 2, firstDays: 0, changedSlots: 98 },
    points: {
      points: 1,
      suppliedPoints: 1,
      supplierMoves: [{ gridArea: '801', points: 1 }],
      top: [
        {
          meteringPointId: pointId(POINT.flex),
          fromDay: '2026-03-05',
          change: 'changed',
          fields: [{ field: 'energySupplierId', before: glnWithCheckDigit(1), after: glnWithCheckDigit(3) }],
        },
      ],
    },
    charges: {
      pricedCharges: 1,
      linkedPoints: 1,
      topPrices: [{ charge: `tariff T1 of ${OWNER}`, marketDay: '2026-03-04', before: '0.250000', after: '0.500000' }],
      topLinks: [{ meteringPointId: pointId(POINT.production), before: null, after: 1 }],
    },
  })
  expect(since?.readings.top[0]).toMatchObject({ meteringPointId: pointId(POINT.exchange), marketDay: '2026-03-04' })
  // What was expected comes true: the loss moved by as much.
  const second = await calculate('balance_fixing', days('2026-03-02', '2026-03-05'))
  expect(second).not.toBe(first)
  expect((await plan('balance_fixing', days('2026-03-02', '2026-03-05'))).before[0]?.calculationId).toBe(second)
})

test('days without a version of the type are held against the nearest, others are the first', async () => {
  const found = await plan('aggregation', days('2026-03-05', '2026-03-06'))
  expect(found.before).toMatchObject([{ calculationType: 'balance_fixing', from: '2026-03-05', to: '2026-03-06' }])
  expect(found.firstAreaDays).toBe(1)
})

test('arguments are refused with every fault, and nothing is stored or left', async () => {
  const { rows: before } = await intake.pool.query('select seq from platform.head')
  const refused = plan('wholesale_fixing', { fromMs: MARCH.fromMs + 1, toMs: MARCH.toMs })
  await expect(refused).rejects.toMatchObject({ code: 'CALCULATION_ARGUMENT' })
  await expect(refused).rejects.toThrow(/full hour.*midnight.*calendar month/)
  await plan('balance_fixing', days('2026-03-02', '2026-03-02'))
  expect((await intake.pool.query('select seq from platform.head')).rows).toEqual(before)
  expect(await readdir(ports.scratch)).toEqual([])
})

test('a plan for other programs is plain JSON', async () => {
  const text = JSON.stringify(
    toPlanDocument(await plan('wholesale_fixing', { fromMs: MARCH.fromMs, toMs: MARCH.toMs })),
  )
  expect(JSON.parse(text)).toMatchObject({
    type: 'wholesale_fixing',
    recordedSeq: expect.stringMatching(/^\d+$/) as string,
  })
})
