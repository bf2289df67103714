import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import type { PlainDelivery } from '../../../test/plain-days.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, openRuns, type RunDefinition, type Runs } from '../../platform/index.ts'
import { calculationRun, type CalculationPorts } from './calculation-run.ts'
import { insertCalculation, inputSeq, publishedDays, readCalculation } from './calculation-store.ts'
import { energyBalance } from './energy-balance.ts'
import { runCalculation, type CalculationRequest } from './start-calculation.ts'

// Area 801 for some days of March: a consumption of 10 kWh a quarter, a production of 4, an import of 7, so a loss of 1.
const DAYS = ['2026-03-02', '2026-03-03', '2026-03-04']
const [CONSUMPTION, PRODUCTION, EXCHANGE, LOSS, CORRECTION] = [1, 2, 3, 4, 5] as const

let intake: TestIntake
let runs: Runs
let ports: CalculationPorts
let definition: RunDefinition
let calculations = 0

beforeAll(async () => {
  intake = await openTestIntake()
  const { pool, lake, engine } = intake
  const { clock } = intake.ports
  ports = { pool, lake, engine, clock, zone: dk.zone, scratch: join(intake.directory, 'scratch') }
  definition = calculationRun(ports)
  const production = { type: 'production', settlementMethod: null } as const
  await recordMasterData(pool, [
    examplePoint(CONSUMPTION),
    examplePoint(PRODUCTION, production),
    examplePoint(EXCHANGE, {
      type: 'exchange',
      settlementMethod: null,
      fromGridArea: '802',
      toGridArea: '801',
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
    examplePoint(LOSS, { lossRole: 'grid_loss' }),
    examplePoint(CORRECTION, { ...production, lossRole: 'system_correction' }),
  ])
  for (const day of DAYS) {
    await commitDeliveries(
      intake.ports,
      [reading(CONSUMPTION, day, 10), reading(PRODUCTION, day, 4), reading(EXCHANGE, day, 7)],
      `readings ${day}`,
    )
  }
  runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

function reading(point: number, date: string, kwh: number, registeredAtMs = 1): PlainDelivery {
  const { dayNumber } = marketDay(date, dk.zone)
  const stated = new Map(
    Array.from({ length: 96 }, (_, k) => [k, { quality: 'measured' as const, micro: BigInt(kwh) * 1_000_000n }]),
  )
  return { point: pointId(point), stream: '', slotClass: 100, day: dayNumber, slots: 96, registeredAtMs, stated }
}

function request(first: string, last: string, other: Partial<CalculationRequest> = {}): CalculationRequest {
  const id = String((calculations += 1)).padStart(12, '0')
  return {
    calculationId: `00000000-0000-4000-8000-${id}`,
    type: 'balance_fixing',
    gridAreas: ['801'],
    period: { fromMs: marketDay(first, dk.zone).startMs, toMs: marketDay(last, dk.zone).endMs },
    profile: dk,
    isInternal: false,
    createdBy: 'a test',
    executionStartMs: Date.UTC(2026, 4, 1),
    ...other,
  }
}

const calculate = async (asked: CalculationRequest): ReturnType<typeof runCalculation> =>
  await runCalculation(asked, { ports, runs, definition, codeVersion: '1.2.3' })

/** Starts a calculation without carrying it out. */
async function start(asked: CalculationRequest): Promise<bigint> {
  const { profile, ...rest } = asked
  await insertCalculation(
    intake.pool,
    { ...rest, zone: profile.zone, quarterlyTransitionMs: profile.quarterlyTransitionMs ?? 0 },
    '1.2.3',
  )
  return (await readCalculation(intake.pool, asked.calculationId, 'Europe/Copenhagen')).version
}

const published = async (): Promise<[string, bigint][]> => {
  const days = await publishedDays(intake.pool, { type: 'balance_fixing', from: '2026-03-01', to: '2026-04-01' })
  return days.map(({ marketDay: day, version }) => [day, version])
}
const balance = async (from: string, to: string): ReturnType<typeof energyBalance> =>
  await energyBalance({ type: 'balance_fixing', from, to }, ports)
const progress = async (id: string): Promise<unknown[]> =>
  (
    await intake.pool.query(
      'select step, part, done, parts from settlement.calculation_progress where calculation_id = $1 order by step',
      [id],
    )
  ).rows
const files = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true }).catch(() => [])).filter((name) => name.endsWith('.parquet'))

describe('a calculation', () => {
  test('before the first one, nothing is published and there is no balance', async () => {
    expect(await published()).toEqual([])
    expect(await balance('2026-03-01', '2026-04-01')).toEqual([])
  })

  test('pins, calculates, checks and publishes; the balance is what went in', async () => {
    const { calculation, steps } = await calculate(request('2026-03-02', '2026-03-03'))
    expect(steps.map(({ name }) => name)).toEqual(['pin', 'inspect', 'calculate', 'check', 'publish'])
    expect(calculation).toMatchObject({
      type: 'balance_fixing',
      gridAreas: ['801'],
      zone: dk.zone,
      createdBy: 'a test',
      isInternal: false,
    })
    expect(steps.at(-1)?.rows).toBe(2)
    expect(await published()).toEqual([
      ['2026-03-02', calculation.version],
      ['2026-03-03', calculation.version],
    ])
    expect(await balance('2026-03-02', '2026-03-04')).toEqual([
      {
        gridArea: '801',
        consumption: '1920.000',
        production: '768.000',
        netExchange: '1344.000',
        gridLoss: '192.000',
        settledConsumption: '2112.000',
        settledProduction: '768.000',
        identity: '0.000',
      },
    ])
    expect(await balance('2026-03-02', '2026-03-03')).toMatchObject([{ gridLoss: '96.000' }])
    expect(await files(ports.scratch)).toEqual([])
    // Who watched has seen the last model begin, and the last area.
    expect(await progress(calculation.calculationId)).toEqual([
      { step: 'calculate', part: 'energy_result_day', done: 3n, parts: 4n },
      { step: 'publish', part: '801', done: 0n, parts: 1n },
    ])
  })

  test('asked for again under the same id joins the first: one version, one publication', async () => {
    const asked = request('2026-03-02', '2026-03-02')
    const [first, second] = await Promise.all([calculate(asked), calculate(asked)])
    const third = await calculate(asked)
    expect(second.calculation).toEqual(first.calculation)
    expect(third).toEqual(first)
    const { rows } = await intake.pool.query('select version from settlement.publication where calculation_id = $1', [
      asked.calculationId,
    ])
    expect(rows).toEqual([{ version: first.calculation.version }])
    const { rows: batches } = await intake.pool.query(
      'select batch_id from settlement.calculation_batch where calculation_id = $1',
      [asked.calculationId],
    )
    expect(batches).toHaveLength(1)
  })

  test('reads what was known when it was pinned, whatever comes later', async () => {
    const asked = request('2026-03-04', '2026-03-04')
    await start(asked)
    const pinned = await inTransaction(
      intake.pool,
      async (trx) => (await trx.query<{ seq: bigint }>('select seq from platform.head')).rows[0]?.seq ?? 0n,
    )
    await intake.pool.query('insert into settlement.calculation_input values ($1, $2)', [asked.calculationId, pinned])
    await intake.pool.query(
      `insert into platform.run_step (run_id, step, position, rows, seconds) values ($1, 'pin', 0, 1, 0)`,
      [asked.calculationId],
    )
    await commitDeliveries(intake.ports, [reading(CONSUMPTION, '2026-03-04', 9, 2)], 'a correction')
    await calculate(asked)
    expect(await inputSeq(intake.pool, asked.calculationId)).toBe(pinned)
    expect(await balance('2026-03-04', '2026-03-05')).toMatchObject([{ consumption: '960.000', gridLoss: '96.000' }])
    await calculate(request('2026-03-04', '2026-03-04'))
    expect(await balance('2026-03-04', '2026-03-05')).toMatchObject([{ consumption: '864.000', gridLoss: '192.000' }])
  })
})

describe('versions', () => {
  test('rise with each start, and the highest that succeeded holds for its days, whatever finishes last', async () => {
    const [early, late] = [request('2026-03-02', '2026-03-03'), request('2026-03-03', '2026-03-03')]
    const first = await start(early)
    const second = await start(late)
    expect(second).toBeGreaterThan(first)
    await calculate(late)
    await calculate(early)
    expect((await published()).slice(0, 2)).toEqual([
      ['2026-03-02', first],
      ['2026-03-03', second],
    ])
    const { rows } = await intake.pool.query(
      'select version from settlement.publication where market_day = $1 and version >= $2 order by version',
      ['2026-03-03', first],
    )
    expect(rows).toEqual([{ version: first }, { version: second }])
    expect(await balance('2026-03-02', '2026-03-04')).toMatchObject([{ gridLoss: '192.000', identity: '0.000' }])
  })

  test('are not given twice to the same id', async () => {
    const asked = request('2026-03-02', '2026-03-02')
    expect(await start(asked)).toBe(await start(asked))
  })

  test('of another type do not touch each other', async () => {
    const before = await published()
    await calculate(request('2026-03-02', '2026-03-02', { type: 'aggregation' }))
    expect(await published()).toEqual(before)
    expect(
      await publishedDays(intake.pool, {
        type: 'aggregation',
        from: '2026-03-01',
        to: '2026-04-01',
        gridAreas: ['801'],
      }),
    ).toHaveLength(1)
    expect(
      await publishedDays(intake.pool, {
        type: 'aggregation',
        from: '2026-03-01',
        to: '2026-04-01',
        gridAreas: ['802'],
      }),
    ).toEqual([])
  })
})

describe('a calculation that cannot be', () => {
  test('is refused with every fault of its arguments, and never started', async () => {
    const asked = request('2026-03-02', '2026-03-02', {
      gridAreas: ['80', '80'],
      period: { fromMs: Date.UTC(2026, 2, 2), toMs: Date.UTC(2026, 2, 1) },
    })
    const caught = await calculate(asked).catch((error: unknown) => error)
    expect(caught).toMatchObject({ code: 'CALCULATION_ARGUMENT' })
    expect(String(caught)).toMatch(/three digits.*twice.*ends before/)
    await expect(readCalculation(intake.pool, asked.calculationId, 'Europe/Copenhagen')).rejects.toMatchObject({
      code: 'CALCULATION_ARGUMENT',
    })
  })

  test('for want of a grid-loss point publishes nothing and leaves no file', async () => {
    const [results, before] = [join(intake.lake.root, 'energy_result_day'), await published()]
    const known = await files(results)
    const asked = request('2026-03-02', '2026-03-02', { gridAreas: ['801', '802'] })
    const caught = await calculate(asked).catch((error: unknown) => error)
    expect(caught).toMatchObject({ code: 'GRID_LOSS_POINT_MISSING' })
    expect(String(caught)).toContain('802')
    expect(await published()).toEqual(before)
    expect(await files(results)).toEqual(known)
    expect(await readdir(ports.scratch)).not.toContain(asked.calculationId)
    const { rows } = await intake.pool.query('select step, code from platform.run_failure where run_id = $1', [
      asked.calculationId,
    ])
    expect(rows).toEqual([{ step: 'inspect', code: 'GRID_LOSS_POINT_MISSING' }])
  })

  test('because it is cancelled while a model is made, goes no further and leaves no file', async () => {
    const [results, before] = [join(intake.lake.root, 'energy_result_day'), await published()]
    const known = await files(results)
    const asked = request('2026-03-02', '2026-03-02')
    await intake.pool.query(
      `create function cancel_now() returns trigger language plpgsql as $$ begin
         insert into settlement.calculation_cancellation values (new.calculation_id, 'bo'); return null;
       end $$`,
    )
    await intake.pool.query(
      `create trigger cancel_now after update on settlement.calculation_progress for each row
       when (new.part = 'group_sum_day') execute function cancel_now()`,
    )
    const caught = await calculate(asked).catch((error: unknown) => error)
    await intake.pool.query('drop function cancel_now cascade')
    expect(caught).toMatchObject({ code: 'CALCULATION_CANCELLED' })
    expect(await progress(asked.calculationId)).toMatchObject([{ step: 'calculate', part: 'group_sum_day' }])
    expect(await published()).toEqual(before)
    expect(await files(results)).toEqual(known)
    expect(await readdir(ports.scratch)).not.toContain(asked.calculationId)
  })

  test('whose results contradict each other stops before it publishes', async () => {
    const asked = request('2026-03-02', '2026-03-02')
    const before = await published()
    await start(asked)
    await intake.pool.query(`insert into settlement.calculation_check values ($1, 'identity', 3), ($1, 'balance', 0)`, [
      asked.calculationId,
    ])
    for (const [position, step] of ['pin', 'inspect', 'calculate'].entries()) {
      await intake.pool.query(
        'insert into platform.run_step (run_id, step, position, rows, seconds) values ($1, $2, $3, 1, 0)',
        [asked.calculationId, step, position],
      )
    }
    const caught = await calculate(asked).catch((error: unknown) => error)
    expect(caught).toMatchObject({ code: 'IDENTITY_BROKEN' })
    expect(String(caught)).toContain('identity in 3 slots')
    expect(await published()).toEqual(before)
  })

  test('has no input before it is pinned', async () => {
    const asked = request('2026-03-02', '2026-03-02')
    await start(asked)
    await expect(inputSeq(intake.pool, asked.calculationId)).rejects.toThrow('not pinned')
  })
})
