import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import type { PlainDelivery, PlainSlot } from '../../../test/plain-days.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries, shown } from '../../../test/reading-store.ts'
import { addDays, glnWithCheckDigit, marketDay, type MarketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { NewPointPeriod } from '../../metering-points/index.ts'
import {
  inTransaction,
  openRuns,
  type RunDefinition,
  type Runs,
  type RunStep,
  type StepResult,
} from '../../platform/index.ts'
import { readEstimates, readPeaks, readRun, readSpans } from './read-run.ts'
import { missingAreas, missingDays } from './read-missing.ts'
import { runSeries, type SeriesExecution } from './run-series.ts'
import { insertRun, type RunKind, type SeriesRunRequest } from './run-store.ts'
import { seriesRun, type SeriesPorts } from './series-run.ts'

const [HEATED, HEATING, NET, TAKEN, SUPPLIED, LARGE, CAPACITY, CONSTANT] = [1, 2, 3, 4, 5, 6, 7, 8] as const

let intake: TestIntake
let ports: SeriesPorts
let runs: Runs
let definition: RunDefinition
/** What happens between the calculation of a run and its commit. */
let beforeCommit: () => Promise<void> = async () => {}
beforeAll(async () => {
  intake = await openTestIntake()
  ports = { ...intake.ports, scratch: join(intake.directory, 'scratch'), operatorId: dk.operatorId ?? '' }
  const { name, steps } = seriesRun(ports)
  const execute: RunStep['execute'] = async (runId) => {
    const result = await steps[0]?.execute(runId)
    await beforeCommit()
    return result ?? { rows: 0 }
  }
  definition = { name, steps: [{ name: 'calculate', execute }] }
  runs = await openRuns({ pool: intake.pool, databaseUrl: intake.url, definitions: [definition] })
  await recordMasterData(intake.pool, POINTS)
  await deliver(1, [
    ...eachDay('2025-01-01', '2026-02-28', (day) => hourly(TAKEN, day, 2_000n)),
    ...eachDay('2025-01-01', '2026-02-28', (day) => hourly(SUPPLIED, day, 1_000n)),
    ...eachDay('2026-02-01', '2026-02-28', (day) => hourly(LARGE, day, BigInt(day.dayNumber % 7) * 1_000n)),
    ...eachDay('2026-02-01', '2026-02-28', (day) => hourly(HEATED, day, 20_000n)),
  ])
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

const child = (n: number, type: NewPointPeriod['type'], parent: number): NewPointPeriod => ({
  meteringPointId: pointId(n),
  validFrom: '2024-01-01',
  type,
  resolution: 'PT1H',
  gridArea: '801',
  parentId: pointId(parent),
  meteringMethod: 'calculated',
})
const POINTS: readonly NewPointPeriod[] = [
  examplePoint(HEATED, {
    resolution: 'PT1H',
    netSettlementGroup: '6',
    scheduledMeterReadingDate: '0101',
    meteringMethod: 'calculated',
  }),
  child(HEATING, 'electrical_heating', HEATED),
  child(NET, 'net_consumption', HEATED),
  { ...child(TAKEN, 'consumption_from_grid', HEATED), meteringMethod: 'physical' },
  { ...child(SUPPLIED, 'supply_to_grid', HEATED), meteringMethod: 'physical' },
  examplePoint(LARGE, { resolution: 'PT1H', energySupplierId: glnWithCheckDigit(2) }),
  child(CAPACITY, 'capacity_settlement', LARGE),
  examplePoint(CONSTANT, { validFrom: '2026-02-01', gridArea: '802' }),
]

function eachDay(first: string, last: string, make: (day: MarketDay) => PlainDelivery): PlainDelivery[] {
  const deliveries: PlainDelivery[] = []
  for (let day = marketDay(first, dk.zone); day.date <= last; day = addDays(day, 1)) deliveries.push(make(day))
  return deliveries
}

/** The same energy, milli-kWh, in each hour of a day. */
function hourly(n: number, day: MarketDay, milliKwh: bigint): PlainDelivery {
  const slot: PlainSlot = { quality: 'measured', micro: milliKwh * 1000n }
  return {
    point: pointId(n),
    stream: '',
    slotClass: 25,
    day: day.dayNumber,
    slots: day.hours,
    registeredAtMs: day.endMs,
    stated: new Map(Array.from({ length: day.hours }, (_, k) => [k, slot])),
  }
}

async function deliver(n: number, deliveries: readonly PlainDelivery[]): Promise<void> {
  await commitDeliveries(intake.ports, deliveries, `document-${n}`)
}

function execution(): SeriesExecution {
  return { ports, runs, definition, codeVersion: 'test' }
}

function request(runId: string, kind: RunKind, asOf: string, other: Partial<SeriesRunRequest> = {}): SeriesRunRequest {
  return { runId, kind, asOf, month: null, fromDay: null, toDay: null, gridAreas: null, createdBy: 'me', ...other }
}

async function run(kind: RunKind, asOf: string, other: Partial<SeriesRunRequest> = {}): Promise<string> {
  const runId = other.runId ?? randomUUID()
  await runSeries(request(runId, kind, asOf, other), execution())
  return runId
}

/** The hours of a point's reading day, as every reader of readings sees them. */
async function hoursOf(n: number, date: string): Promise<string | undefined> {
  const key = `${pointId(n)}//25/${marketDay(date, dk.zone).dayNumber}`
  return await intake.atSnapshot(
    [date.slice(0, 7)],
    undefined,
    async (snapshot, trx) => (await shown(intake.engine, snapshot, trx)).find((day) => day.key === key)?.slots,
  )
}

async function queued(): Promise<{ actor: string; items: number }[]> {
  const { rows } = await intake.pool.query<{ actor: string; items: number }>(
    `select q.actor_id as actor, count(*)::integer as items from exchange.queue_item i join exchange.queue_batch b using (batch_id)
     join exchange.queue q using (queue_id)
     group by 1 order by 1`,
  )
  return rows
}

test('capacity settlement: the mean of the ten largest hours, on each day of the month, once', async () => {
  const runId = await run('capacity-settlement', '2026-03-01', { month: '2026-02' })
  expect(await readRun(intake.pool, { runId })).toMatchObject({ points: 1, rows: 28n, skippedPoints: 0 })
  expect(await readSpans(intake.pool, runId, 10)).toMatchObject([
    {
      meteringPointId: pointId(CAPACITY),
      fromDay: '2026-02-01',
      lastDay: '2026-02-28',
      dailyKwh: '6.000',
      settlementType: null,
    },
  ])
  const peaks = await readPeaks(intake.pool, runId, 20)
  expect(peaks.map(({ rank, energyKwh }) => [rank, energyKwh])).toEqual(
    Array.from({ length: 10 }, (_, n) => [n + 1, '6.000000']),
  )
  expect(peaks[0]).toMatchObject({ windowFrom: '2025-03-01', windowTo: '2026-03-01', quality: 'measured' })
  const expected = Array.from({ length: 25 }, (_, k) =>
    k === 24 ? '' : k === 0 ? 'calculated 6000000' : 'calculated 0',
  )
  expect(await hoursOf(CAPACITY, '2026-02-14')).toBe(expected.join('|'))
  const before = await queued()
  await run('capacity-settlement', '2026-03-01', { month: '2026-02', runId })
  expect(await queued()).toEqual(before)
  // Another run of the month says the same once more, under transaction ids of its own.
  await run('capacity-settlement', '2026-03-01', { month: '2026-02' })
  expect(await hoursOf(CAPACITY, '2026-02-14')).toBe(expected.join('|'))
})

test('net consumption of group 6 is final for ended years and estimated up to today; heating reads it', async () => {
  const final = await run('net-consumption-final', '2026-02-20')
  // 2025: 2 kWh taken and 1 supplied in each of 8,760 hours; the end day's 24 kWh count too (settlement 4).
  expect(await readSpans(intake.pool, final, 10)).toMatchObject([
    {
      meteringPointId: pointId(NET),
      fromDay: '2025-01-01',
      lastDay: '2025-12-31',
      days: 365,
      dailyKwh: '24.066',
      settlementType: 'end_of_period',
    },
  ])
  const estimate = await run('net-consumption-estimate', '2026-02-20')
  expect(await readEstimates(intake.pool, estimate, 10)).toEqual([
    { meteringPointId: pointId(NET), settlementDate: '2026-01-01', annualKwh: '8760.000000', basis: 'readings' },
  ])
  // Nothing was estimated before: from the period's start, as far as the child is coupled; final days stay final.
  expect(await readSpans(intake.pool, estimate, 10)).toMatchObject([
    { fromDay: '2024-01-01', lastDay: '2024-12-31', dailyKwh: '24.000', settlementType: 'up_to_end_of_period' },
    { fromDay: '2026-01-01', lastDay: '2026-02-20', dailyKwh: '24.000', settlementType: 'up_to_end_of_period' },
  ])
  expect(await hoursOf(NET, '2025-03-30')).toMatch(/^calculated 24066000(\|calculated 0){22}\|\|$/)
  expect(await hoursOf(NET, '2025-10-26')).toMatch(/^calculated 24066000(\|calculated 0){24}$/)
  const nextDay = await run('net-consumption-estimate', '2026-02-21')
  expect(await readSpans(intake.pool, nextDay, 10)).toMatchObject([{ fromDay: '2026-02-21', days: 1 }])

  const heating = await run('electrical-heating', '2026-02-21')
  const spans = await readSpans(intake.pool, heating, 500)
  // 2024: 24 kWh a day as estimated, final by now, and the limit of 4,000 kWh is crossed on day 167.
  expect(spans).toMatchObject([
    { fromDay: '2024-01-01', lastDay: '2024-06-14', days: 166, dailyKwh: '24.000', settlementType: 'end_of_period' },
    { fromDay: '2024-06-15', days: 1, dailyKwh: '16.000' },
    // 2025: the smaller of 17,520 kWh taken and 8,760 supplied takes the limit away.
    { fromDay: '2024-06-16', lastDay: '2025-12-31', dailyKwh: '0.000', settlementType: 'end_of_period' },
    { fromDay: '2026-01-01', lastDay: '2026-02-21', dailyKwh: '24.000', settlementType: 'up_to_end_of_period' },
  ])
  const again = await run('electrical-heating', '2026-02-21')
  expect(await readRun(intake.pool, { runId: again })).toMatchObject({ points: 0, rows: 0n })
})

test('readings that change change what was settled, and only that', async () => {
  await deliver(2, [
    { ...hourly(TAKEN, marketDay('2025-06-01', dk.zone), 2_100n), registeredAtMs: Date.UTC(2026, 2, 1) },
  ])
  const final = await run('net-consumption-final', '2026-02-22')
  expect(await readSpans(intake.pool, final, 10)).toMatchObject([
    { fromDay: '2025-01-01', lastDay: '2025-12-31', dailyKwh: '24.072' },
  ])
  expect(await readRun(intake.pool, { runId: await run('net-consumption-final', '2026-02-22') })).toMatchObject({
    rows: 0n,
  })
  expect(await hoursOf(NET, '2025-07-01')).toMatch(/^calculated 24072000/)
})

test('a supplier gets the calculated readings of his points through his queue, once', async () => {
  const { rows } = await intake.pool.query<{ transactions: bigint; points: bigint }>(
    `select count(*) as transactions, sum(i.points)::bigint as points from exchange.queue_item i
     join exchange.queue_batch b using (batch_id) join exchange.queue q using (queue_id)
     where q.actor_id = $1 and q.category = 'measuredata'`,
    [glnWithCheckDigit(2)],
  )
  expect(rows).toEqual([{ transactions: 2n, points: 2n * 28n * 24n }])
})

/** Records a run and calculates it; its effect is not committed yet. */
async function calculated(runId: string, asOf: string): Promise<StepResult | undefined> {
  const asked = request(runId, 'net-consumption-estimate', asOf)
  await insertRun(intake.pool, asked, { codeVersion: 'test', nowMs: 1 })
  return await definition.steps[0]?.execute(runId)
}

test('a run that stores after another has stored the same series is refused and leaves nothing', async () => {
  const late = randomUUID()
  const result = await calculated(late, '2026-02-23')
  await run('net-consumption-estimate', '2026-02-22')
  await expect(inTransaction(intake.pool, async (trx) => await result?.effect?.(trx))).rejects.toMatchObject({
    code: 'CALCULATED_MEANWHILE',
  })
  expect(await readRun(intake.pool, { runId: late })).toBeUndefined()
  expect(await readSpans(intake.pool, late, 10)).toEqual([])
})

test('a run that another gets ahead of is calculated anew, from what that one has stored', async () => {
  const other = await calculated(randomUUID(), '2026-02-23')
  let calculations = 0
  beforeCommit = async () => {
    calculations += 1
    if (calculations === 1) await inTransaction(intake.pool, async (trx) => await other?.effect?.(trx))
  }
  const late = await run('net-consumption-estimate', '2026-02-24')
  beforeCommit = async () => {}
  expect(calculations).toBe(2)
  expect(await readSpans(intake.pool, late, 10)).toMatchObject([{ fromDay: '2026-02-24', days: 1 }])
})

test('readings of a run count as registered later than those of every run before, whatever the clock does', async () => {
  const { rows } = await intake.pool.query<{ rises: boolean }>(
    `select registered_at > lag(registered_at, 1, 0::bigint) over (order by recorded_seq) as rises
     from calculated_series.run_input join calculated_series.run_result using (run_id)`,
  )
  expect(rows.length).toBeGreaterThan(5)
  expect(rows.every(({ rises }) => rises)).toBe(true)
})

test('a step that is carried out twice, as after a crash, has one effect', async () => {
  const runId = randomUUID()
  // Killed after the calculation and before its commit: nothing is there, and the same is calculated again.
  const lost = await calculated(runId, '2026-02-25')
  await expect(
    inTransaction(intake.pool, async (trx) => {
      await lost?.effect?.(trx)
      throw new Error('killed')
    }),
  ).rejects.toThrow('killed')
  expect(await readSpans(intake.pool, runId, 10)).toEqual([])
  const before = await queued()
  const repeated = await calculated(runId, '2026-02-25')
  await inTransaction(intake.pool, async (trx) => await repeated?.effect?.(trx))
  expect(await readSpans(intake.pool, runId, 10)).toMatchObject([{ fromDay: '2026-02-25', lastDay: '2026-02-25' }])
  // The same step a third time can store nothing: its input, its end, its message id and its days are there.
  const third = await calculated(runId, '2026-02-25')
  await expect(inTransaction(intake.pool, async (trx) => await third?.effect?.(trx))).rejects.toThrow()
  expect((await queued()).map(({ items }) => items)).toEqual(
    before.map(({ items }, n) => (n === 0 ? items + 1 : items)),
  )
})

test('missing measurements: expected and actual by local day, calculated points left out, areas apart', async () => {
  await deliver(3, [
    {
      ...hourly(LARGE, marketDay('2026-02-03', dk.zone), 1n),
      stated: new Map([[3, { quality: 'withdrawn' }]]),
      registeredAtMs: Date.UTC(2026, 3, 1),
    },
  ])
  const log = await run('missing-measurements', '2026-03-30', { fromDay: '2026-02-27', toDay: '2026-03-30' })
  const areas = await missingAreas(intake.pool, log)
  expect(areas.map(({ gridArea, points, days }) => [gridArea, points, days])).toEqual([
    ['801', 3, 3 * 29],
    ['802', 1, 31],
  ])
  const days = await missingDays(intake.pool, log, 1_000)
  const last = days.filter(({ marketDay: day }) => day === '2026-03-29')
  // The day has 23 hours; the point with quarters has 92 of them.
  expect(new Map(last.map(({ meteringPointId, expected, actual }) => [meteringPointId, [expected, actual]]))).toEqual(
    new Map([
      [pointId(TAKEN), [23, 0]],
      [pointId(SUPPLIED), [23, 0]],
      [pointId(LARGE), [23, 0]],
      [pointId(CONSTANT), [92, 0]],
    ]),
  )
  const one = await run('missing-measurements', '2026-03-30', {
    fromDay: '2026-02-01',
    toDay: '2026-02-05',
    gridAreas: ['801'],
  })
  expect(await missingDays(intake.pool, one, 10)).toEqual([
    { meteringPointId: pointId(LARGE), gridArea: '801', marketDay: '2026-02-03', expected: 24, actual: 23 },
  ])
})

test('arguments that are none are all named at once', async () => {
  await expect(
    run('missing-measurements', 'today', { fromDay: '2026-03-02', toDay: '2026-03-01', gridAreas: ['8', '9'] }),
  ).rejects.toMatchObject({
    code: 'CALCULATION_ARGUMENT',
    message: expect.stringMatching(/today.*2026-03-02.*'8'.*'9'/),
  })
})

test('no step leaves files of its own behind', async () => {
  expect(await readdir(ports.scratch)).toEqual([])
})
