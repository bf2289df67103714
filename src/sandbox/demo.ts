import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { GridbookError, marketDayOf, monthOf, SLOT_CLASSES, type Clock } from '../kernel/index.ts'
import { appendActors, appendGridAreas, dk, lockMarket } from '../market/index.ts'
import { compactMonth, importFiles, SWEEP_GRACE_MS, type ImportPorts } from '../measurements/index.ts'
import { appendPointPeriods } from '../metering-points/index.ts'
import { faultPoint, inTransaction, nextRecordedSeq, type RunDefinition, type Runs } from '../platform/index.ts'
import { energyBalance, runCalculation, type CalculationPorts, type EnergyBalance } from '../settlement/index.ts'
import { generateMarket, type ExampleMarket } from './generate-market.ts'
import type { MarketOptions } from './options.ts'
import type { MarketTruth } from './truth.ts'
import { writeMarket } from './write-market.ts'

/** A hub with its doors open, as the demo uses it. */
export interface DemoHub {
  readonly intake: ImportPorts
  readonly calculation: CalculationPorts
  readonly runs: Runs
  readonly calculationRun: RunDefinition
  readonly codeVersion: string
  readonly clock: Clock
  /** Where the demo keeps its documents. */
  readonly directory: string
}

/** How far a step of the demo is; `unit` says what is counted. */
export interface DemoProgress {
  readonly step: string
  readonly done: number
  readonly of: number
  readonly unit: string
}

/** A step that is done. */
export interface DemoStep {
  readonly name: string
  readonly rows: number
  readonly seconds: string
}

/** The balance of an area beside what the generator knows. */
export interface DemoBalance extends EnergyBalance {
  readonly gridLossTruth: string
}

/** What came out. Energy in kWh as decimal text. */
export interface DemoSummary {
  readonly market: {
    readonly month: string
    readonly seed: number
    readonly meteringPoints: number
  }
  readonly readings: { readonly documents: number; readonly points: number }
  readonly calculation: {
    readonly calculationId: string
    readonly version: string
    readonly type: string
  }
  readonly energyBalance: readonly DemoBalance[]
  readonly steps: readonly DemoStep[]
}

/**
 * The main job: an example market's master data and documents, their import, and its balance fixing. Every step finds
 * what an earlier, interrupted demo has done and goes on from there.
 */
export async function runDemo(
  options: MarketOptions,
  hub: DemoHub,
  onProgress: (progress: DemoProgress) => void,
  onStep: (step: DemoStep) => void,
): Promise<DemoSummary> {
  const market = generateMarket(options)
  const steps: DemoStep[] = []
  const step = async <T>(
    name: string,
    work: () => Promise<{ readonly rows: number; readonly value: T }>,
  ): Promise<T> => {
    faultPoint(`demo:${name}`)
    const startedMs = performance.now()
    const { rows, value } = await work()
    const done = { name, rows, seconds: ((performance.now() - startedMs) / 1000).toFixed(3) }
    steps.push(done)
    onStep(done)
    return value
  }
  await step('master-data', () => storeMasterData(market, hub))
  const files = await step('documents', () => writeDocuments(market, hub, onProgress))
  await step('import', () => importDocuments(files, hub, onProgress))
  await step('compact', () => compact(market, hub))
  const truth = market.truth()
  const finished = await step('settle', () => settle(market, truth, hub))
  const { calculation } = finished
  return {
    market: {
      month: market.settings.month,
      seed: market.settings.seed,
      meteringPoints: market.settings.meteringPoints,
    },
    readings: await received(hub),
    calculation: {
      calculationId: calculation.calculationId,
      version: calculation.version.toString(),
      type: calculation.type,
    },
    energyBalance: await balances(market, truth, hub),
    steps,
  }
}

const POINTS_A_COMMIT = 10_000

async function storeMasterData(
  market: ExampleMarket,
  { intake }: DemoHub,
): Promise<{ readonly rows: number; readonly value: void }> {
  await inTransaction(intake.pool, async (trx) => {
    await lockMarket(trx)
    const known = await trx.query('select from market.grid_area limit 1')
    if (known.rowCount !== 0) return
    const seq = await nextRecordedSeq(trx)
    await appendGridAreas(trx, market.gridAreas(), seq)
    await appendActors(trx, market.actors(), seq)
  })
  let rows = 0
  const { meteringPoints } = market.settings
  for (let from = 0; from < meteringPoints; from += POINTS_A_COMMIT) {
    const periods = [...market.pointPeriods({ from, to: Math.min(from + POINTS_A_COMMIT, meteringPoints) })]
    const result = await inTransaction(intake.pool, (trx) => appendPointPeriods(trx, periods, { profile: dk }))
    if (!result.ok) throw new GridbookError('CONFIG_INVALID', result.error.map((found) => found.message).join('; '))
    rows += periods.length
  }
  return { rows, value: undefined }
}

async function writeDocuments(
  market: ExampleMarket,
  { directory }: DemoHub,
  onProgress: (progress: DemoProgress) => void,
): Promise<{ readonly rows: number; readonly value: string[] }> {
  const inbox = join(directory, 'documents')
  const { documents } = await writeMarket(market, inbox, ({ step, done, total }) => {
    onProgress({
      step: 'documents',
      done,
      of: total,
      unit: step === 'balance' ? 'days balanced' : 'documents',
    })
  })
  return { rows: documents, value: [...market.plan()].map(({ name }) => join(inbox, name)) }
}

async function importDocuments(
  files: readonly string[],
  { intake }: DemoHub,
  onProgress: (progress: DemoProgress) => void,
): Promise<{ readonly rows: number; readonly value: void }> {
  let points = 0
  const receipts = await importFiles(files, intake, {
    onProgress: (progress) => {
      points = progress.points
      onProgress({ step: 'import', done: progress.files, of: progress.of, unit: 'documents' })
    },
  })
  const failed = receipts.find((receipt) => receipt.outcome === 'failed')
  if (failed !== undefined && 'error' in failed) throw failed.error
  return { rows: points, value: undefined }
}

async function compact(
  market: ExampleMarket,
  { intake, clock }: DemoHub,
): Promise<{ readonly rows: number; readonly value: void }> {
  let rows = 0
  for (const slotClass of SLOT_CLASSES) {
    for (const compaction of await compactMonth(intake, slotClass, market.settings.month)) rows += compaction.rows
  }
  await intake.lake.sweep({ graceMs: SWEEP_GRACE_MS, nowMs: clock.nowMs() })
  return { rows, value: undefined }
}

async function settle(
  market: ExampleMarket,
  truth: MarketTruth,
  hub: DemoHub,
): Promise<{ readonly rows: number; readonly value: Awaited<ReturnType<typeof runCalculation>> }> {
  const { fromMs, toMs } = monthOf(market.settings.month, dk.zone)
  const finished = await runCalculation(
    {
      calculationId: calculationIdOf(market),
      type: 'balance_fixing',
      gridAreas: Object.keys(truth),
      period: { fromMs, toMs },
      profile: dk,
      isInternal: false,
      createdBy: 'demo',
      executionStartMs: hub.clock.nowMs(),
    },
    {
      ports: hub.calculation,
      runs: hub.runs,
      definition: hub.calculationRun,
      codeVersion: hub.codeVersion,
    },
  )
  return {
    rows: finished.steps.find((done) => done.name === 'calculate')?.rows ?? 0,
    value: finished,
  }
}

/** The same market gives the same id, so a demo that was cut off joins its calculation instead of starting another. */
function calculationIdOf(market: ExampleMarket): string {
  const hex = createHash('sha256').update(`demo ${market.stamp}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

async function received({ intake }: DemoHub): Promise<{ readonly documents: number; readonly points: number }> {
  const { rows } = await intake.pool.query<{ documents: bigint; points: bigint }>(
    `select count(*) as documents, coalesce(sum(points), 0)::bigint as points from measurements.document where outcome <> 'refused'`,
  )
  const [row] = rows
  return { documents: Number(row?.documents ?? 0n), points: Number(row?.points ?? 0n) }
}

async function balances(market: ExampleMarket, truth: MarketTruth, hub: DemoHub): Promise<DemoBalance[]> {
  const { fromMs, toMs } = monthOf(market.settings.month, dk.zone)
  const [from, to] = [marketDayOf(fromMs, dk.zone).date, marketDayOf(toMs, dk.zone).date]
  const found = await energyBalance({ type: 'balance_fixing', from, to }, hub.calculation)
  return found.map((balance) => {
    const own = Object.entries(truth).find(([gridArea]) => gridArea === balance.gridArea)?.[1]
    if (own === undefined)
      throw new GridbookError('IDENTITY_BROKEN', `grid area ${balance.gridArea} is not part of the example market`)
    return { ...balance, gridLossTruth: own.gridLoss }
  })
}
