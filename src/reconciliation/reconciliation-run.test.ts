import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import type { PlainDelivery } from '../../test/plain-days.ts'
import { commitDeliveries } from '../../test/reading-store.ts'
import { examplePoint, pointId, recordMasterData } from '../../test/reading-documents.ts'
import { decodeRsm014, encodeRsm014, type Rsm014Document } from '../exchange/index.ts'
import { glnWithCheckDigit, marketDay, slotCount } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { inTransaction, nextRecordedSeq, openRuns, type RunDefinition, type Runs } from '../platform/index.ts'
import { reconciliationResult, type ReconciliationResult } from './read-result.ts'
import { recordAggregations } from './record-aggregations.ts'
import { reconciliationRun, type ReconciliationPorts } from './reconciliation-run.ts'
import { runReconciliation } from './reconciliation-store.ts'

const OURS = glnWithCheckDigit(1)
const [QUARTERLY, HOURLY, PRODUCTION, FOREIGN] = [1, 2, 3, 4] as const

let intake: TestIntake
let runs: Runs
let ports: ReconciliationPorts
let definition: RunDefinition

beforeAll(async () => {
  intake = await openTestIntake()
  const { pool, lake, engine } = intake
  ports = { pool, lake, engine, zone: dk.zone, scratch: join(intake.directory, 'scratch'), clock: intake.ports.clock }
  definition = reconciliationRun(ports)
  await recordMasterData(pool, [
    examplePoint(QUARTERLY),
    examplePoint(HOURLY, { resolution: 'PT1H' }),
    examplePoint(PRODUCTION, { type: 'production', settlementMethod: null }),
    examplePoint(FOREIGN, { energySupplierId: glnWithCheckDigit(2) }),
  ])
  runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

/** A day of one value in every slot, except those that are left out. */
function reading(
  point: number,
  date: string,
  milliKwh: number,
  { hourly = false, without = [] as number[] } = {},
): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const slots = slotCount(day, hourly ? 'PT1H' : 'PT15M')
  const stated = new Map(
    Array.from(
      { length: slots },
      (_, k) => [k, { quality: 'measured' as const, micro: BigInt(milliKwh) * 1000n }] as const,
    ).filter(([k]) => !without.includes(k)),
  )
  const slotClass = hourly ? 25 : 100
  return { point: pointId(point), stream: '', slotClass, day: day.dayNumber, slots, registeredAtMs: 1, stated }
}

interface HubSeries {
  readonly date: string
  readonly version?: bigint
  readonly processType?: 'D03' | 'D04' | 'D05' | 'D32'
  readonly type?: 'E17' | 'E18'
  readonly milliKwh: (quarter: number) => number | undefined
  readonly supplier?: string
  readonly balanceResponsible?: string
}

let messages = 0
async function receive({
  date,
  version = 1n,
  processType = 'D04',
  type = 'E17',
  milliKwh,
  supplier = OURS,
  balanceResponsible,
}: HubSeries): Promise<string> {
  const day = marketDay(date, dk.zone)
  const messageId = `hub-${(messages += 1)}`
  const bytes = encodeRsm014(
    {
      messageId,
      documentType: 'E31',
      processType,
      businessSector: '23',
      createdAtMs: day.endMs,
      senderId: dk.operatorId ?? '',
      senderRole: 'DGL',
      receiverId: OURS,
      receiverRole: 'DDQ',
    },
    [
      {
        transactionId: `${messageId}-1`,
        version,
        gridArea: '801',
        energySupplierId: supplier,
        ...(balanceResponsible === undefined ? {} : { balanceResponsibleId: balanceResponsible }),
        meteringPointType: type,
        ...(type === 'E17' ? { settlementMethod: 'D01' as const } : {}),
        product: '8716867000030',
        unit: 'KWH',
        resolution: 'PT15M',
        fromMs: day.startMs,
        toMs: day.endMs,
        points: Array.from({ length: slotCount(day, 'PT15M') }, (_, k) => {
          const value = milliKwh(k)
          return value === undefined
            ? { position: k + 1, quantity: undefined, quality: 'missing' as const }
            : { position: k + 1, quantity: BigInt(value) * 1000n, quality: 'calculated' as const }
        }),
      },
    ],
  )
  await record(decodeRsm014(bytes), messageId)
  return messageId
}

async function record(document: Rsm014Document, messageId: string): Promise<number> {
  return await inTransaction(intake.pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    return (await recordAggregations(trx, document, { messageId, seq, zone: dk.zone })).series
  })
}

async function reconcile(fromDay: string, toDay: string): Promise<ReconciliationResult> {
  const runId = randomUUID()
  await runReconciliation(
    { runId, fromDay, toDay, energySupplierId: OURS, createdBy: 'a test' },
    { pool: intake.pool, zone: dk.zone, runs, definition, codeVersion: '1.2.3' },
  )
  const result = await reconciliationResult(intake.pool, { runId })
  if (result === undefined) throw new Error('the run has no result')
  return result
}

describe('a reconciliation', () => {
  test('of equal sums deviates by 0.000; hours are spread with the hub’s rounding; points of others do not count', async () => {
    await commitDeliveries(
      intake.ports,
      [
        reading(QUARTERLY, '2026-03-02', 100),
        // 0.010 kWh an hour is 0.0025 a quarter: 0.003, 0.002, 0.003, 0.002 after the carry rounding.
        reading(HOURLY, '2026-03-02', 10, { hourly: true }),
        reading(PRODUCTION, '2026-03-02', 7),
        reading(FOREIGN, '2026-03-02', 999),
      ],
      'equal',
    )
    await receive({ date: '2026-03-02', milliKwh: (k) => 100 + (k % 2 === 0 ? 3 : 2) })
    await receive({ date: '2026-03-02', type: 'E18', milliKwh: () => 7 })
    const result = await reconcile('2026-03-02', '2026-03-03')
    expect(result).toMatchObject({ points: 3, quarters: 192, energyDeviation: '0.000', deviations: [] })
    expect(result.series).toMatchObject([
      { meteringPointType: 'consumption', ownKwh: '9.840', hubKwh: '9.840', deviationKwh: '0.000' },
      { meteringPointType: 'production', settlementMethod: null, ownKwh: '0.672', hubKwh: '0.672' },
    ])
  })

  test('names the quarter, the energy and the point of a reading that never came', async () => {
    await commitDeliveries(
      intake.ports,
      [
        reading(QUARTERLY, '2026-03-03', 100, { without: [41] }),
        reading(HOURLY, '2026-03-03', 40, { hourly: true }),
        reading(PRODUCTION, '2026-03-03', 1),
      ],
      'dropped',
    )
    await receive({ date: '2026-03-03', milliKwh: () => 110 })
    await receive({ date: '2026-03-03', type: 'E18', milliKwh: () => 1 })
    const result = await reconcile('2026-03-03', '2026-03-04')
    expect(result.energyDeviation).toBe('0.100')
    expect(result.deviations).toEqual([
      {
        gridArea: '801',
        meteringPointType: 'consumption',
        settlementMethod: 'flex',
        quarterStart: '2026-03-03T09:15:00Z',
        ownKwh: '0.010',
        hubKwh: '0.110',
        deviationKwh: '-0.100',
        pointsWithoutReading: [pointId(QUARTERLY)],
      },
    ])
  })

  test('a point whose day never came is a suspect in every quarter', async () => {
    await commitDeliveries(
      intake.ports,
      [reading(QUARTERLY, '2026-03-04', 100), reading(PRODUCTION, '2026-03-04', 1)],
      'a day is missing',
    )
    await receive({ date: '2026-03-04', type: 'E18', milliKwh: () => 1 })
    await receive({ date: '2026-03-04', milliKwh: () => 110 })
    const result = await reconcile('2026-03-04', '2026-03-05')
    expect(result.deviations).toHaveLength(96)
    expect(new Set(result.deviations.flatMap((d) => d.pointsWithoutReading))).toEqual(new Set([pointId(HOURLY)]))
  })

  test('the latest process counts, of it the highest version, in whatever order they come', async () => {
    await commitDeliveries(
      intake.ports,
      [reading(QUARTERLY, '2026-03-05', 5), reading(HOURLY, '2026-03-05', 0, { hourly: true })],
      'versions',
    )
    const day = { date: '2026-03-05' }
    const deviation = async (): Promise<string> => (await reconcile('2026-03-05', '2026-03-06')).energyDeviation
    await receive({ ...day, version: 7n, milliKwh: () => 15 })
    expect(await deviation()).toBe('0.960')
    await receive({ ...day, version: 6n, milliKwh: () => 25 })
    expect(await deviation()).toBe('0.960')
    await receive({ ...day, version: 9n, processType: 'D03', milliKwh: () => 35 })
    expect(await deviation()).toBe('0.960')
    await receive({ ...day, version: 8n, milliKwh: () => 5 })
    expect(await deviation()).toBe('0.000')
    await receive({ ...day, version: 3n, processType: 'D32', milliKwh: () => 8 })
    expect(await deviation()).toBe('0.288')
  })

  test('a withdrawn series leaves our energy without an answer', async () => {
    await commitDeliveries(intake.ports, [reading(QUARTERLY, '2026-03-06', 5)], 'withdrawn')
    await receive({ date: '2026-03-06', milliKwh: () => 5 })
    await receive({ date: '2026-03-06', version: 2n, milliKwh: () => undefined })
    const result = await reconcile('2026-03-06', '2026-03-07')
    expect(result.energyDeviation).toBe('0.480')
    expect(result.deviations[0]).toMatchObject({ ownKwh: '0.005', hubKwh: null })
  })

  test('series by balance responsible party are added up; series of other suppliers are not ours', async () => {
    await commitDeliveries(
      intake.ports,
      [reading(QUARTERLY, '2026-03-09', 30), reading(HOURLY, '2026-03-09', 0, { hourly: true })],
      'parties',
    )
    const day = { date: '2026-03-09' }
    await receive({ ...day, balanceResponsible: glnWithCheckDigit(901), milliKwh: () => 10 })
    await receive({ ...day, balanceResponsible: glnWithCheckDigit(902), milliKwh: () => 20 })
    await receive({ ...day, supplier: glnWithCheckDigit(2), milliKwh: () => 1000 })
    expect((await reconcile('2026-03-09', '2026-03-10')).energyDeviation).toBe('0.000')
  })

  test.each([
    ['2026-03-29', 92],
    ['2026-10-25', 100],
  ])('the day %s has %i quarters on both sides', async (date, quarters) => {
    await commitDeliveries(
      intake.ports,
      [QUARTERLY, PRODUCTION]
        .map((point) => reading(point, date, 20))
        .concat(reading(HOURLY, date, 40, { hourly: true })),
      `transition ${date}`,
    )
    await receive({ date, milliKwh: () => 30 })
    await receive({ date, type: 'E18', milliKwh: () => 20 })
    const [year, month, day] = date.split('-').map(Number)
    const next = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, (day ?? 0) + 1)).toISOString().slice(0, 10)
    expect(await reconcile(date, next)).toMatchObject({ quarters: 2 * quarters, energyDeviation: '0.000' })
  })

  test('the same message again changes nothing', async () => {
    const before = await intake.pool.query('select count(*)::int as n from reconciliation.hub_series')
    const { rows } = await intake.pool.query<{ message_id: string }>(
      'select message_id from reconciliation.hub_series limit 1',
    )
    const day = marketDay('2026-03-02', dk.zone)
    const document: Rsm014Document = decodeRsm014(
      encodeRsm014(
        {
          messageId: rows[0]?.message_id ?? '',
          documentType: 'E31',
          processType: 'D04',
          businessSector: '23',
          createdAtMs: 0,
          senderId: dk.operatorId ?? '',
          senderRole: 'DGL',
          receiverId: OURS,
          receiverRole: 'DDQ',
        },
        [
          {
            transactionId: `${rows[0]?.message_id}-1`,
            version: 1n,
            gridArea: '801',
            energySupplierId: OURS,
            meteringPointType: 'E17',
            settlementMethod: 'D01',
            product: '8716867000030',
            unit: 'KWH',
            resolution: 'PT15M',
            fromMs: day.startMs,
            toMs: day.endMs,
            points: [{ position: 1, quantity: 1000n, quality: 'calculated' }],
          },
        ],
      ),
    )
    expect(await record(document, rows[0]?.message_id ?? '')).toBe(0)
    expect((await intake.pool.query('select count(*)::int as n from reconciliation.hub_series')).rows).toEqual(
      before.rows,
    )
  })

  test('what was known when it was pinned stays its result; a run that is begun again joins', async () => {
    const runId = randomUUID()
    const request = { runId, fromDay: '2026-03-10', toDay: '2026-03-11', energySupplierId: OURS, createdBy: 'a test' }
    const execution = { pool: intake.pool, zone: dk.zone, runs, definition, codeVersion: '1.2.3' }
    await commitDeliveries(intake.ports, [reading(QUARTERLY, '2026-03-10', 5)], 'pinned')
    await runReconciliation(request, execution)
    await receive({ date: '2026-03-10', milliKwh: () => 5 })
    await runReconciliation(request, execution)
    expect(await reconciliationResult(intake.pool, { runId })).toMatchObject({ energyDeviation: '0.480' })
    expect((await reconcile('2026-03-10', '2026-03-11')).energyDeviation).toBe('0.000')
  })

  test('days that are no period are refused', async () => {
    await expect(reconcile('2026-03-10', '2026-03-10')).rejects.toMatchObject({ code: 'CALCULATION_ARGUMENT' })
    await expect(reconcile('2026-02-30', '2026-03-10')).rejects.toMatchObject({ code: 'CALCULATION_ARGUMENT' })
  })

  test('results and what the hub sent are never changed', async () => {
    for (const table of [
      'hub_series',
      'hub_series_day',
      'run',
      'run_input',
      'result',
      'series_result',
      'deviation',
      'suspect',
    ]) {
      await expect(intake.pool.query(`delete from reconciliation.${table}`)).rejects.toThrow()
      await expect(intake.pool.query(`truncate reconciliation.${table} cascade`)).rejects.toThrow()
    }
  })
})
