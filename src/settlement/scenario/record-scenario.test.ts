import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
  TAX_OWNER,
} from '../../../test/settlement-case.ts'
import { glnWithCheckDigit, marketDay, type Period } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { currentSeq, inTransaction, openRuns, type Runs } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import { insertCalculation } from '../run/calculation-store.ts'
import { calculationRun, runCalculation, type CalculationPorts } from '../run/index.ts'
import { recordScenario, type RecordRequest } from './record-scenario.ts'
import { renderScenario } from './render-scenario.ts'
import { runScenario } from './run-scenario.ts'

let intake: TestIntake
let ports: CalculationPorts
let runs: Runs
let calculations = 0
let folders = 0
beforeAll(async () => {
  intake = await openSettlementCase({
    [POINT.flex]: 10.001,
    [POINT.hourly]: 8.003,
    [POINT.production]: 4,
    [POINT.exchange]: 9,
    [POINT.child]: 2,
  })
  const { pool, lake, engine } = intake
  ports = { pool, lake, engine, clock: intake.ports.clock, zone: dk.zone, scratch: join(intake.directory, 'scratch') }
  runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [calculationRun(ports)] })
  // A change of supplier, of method and of resolution, and slots that nobody gave a value.
  await recordMasterData(pool, [
    examplePoint(POINT.flex, { validFrom: '2026-03-03', energySupplierId: glnWithCheckDigit(3) }),
    examplePoint(8, { validFrom: '2026-03-30' }),
    examplePoint(8, { validFrom: '2026-03-31', settlementMethod: 'non_profiled', resolution: 'PT1H' }),
  ])
  await commitDeliveries(intake.ports, [caseReading(8, '2026-03-30', 1.5, { slots: [0, 1, 50, 95] })], 'some slots')
  const tariff = (code: string): string => `${OWNER};${code};tariff`
  await importCaseCharges(intake, {
    charges: [
      `${tariff('T1')};2026-01-01;;Net;PT1H;true;false`,
      `${OWNER};S1;subscription;2026-01-01;;Subscription;P1M;true;false`,
      `${OWNER};F1;fee;2026-01-01;;Fee;P1M;true;false`,
      `${TAX_OWNER};TAX;tariff;2026-01-01;;Tax;P1D;true;true`,
    ],
    prices: [
      `${tariff('T1')};2026-01-01;2026-03-30;0.25`,
      `${OWNER};S1;subscription;2026-01-01;;31.5`,
      `${OWNER};F1;fee;2026-01-01;;100`,
      `${TAX_OWNER};TAX;tariff;2026-01-01;;0.900001`,
    ],
    links: [
      `${pointId(POINT.flex)};${tariff('T1')};1;2026-01-01;`,
      `${pointId(POINT.child)};${tariff('T1')};1;2026-03-10;`,
      `${pointId(POINT.hourly)};${OWNER};S1;subscription;2;2026-03-05;2026-03-20`,
      `${pointId(POINT.hourly)};${OWNER};F1;fee;1;2026-03-05;2026-03-06`,
      `${pointId(POINT.flex)};${TAX_OWNER};TAX;tariff;1;2026-01-01;`,
      `${pointId(POINT.loss)};${TAX_OWNER};TAX;tariff;1;2026-01-01;`,
    ],
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
const nextId = (): string => `00000000-0000-4000-8000-${String((calculations += 1)).padStart(12, '0')}`
const argumentsOf = (calculationId: string, type: CalculationType, period: Period) => ({
  calculationId,
  type,
  gridAreas: ['801'],
  period,
  isInternal: false,
  createdBy: 'a secret person',
  executionStartMs: Date.UTC(2026, 4, 1),
})

async function calculate(type: CalculationType, period: Period): Promise<string> {
  const request = { ...argumentsOf(nextId(), type, period), profile: dk }
  await runCalculation(request, { ports, runs, definition: calculationRun(ports), codeVersion: '1.2.3' })
  return request.calculationId
}

async function record(calculationId: string, other: Partial<RecordRequest> = {}) {
  const directory = join(intake.directory, `recorded-${(folders += 1)}`)
  return await recordScenario({ calculationId, directory, ...other }, ports)
}

/** Every word of every file, and of their names. */
function wordsIn(directory: string): Set<string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`)
  return new Set(texts.join('\n').split(/[^0-9A-Za-z-]+/))
}

function originals(calculationId: string): string[] {
  const points = [...Object.values(POINT), 8].map(pointId)
  const actors = [1, 2, 3, 901].map(glnWithCheckDigit)
  return [...points, ...actors, OWNER, TAX_OWNER, calculationId, '801', '802', 'secret']
}

describe('a recorded calculation', () => {
  test('of energy passes as a scenario, and nobody is known in it', async () => {
    const id = await calculate('balance_fixing', days('2026-03-02', '2026-03-03'))
    const recorded = await record(id, { masksAreas: true })
    expect(recorded).toMatchObject({ points: 6, readings: 2 * (3 * 96 + 24), results: 'calculation' })
    const result = await runScenario(recorded.directory, { engine: intake.engine })
    expect(result.passed, renderScenario(result)).toBe(true)
    expect(result.files).toHaveLength(20)
    expect(result.files.every(({ rows }) => rows > 0)).toBe(true)
    const words = wordsIn(recorded.directory)
    expect(originals(id).filter((word) => words.has(word))).toEqual([])
    expect(readdirSync(ports.scratch)).toEqual([])
  })

  test('of wholesale passes with its charges and amounts, on a month with a day of 23 hours and a price that ends', async () => {
    const id = await calculate('wholesale_fixing', { fromMs: MARCH.fromMs, toMs: MARCH.toMs })
    const recorded = await record(id, { masksAreas: true, key: 'a key' })
    const result = await runScenario(recorded.directory, { engine: intake.engine })
    expect(result.passed, renderScenario(result)).toBe(true)
    const amounts = result.files.filter(
      ({ file }) => file.includes('wholesale_results') && !file.includes('daily_tariff'),
    )
    expect(amounts.filter(({ rows }) => rows === 0)).toEqual([])
    const words = wordsIn(recorded.directory)
    expect(originals(id).filter((word) => words.has(word))).toEqual([])
    expect(words.has('801')).toBe(false)
  }, 120_000)

  test('keeps its areas unless they are to be masked', async () => {
    const id = await calculate('aggregation', days('2026-03-02', '2026-03-02'))
    const words = wordsIn((await record(id)).directory)
    expect(originals(id).filter((word) => words.has(word))).toEqual(['801', '802'])
  })

  test('of some of its points is calculated anew, with the loss points', async () => {
    const id = await calculate('balance_fixing', days('2026-03-30', '2026-03-31'))
    const recorded = await record(id, { mostPoints: 2 })
    expect(recorded).toMatchObject({ points: 4, results: 'recalculated' })
    const result = await runScenario(recorded.directory, { engine: intake.engine })
    expect(result.passed, renderScenario(result)).toBe(true)
    expect(result.files).toHaveLength(20)
  })

  test('that has no results yet has its inputs, as known when it was pinned', async () => {
    const id = nextId()
    await insertCalculation(
      intake.pool,
      {
        ...argumentsOf(id, 'balance_fixing', days('2026-03-02', '2026-03-02')),
        zone: dk.zone,
        quarterlyTransitionMs: 0,
      },
      '1.2.3',
    )
    await expect(record(id)).rejects.toMatchObject({ code: 'CALCULATION_ARGUMENT' })
    const pinned = await inTransaction(intake.pool, currentSeq)
    await intake.pool.query('insert into settlement.calculation_input values ($1, $2)', [id, pinned])
    await commitDeliveries(intake.ports, [caseReading(POINT.flex, '2026-03-02', 99, { registeredAtMs: 9 })], 'too late')
    const { directory, results } = await record(id)
    expect(results).toBe('none')
    expect(existsSync(join(directory, 'then'))).toBe(false)
    const readings = readFileSync(join(directory, 'when', 'time_series_points.csv'), 'utf8')
    expect(readings).toContain(';10.001;measured;2026-03-01T23:00:00Z')
    expect(readings).not.toContain(';99;')
  })

  test('goes into an empty folder only', async () => {
    const directory = intake.directory
    await expect(record(nextId(), { directory })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(record(nextId())).rejects.toMatchObject({ code: 'CALCULATION_ARGUMENT' })
  })
})
