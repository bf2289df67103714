import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeVersion } from '../src/cli/code-version.ts'
import { monthOf, SLOT_CLASSES } from '../src/kernel/index.ts'
import { appendActors, appendGridAreas, dk } from '../src/market/index.ts'
import { compactMonth } from '../src/measurements/index.ts'
import { appendPointPeriods } from '../src/metering-points/index.ts'
import { inTransaction, nextRecordedSeq, systemClock } from '../src/platform/index.ts'
import { energyBalance, runCalculation } from '../src/settlement/index.ts'
import { openBenchHub, type Hub } from './bench-hub.ts'
import { country, type BenchMarket } from './country.ts'
import { deliverMonth } from './deliver-month.ts'
import { secondsOf } from './rounds.ts'

/** The month that is measured: it has a day of 23 hours. */
export const MONTH = '2026-03'

const MIGRATIONS = new URL('../migrations/', import.meta.url)

/** A hub's directory with a month of readings in it, compacted, settled once and found right. */
export interface PreparedMarket {
  readonly dataDir: string
  readonly meteringPoints: number
  /** Values that stand: what a calculation reads. */
  readonly values: number
  /** The calculation whose step is measured: its input is pinned. */
  readonly calculationId: string
  readonly gridAreas: readonly string[]
  /** The whole first calculation with publication. */
  readonly runSeconds: number
}

/** Prepares a market of quarter-hours, or finds the one that an earlier run kept. */
export async function prepareMarket(
  root: string,
  meteringPoints: number,
  threads: number,
  say: (text: string) => void,
): Promise<PreparedMarket> {
  const dataDir = join(root, `market-${meteringPoints}`)
  const mark = join(dataDir, `prepared-${schemaStamp()}.json`)
  if (existsSync(mark)) {
    say(`${meteringPoints} points: prepared before`)
    return { ...(JSON.parse(readFileSync(mark, 'utf8')) as PreparedMarket), dataDir }
  }
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
  const hub = await openBenchHub({ dataDir, threads })
  try {
    const prepared = { dataDir, ...(await fill(hub, meteringPoints, say)) }
    writeFileSync(`${mark}.new`, JSON.stringify(prepared))
    renameSync(`${mark}.new`, mark)
    return prepared
  } finally {
    await hub.close()
  }
}

/** Tells the tables of this version from those of others, whose kept markets are of no use. */
export function schemaStamp(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(MIGRATIONS).toSorted()) hash.update(readFileSync(new URL(name, MIGRATIONS)))
  return hash.digest('hex').slice(0, 12)
}

/** The market of so many points. */
export function marketOf(meteringPoints: number): BenchMarket {
  return country(MONTH, meteringPoints)
}

async function fill(
  hub: Hub,
  meteringPoints: number,
  say: (text: string) => void,
): Promise<Omit<PreparedMarket, 'dataDir'>> {
  const market = marketOf(meteringPoints)
  const name = `${meteringPoints} points`
  const masterData = await secondsOf(() => storeMasterData(market, hub))
  let values = 0
  const intake = await secondsOf(async () => {
    values = await deliverMonth(market, hub, (day) => {
      if (day % 5 === 4) say(`${name}: ${day + 1} of ${market.days} days delivered`)
    })
  })
  const compaction = await secondsOf(async () => {
    for (const slotClass of SLOT_CLASSES) await compactMonth(hub.intake, slotClass, MONTH)
  })
  await hub.intake.lake.sweep({ graceMs: 0, nowMs: systemClock.nowMs() + 1000 })
  const gridAreas = Object.keys(market.truth())
  const calculationId = randomUUID()
  const runSeconds = await secondsOf(() => settle(hub, calculationId, gridAreas))
  await compareWithTruth(market, hub)
  say(
    `${name}: ${values} values; master data ${masterData.toFixed(1)} s, intake of day rows ${intake.toFixed(1)} s, ` +
      `compaction ${compaction.toFixed(1)} s, first calculation with publication ${runSeconds.toFixed(1)} s`,
  )
  return { meteringPoints, values, calculationId, gridAreas, runSeconds }
}

const POINTS_A_COMMIT = 10_000

/** Records areas, parties and all points of a market. */
export async function storeMasterData(
  market: Pick<BenchMarket, 'gridAreas' | 'actors' | 'settings' | 'pointPeriods'>,
  { intake }: Pick<Hub, 'intake'>,
): Promise<void> {
  await inTransaction(intake.pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    await appendGridAreas(trx, market.gridAreas(), seq)
    await appendActors(trx, market.actors(), seq)
  })
  const { meteringPoints } = market.settings
  for (let from = 0; from < meteringPoints; from += POINTS_A_COMMIT) {
    const periods = [...market.pointPeriods({ from, to: Math.min(from + POINTS_A_COMMIT, meteringPoints) })]
    const result = await inTransaction(intake.pool, (trx) => appendPointPeriods(trx, periods, { profile: dk }))
    if (!result.ok) throw new Error(`master data were refused: ${result.error[0]?.message}`)
  }
}

async function settle(hub: Hub, calculationId: string, gridAreas: readonly string[]): Promise<void> {
  const { fromMs, toMs } = monthOf(MONTH, dk.zone)
  await runCalculation(
    {
      calculationId,
      type: 'balance_fixing',
      gridAreas,
      period: { fromMs, toMs },
      profile: dk,
      isInternal: false,
      createdBy: 'bench',
      executionStartMs: systemClock.nowMs(),
    },
    {
      ports: hub.calculation,
      runs: await hub.runs(),
      definition: hub.calculationRun,
      codeVersion: await codeVersion(),
    },
  )
}

/** A benchmark of wrong figures is worth nothing. */
async function compareWithTruth(market: BenchMarket, hub: Hub): Promise<void> {
  const truth = market.truth()
  const found = await energyBalance({ type: 'balance_fixing', from: `${MONTH}-01`, to: '2026-04-01' }, hub.calculation)
  if (found.length !== Object.keys(truth).length) throw new Error(`${found.length} grid areas were settled`)
  for (const { gridArea, gridLoss, identity } of found) {
    const known = Object.entries(truth).find(([area]) => area === gridArea)?.[1].gridLoss
    if (gridLoss !== known || identity !== '0.000') {
      throw new Error(`grid loss of ${gridArea} is ${gridLoss} kWh, the generator's ${known}; identity ${identity}`)
    }
  }
}
