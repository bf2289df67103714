import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { monthOf } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { parquet } from '../src/platform/index.ts'
import { openBenchHub, type Hub } from './bench-hub.ts'
import type { BenchOptions } from './options.ts'
import { LINE_TEXT_IN_POSTGRES, lineTextOf, postgresLines, POSTGRES_SETTINGS } from './postgres-lines.ts'
import { fillPostgres } from './postgres-rows.ts'
import { prepareBills } from './prepared-bills.ts'
import { MONTH, type PreparedMarket } from './prepared-market.ts'
import { pricingSeconds } from './pricing.ts'
import { judged, medianOf, ratioOf, type BenchResult } from './result.ts'
import { interleaved, secondsOf } from './rounds.ts'

const AT_LEAST_TIMES_SLOWER = 20
// One takes a minute or more, so that a passing disturbance is a small part of it.
const MOST_ROUNDS = 2

/** The same lines from one row for each interval in PostgreSQL, over the price step of a billing run. */
export async function measurePricingPostgres(
  market: PreparedMarket,
  { threads, ...options }: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult> {
  const rounds = Math.min(options.rounds, MOST_ROUNDS)
  const hub = await openBenchHub({ dataDir: market.dataDir, threads })
  try {
    const bills = await prepareBills(hub, market, say)
    let readings = 0n
    const loading = await secondsOf(async () => {
      readings = await fillPostgres(hub, join(market.dataDir, 'postgres-rows'))
    })
    say(`pricing in PostgreSQL: ${readings} rows loaded and indexed in ${loading.toFixed(0)} s`)
    const samples = await interleaved(
      rounds,
      { ours: () => pricingSeconds(hub, bills.runId), postgres: () => postgresSeconds(hub) },
      (text) => say(`pricing in PostgreSQL, ${text}`),
    )
    await compareLines(hub, bills.runId, bills.lines)
    return judged(
      {
        name: 'pricing-postgres',
        ratio: ratioOf(samples.postgres, samples.ours),
        median: medianOf(samples.postgres),
        unit: 's',
        rounds,
        note: `the same ${bills.lines} lines, to the øre, from ${readings} rows in PostgreSQL (${settingsText()}); ours from ${bills.points} points takes ${medianOf(samples.ours).toFixed(3)} s`,
      },
      { sense: '>=', bound: AT_LEAST_TIMES_SLOWER },
    )
  } finally {
    await hub.ports.pool.query('drop schema if exists bench cascade')
    await hub.close()
    await rm(join(market.dataDir, 'postgres-rows'), { recursive: true, force: true })
  }
}

function settingsText(): string {
  return Object.entries(POSTGRES_SETTINGS)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

async function postgresSeconds({ ports }: Hub): Promise<number> {
  const client = await ports.pool.connect()
  try {
    await client.query('drop table if exists bench.line')
    for (const [name, value] of Object.entries(POSTGRES_SETTINGS)) await client.query(`set ${name} = '${value}'`)
    return await secondsOf(() => client.query(postgresLines(monthOf(MONTH, dk.zone).days.length)))
  } finally {
    await client.query('reset all')
    client.release()
  }
}

/** Both sides' lines, one by one. @throws Error with the first difference */
async function compareLines({ ports }: Hub, runId: string, count: number): Promise<void> {
  const file = join(ports.scratch, `billing-${runId}`, 'priced_line.parquet')
  const ours = (await ports.engine.rows<{ line: string }>(lineTextOf(parquet([file]))))
    .map(({ line }) => line)
    .toSorted()
  const { rows } = await ports.pool.query<{ line: string }>(LINE_TEXT_IN_POSTGRES)
  const theirs = rows.map(({ line }) => line).toSorted()
  const at = ours.findIndex((line, n) => line !== theirs[n])
  if (at >= 0) throw new Error(`the lines differ; ours: ${ours[at]}; in PostgreSQL: ${theirs[at]}`)
  if (ours.length !== count || theirs.length !== count)
    throw new Error(`${ours.length} lines, ${theirs.length} in PostgreSQL, and ${count} were priced`)
}
