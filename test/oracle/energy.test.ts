import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine } from '../../src/platform/index.ts'
import type { Engine } from '../../src/platform/index.ts'
import { calculateInputs, NO_CHARGES } from '../../src/settlement/index.ts'
import type { EnergyRow, ScenarioInputs } from '../../src/settlement/index.ts'
import { ownAreas, randomFrame, randomMarket } from './market.ts'
import { seededRandom } from './random.ts'
import { settle } from './settle.ts'
import type { OracleRow } from './settle.ts'

// Six markets with areas of their own share a calculation, so that the statements are prepared once for all of them.
const CALCULATIONS = Number(process.env['GRIDBOOK_ORACLE_CALCULATIONS'] ?? 40)
const MARKETS = 6
const FIRST_SEED = Number(process.env['GRIDBOOK_ORACLE_SEED'] ?? 20260329)

let engine: Engine

beforeAll(async () => {
  engine = await openEngine({ threads: 1, tempDir: join(tmpdir(), 'gridbook-oracle') })
})

afterAll(async () => {
  await engine.close()
})

/** A calculation over several markets that have nothing to do with each other. */
function randomInputs(seed: number): ScenarioInputs {
  const random = seededRandom(seed)
  const frame = randomFrame(random, [])
  const markets = Array.from({ length: MARKETS }, (_, n) => randomMarket(random, frame, `${n + 1}0`))
  return {
    arguments: { ...frame, gridAreas: markets.flatMap(ownAreas) },
    points: markets.flatMap((market) => market.points),
    readings: markets.flatMap((market) => market.readings),
    lossPointIds: markets.flatMap((market) => market.lossPointIds),
    charges: NO_CHARGES,
  }
}

function fromOracle(row: OracleRow): string {
  const sign = row.milliKwh < 0n ? '-' : ''
  const digits = `${row.milliKwh < 0n ? -row.milliKwh : row.milliKwh}`.padStart(4, '0')
  const time = new Date(row.time).toISOString().replace('.000Z', 'Z')
  return [
    row.type,
    row.level,
    ...row.keys,
    time,
    `${sign}${digits.slice(0, -3)}.${digits.slice(-3)}`,
    ...row.qualities,
  ].join(' ')
}

function fromEngine(row: EnergyRow): string {
  const keys = [
    row.gridArea,
    row.neighbourGridArea,
    row.energySupplierId,
    row.balanceResponsibleId,
    row.meteringPointId,
  ]
  return [row.timeSeriesType, row.level, ...keys, row.time, row.quantityKwh, ...row.qualities.toSorted()].join(' ')
}

test(
  `the engine agrees with plain loops on ${CALCULATIONS * MARKETS} random markets`,
  { timeout: 300_000 },
  async () => {
    let compared = 0
    for (let seed = FIRST_SEED; seed < FIRST_SEED + CALCULATIONS; seed++) {
      const inputs = randomInputs(seed)
      const expected = settle(inputs).map(fromOracle).toSorted()
      const calculated = (await calculateInputs(inputs, engine)).map(fromEngine).toSorted()
      const known = new Set(expected)
      const found = new Set(calculated)
      const differences = {
        missing: expected.filter((row) => !found.has(row)).slice(0, 10),
        unexpected: calculated.filter((row) => !known.has(row)).slice(0, 10),
      }
      expect(differences, `seed ${seed}`).toEqual({ missing: [], unexpected: [] })
      expect(calculated.length, `seed ${seed}`).toBe(expected.length)
      compared += calculated.length
    }
    // A generator that makes empty markets would let everything pass.
    expect(compared).toBeGreaterThan(CALCULATIONS * 5000)
  },
)
