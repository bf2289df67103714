import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { monthOf } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { exportSeries } from '../src/measurements/index.ts'
import { exportPeriods } from '../src/metering-points/index.ts'
import { inTransaction, parquet, quantity } from '../src/platform/index.ts'
import { openBenchHub, type Hub } from './bench-hub.ts'
import { QUALITY_BITS, writeIntervalFiles } from './interval-files.ts'
import { intervalSql, type IntervalForm } from './interval-sql.ts'
import type { BenchOptions } from './options.ts'
import { MONTH, type PreparedMarket } from './prepared-market.ts'
import { judged, medianOf, ratioOf, type BenchResult, type Target } from './result.ts'
import { interleaved, secondsOf } from './rounds.ts'
import { calculationSeconds } from './settlement.ts'

const AT_LEAST_TIMES_SLOWER = 4

/** Balance fixing over one row for each interval, in the same engine, in two forms, against ours over day rows. */
export async function measureIntervalRows(
  market: PreparedMarket,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult[]> {
  const { rounds, threads } = options
  const hub = await openBenchHub({ dataDir: market.dataDir, threads })
  const directory = join(market.dataDir, 'interval-rows')
  try {
    const intervals: string[] = []
    const making = await secondsOf(async () =>
      intervals.push(...(await writeIntervalFiles(hub, join(directory, 'intervals')))),
    )
    say(`interval rows: ${intervals.length} files written in ${making.toFixed(1)} s`)
    const calculate = (form: IntervalForm) =>
      secondsOf(() => calculateOverIntervals(hub, market, directory, intervals, form))
    const samples = await interleaved(
      rounds,
      {
        ours: () => calculationSeconds(hub, market),
        numbered: () => calculate('numbered'),
        keys: () => calculate('keys'),
      },
      (text) => say(`interval rows, ${text}`),
    )
    for (const form of ['numbered', 'keys'] as const) await compareResults(hub, resultFile(directory, form))
    const ours = `${market.meteringPoints} points, ${market.values} rows; ours over day rows takes ${medianOf(samples.ours).toFixed(3)} s`
    const result = (name: string, form: IntervalForm, how: string, target: Target | null): BenchResult =>
      judged(
        {
          name,
          ratio: ratioOf(samples[form], samples.ours),
          median: medianOf(samples[form]),
          unit: 's',
          rounds,
          note: `the same results from one row for each interval, grouped by ${how}; ${ours}`,
        },
        target,
      )
    // The question is put as it would be over such rows: by the keys that stand in master data. The other form lends it
    // the group numbers that ours makes, and is stated because it shows how much of the difference they are.
    return [
      result('interval-rows', 'keys', 'area, supplier, balance responsible party and kind', {
        sense: '>=',
        bound: AT_LEAST_TIMES_SLOWER,
      }),
      result('interval-rows-numbered', 'numbered', 'the number of its group, as ours', null),
    ]
  } finally {
    await hub.close()
    await rm(directory, { recursive: true, force: true })
  }
}

function resultFile(directory: string, form: IntervalForm): string {
  return join(directory, `result-${form}.parquet`)
}

async function calculateOverIntervals(
  hub: Hub,
  { gridAreas }: PreparedMarket,
  directory: string,
  intervals: readonly string[],
  form: IntervalForm,
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const points = join(directory, 'points.parquet')
  const series = join(directory, 'series.parquet')
  const period = { ...monthOf(MONTH, dk.zone), zone: dk.zone }
  await inTransaction(
    hub.intake.pool,
    async (trx) => {
      await exportPeriods(trx, hub.engine, points, { period })
      await exportSeries(trx, hub.engine, series)
    },
    { isolation: 'repeatable read' },
  )
  await hub.engine.copyTo(intervalSql({ points, series, intervals }, gridAreas, form), resultFile(directory, form))
}

interface Total extends Record<string, unknown> {
  readonly time_series_type: string
  readonly aggregation_level: string
  readonly grid_area: string
}

/** Both sides' sums, slots and qualities by series and level; a difference ends the benchmark. */
async function compareResults(hub: Hub, intervalResult: string): Promise<void> {
  const batches = await inTransaction(hub.intake.pool, (trx) => hub.intake.lake.batches(trx, 'energy_result_day'))
  const ours = await hub.engine.rows<Total>(
    totalsOfDays(batches.flatMap((batch) => batch.files.map((file) => file.path))),
  )
  const theirs = await hub.engine.rows<Total>(totalsOfIntervals(intervalResult))
  ours.forEach((total, at) => {
    const [a, b] = [textOf(total), textOf(theirs[at])]
    if (a !== b) throw new Error(`the results differ; ours: ${a}; over intervals: ${b}`)
  })
  if (ours.length !== theirs.length || ours.length === 0)
    throw new Error(`${ours.length} series and ${theirs.length} over intervals`)
}

function textOf(total: Total | undefined): string {
  return JSON.stringify(total, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}

const BY_SERIES =
  'group by time_series_type, aggregation_level, grid_area order by time_series_type, aggregation_level, grid_area'

function totalsOfDays(files: readonly string[]): string {
  const energy = Array.from({ length: 100 }, (_, slot) => `coalesce(${quantity(slot)}, 0)`).join(' + ')
  const qualities = Object.keys(QUALITY_BITS).map((name) => `${bits(name)} as ${name}`)
  return `select time_series_type, aggregation_level, grid_area, sum(cast(${energy} as DECIMAL(38,3))) as kwh, ${bits('present')} as intervals, ${qualities.join(', ')}
    from ${parquet(files)} ${BY_SERIES}`
}

function totalsOfIntervals(file: string): string {
  const qualities = Object.entries(QUALITY_BITS).map(
    ([name, bit]) => `cast(count(*) filter (where qualities & ${bit} <> 0) as HUGEINT) as ${name}`,
  )
  return `select time_series_type, aggregation_level, grid_area, sum(kwh) as kwh, cast(count(*) as HUGEINT) as intervals, ${qualities.join(', ')}
    from ${parquet([file])} ${BY_SERIES}`
}

function bits(mask: string): string {
  return `sum(bit_count(${mask}_0) + bit_count(${mask}_1))`
}
