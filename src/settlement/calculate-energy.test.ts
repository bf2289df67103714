import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatDecimal, roundWithCarry } from '../kernel/index.ts'
import type { QuarterOfHour } from '../kernel/index.ts'
import { decimal, openEngine, parquet } from '../platform/index.ts'
import type { Engine } from '../platform/index.ts'
import { assertNoViolations, calculateEnergy } from './calculate-energy.ts'
import type { EnergyCalculationFiles } from './calculate-energy.ts'
import { findGridLossGaps } from './grid-loss-coverage.ts'
import { carryRounded } from './models/energy-base.ts'
import { energyCheckSql } from './models/energy-check.ts'
import { NO_CHARGES } from './scenario/inputs.ts'
import type { PointPeriodInput, ReadingInput, ScenarioInputs } from './scenario/inputs.ts'
import { writeRelations } from './scenario/scenario-relations.ts'

const directory = mkdtempSync(join(tmpdir(), 'gridbook-energy-'))
let engine: Engine

beforeAll(async () => {
  engine = await openEngine({ threads: 2, tempDir: join(directory, 'spill') })
})

afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})

// Two days of 800 around the beginning of summer time, with enough points for the threads to share.
const period = { fromMs: Date.UTC(2026, 2, 27, 23), toMs: Date.UTC(2026, 2, 29, 22) }

function point(id: string, change: Partial<PointPeriodInput>): PointPeriodInput {
  return {
    meteringPointId: id,
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT15M',
    gridArea: '800',
    fromGridArea: null,
    toGridArea: null,
    parentId: null,
    energySupplierId: '1000000000000',
    balanceResponsibleId: '1100000000000',
    fromMs: 0,
    toMs: null,
    ...change,
  }
}

const lossPoints = [
  point('loss', {}),
  point('gain', { type: 'production', settlementMethod: null, energySupplierId: '2000000000000' }),
]

function inputs(points: readonly PointPeriodInput[], readings: readonly ReadingInput[]): ScenarioInputs {
  return {
    arguments: {
      calculationId: '0b15a420-9fc8-409a-a169-fbd49479d718',
      type: 'balance_fixing',
      gridAreas: ['800'],
      period,
      quarterlyTransitionMs: 0,
      zone: 'Europe/Copenhagen',
      isInternal: false,
      createdBy: 'analyst',
      executionStartMs: 0,
    },
    points,
    readings,
    lossPointIds: ['loss', 'gain', 'second loss'],
    charges: NO_CHARGES,
  }
}

async function calculate(given: ScenarioInputs, name: string, used = engine): Promise<EnergyCalculationFiles> {
  mkdirSync(join(directory, name))
  const out = { path: (table: string) => join(directory, name, `${table}.parquet`) }
  const input = { arguments: given.arguments, version: 7n, relations: await writeRelations(given, used, out) }
  return await calculateEnergy(input, used, out)
}

function manyPoints(): ScenarioInputs {
  const points = Array.from({ length: 300 }, (_, n) =>
    point(`p${n}`, {
      resolution: n % 3 === 0 ? 'PT1H' : 'PT15M',
      settlementMethod: n % 2 === 0 ? 'flex' : 'non_profiled',
      energySupplierId: `${n % 7}`,
      balanceResponsibleId: `${n % 2}`,
    }),
  )
  const readings = points.flatMap(({ meteringPointId, resolution }, n): ReadingInput[] =>
    Array.from({ length: resolution === 'PT1H' ? 40 : 160 }, (_, k) => ({
      meteringPointId,
      microKwh: BigInt((n * 7919 + k * 104_729) % 99_991) * 1000n,
      quality: k % 11 === 0 ? 'estimated' : 'measured',
      observedMs: period.fromMs + k * (resolution === 'PT1H' ? 3_600_000 : 900_000),
    })),
  )
  return inputs([...points, ...lossPoints], readings)
}

describe('a calculation', () => {
  test('writes the same bytes with one thread and with two, and when it is repeated', async () => {
    const one = await openEngine({ threads: 1, tempDir: join(directory, 'spill-one') })
    try {
      const given = manyPoints()
      const runs = [await calculate(given, 'one', one), await calculate(given, 'two'), await calculate(given, 'again')]
      const hashes = runs.map(({ settlementGroup, pointGroup, groupSumDay, energyResultDay }) =>
        [settlementGroup, pointGroup, groupSumDay, energyResultDay].map(({ path }) =>
          createHash('sha256').update(readFileSync(path)).digest('hex'),
        ),
      )
      expect(runs[0]?.energyResultDay.rows).toBeGreaterThan(20)
      expect(hashes[1]).toEqual(hashes[0])
      expect(hashes[2]).toEqual(hashes[0])
    } finally {
      await one.close()
    }
  })

  test('of an area without any point but its loss points makes no rows', async () => {
    const files = await calculate(inputs(lossPoints, []), 'empty')
    expect(files.energyResultDay.rows).toBe(0)
    expect(files.violations).toEqual([])
  })

  test('names itself by its version in every row', async () => {
    const files = await calculate(inputs([point('p', {}), ...lossPoints], []), 'version')
    expect(
      await engine.rows(
        `select distinct calculation_version, resolution from ${parquet([files.energyResultDay.path])}`,
      ),
    ).toEqual([{ calculation_version: 7n, resolution: 'PT15M' }])
  })

  test('is not published when two loss points share the loss of an area', async () => {
    const reading: ReadingInput = {
      meteringPointId: 'p',
      microKwh: 5_000_000n,
      quality: 'measured',
      observedMs: period.fromMs,
    }
    const points = [point('p', { type: 'production', settlementMethod: null }), point('second loss', {}), ...lossPoints]
    const { violations } = await calculate(inputs(points, [reading]), 'twice')
    expect(violations).toEqual([{ check: 'balance', gridArea: '800', slots: 1n }])
    expect(() => assertNoViolations(violations)).toThrow(/balance of grid area 800 in 1 slots/)
    expect(() => assertNoViolations([])).not.toThrow()
  })

  test('finds areas without grid-loss points among its relations', async () => {
    const given = inputs([point('p', {}), point('loss', { toMs: period.fromMs + 86_400_000 })], [])
    mkdirSync(join(directory, 'gaps'))
    const relations = await writeRelations(given, engine, {
      path: (table) => join(directory, 'gaps', `${table}.parquet`),
    })
    const gaps = await findGridLossGaps({ arguments: given.arguments, version: 1n, relations }, engine)
    expect(gaps.map((gap) => gap.message)).toEqual([
      'grid area 800 has no consumption grid-loss point from 2026-03-28T23:00:00Z',
      'grid area 800 has no production grid-loss point from 2026-03-27T23:00:00Z',
    ])
  })
})

describe('the checks', () => {
  test.each([
    ['total_consumption', 'grid_area', 'identity'],
    ['flex_consumption', 'grid_area', 'supplier_to_grid_area'],
    ['production', 'supplier', 'supplier_to_balance_responsible'],
    ['non_profiled_consumption', 'balance_responsible', 'supplier_to_balance_responsible'],
    ['net_exchange_per_ga', 'grid_area', 'balance'],
  ])('find one wrong slot of %s by %s', async (type, level, check) => {
    const exchange = point('x', { type: 'exchange', settlementMethod: null, fromGridArea: '801', toGridArea: '800' })
    const others = [
      point('n', { settlementMethod: 'non_profiled' }),
      point('g', { type: 'production', settlementMethod: null }),
    ]
    const files = await calculate(inputs([exchange, ...others, ...lossPoints], []), `check-${type}`)
    const wrong = `(select * replace (case when time_series_type = '${type}' and aggregation_level = '${level}' and market_day = DATE '2026-03-28' then q_9 + 0.001 else q_9 end as q_9) from ${parquet([files.energyResultDay.path])})`
    const found = await engine.rows<{ check_name: string; slots: bigint }>(energyCheckSql(wrong, 'balance_fixing'))
    expect(found.map((row) => row.check_name)).toContain(check)
    expect(found.every((row) => row.slots === 1n)).toBe(true)
  })
})

test('the carry rounding in SQL is the rounding step by step', async () => {
  const values = Array.from(
    { length: 2000 },
    (_, n) => BigInt((n * 7_368_787) % 4_000_003) - 2_000_000n + (n % 5 === 0 ? 0n : BigInt(n) * 250n),
  )
  const ties = [-500n, 500n, 250n, -250n, 750n, 1500n, -1500n, 125n, 0n, 5_000_750n, -279_250n, 222_030_750n]
  // Both sides of what is rounded as an integer of 64 bits.
  const large = [999_999_999_999_750n, 1_000_000_000_000_750n, -1_000_000_000_000_750n, 9_999_999_999_000_250n]
  const all = [...values, ...ties, ...large]
  const rows = `(values ${all.map((value) => `(${decimal(`'${formatDecimal(value, 6)}'`, 28, 8)})`).join(', ')}) as t(v)`
  const quarters: readonly QuarterOfHour[] = [0, 1, 2, 3]
  const found = await engine.rows<Record<string, string>>(
    `select v, ${quarters.map((i) => `${carryRounded('v', i)} as r${i}`).join(', ')} from ${rows}`,
  )
  expect(found).toHaveLength(all.length)
  for (const [at, row] of found.entries()) {
    const expected = quarters.map((i) => formatDecimal(roundWithCarry(all[at] ?? 0n, i), 3, 3))
    expect(
      quarters.map((i) => row[`r${i}`]),
      `carry of ${row['v']}`,
    ).toEqual(expected)
  }
})
