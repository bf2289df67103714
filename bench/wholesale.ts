import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monthOf } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { inTransaction, systemClock } from '../src/platform/index.ts'
import { startCalculation } from '../src/settlement/index.ts'
import { codeVersion } from '../src/cli/code-version.ts'
import { openBenchHub, type Hub } from './bench-hub.ts'
import type { BenchOptions } from './options.ts'
import { importTables, prepareBills } from './prepared-bills.ts'
import { marketOf, MONTH, schemaStamp, type PreparedMarket } from './prepared-market.ts'
import { judged, medianOf, ratioOf, type BenchResult } from './result.ts'
import { interleaved } from './rounds.ts'
import { calculationSeconds } from './settlement.ts'
import { furtherCharges } from './wholesale-tables.ts'

const AT_MOST_TIMES_BALANCE_FIXING = 3

/** Wholesale fixing of a month with ten charges on every point, against balance fixing of the same points and readings. */
export async function measureWholesale(
  market: PreparedMarket,
  { rounds, threads }: BenchOptions,
  say: (text: string) => void,
): Promise<{ readonly result: BenchResult; readonly seconds: number }> {
  const hub = await openBenchHub({ dataDir: market.dataDir, threads })
  try {
    const calculationId = await prepareWholesale(hub, market, say)
    const samples = await interleaved(
      rounds,
      {
        balance: () => calculationSeconds(hub, market),
        wholesale: () => calculationSeconds(hub, { calculationId }),
      },
      (text) => say(`wholesale fixing, ${text}`),
    )
    const result = judged(
      {
        name: 'wholesale-fixing',
        ratio: ratioOf(samples.wholesale, samples.balance),
        median: medianOf(samples.wholesale),
        unit: 's',
        rounds,
        note: `${market.meteringPoints} points with ten charges each, energy results and amounts; balance fixing takes ${medianOf(samples.balance).toFixed(3)} s`,
      },
      { sense: '<=', bound: AT_MOST_TIMES_BALANCE_FIXING },
    )
    return { result, seconds: medianOf(samples.wholesale) }
  } finally {
    await hub.close()
  }
}

/** Adds charges to the points of a prepared market, and starts a wholesale fixing whose input is pinned. @returns its id */
async function prepareWholesale(hub: Hub, market: PreparedMarket, say: (text: string) => void): Promise<string> {
  const mark = join(market.dataDir, `wholesale-${schemaStamp()}.json`)
  if (existsSync(mark))
    return (JSON.parse(readFileSync(mark, 'utf8')) as { readonly calculationId: string }).calculationId
  // Six charges come with the bills, whose run has pinned its input by then, so the other four do not enter it.
  await prepareBills(hub, market, say)
  await importTables(hub, furtherCharges(marketOf(market.meteringPoints)), join(market.dataDir, 'charges'))
  const { fromMs, toMs } = monthOf(MONTH, dk.zone)
  const calculationId = randomUUID()
  await startCalculation(
    {
      calculationId,
      type: 'wholesale_fixing',
      gridAreas: market.gridAreas,
      period: { fromMs, toMs },
      profile: dk,
      isInternal: false,
      createdBy: 'bench',
      executionStartMs: systemClock.nowMs(),
    },
    { pool: hub.calculation.pool, codeVersion: await codeVersion(), isHandedOver: false },
  )
  const pin = hub.calculationRun.steps.find(({ name }) => name === 'pin')
  const { effect } = (await pin?.execute(calculationId)) ?? {}
  if (effect === undefined) throw new Error('the calculation pins nothing')
  await inTransaction(hub.calculation.pool, effect)
  writeFileSync(`${mark}.new`, JSON.stringify({ calculationId }))
  renameSync(`${mark}.new`, mark)
  return calculationId
}
