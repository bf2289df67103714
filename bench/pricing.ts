import { invoiceRun } from '../src/billing/index.ts'
import { openBenchHub, type Hub } from './bench-hub.ts'
import type { BenchOptions } from './options.ts'
import { prepareBills } from './prepared-bills.ts'
import type { PreparedMarket } from './prepared-market.ts'
import { judged, medianOf, ratioOf, type BenchResult } from './result.ts'
import { interleaved } from './rounds.ts'
import { currentFiles, floorSeconds } from './settlement.ts'

const AT_MOST_TIMES_THE_FLOOR = 20

/** The price step of a billing run over a month of all points, against the floor of the same files. */
export async function measurePricing(
  market: PreparedMarket,
  { rounds, threads }: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult> {
  const hub = await openBenchHub({ dataDir: market.dataDir, threads })
  try {
    const bills = await prepareBills(hub, market, say)
    const files = await currentFiles(hub)
    const samples = await interleaved(
      rounds,
      { floor: () => floorSeconds(hub, files), pricing: () => pricingSeconds(hub, bills.runId) },
      (text) => say(`pricing, ${text}`),
    )
    return judged(
      {
        name: 'pricing',
        ratio: ratioOf(samples.pricing, samples.floor),
        median: medianOf(samples.pricing),
        unit: 's',
        rounds,
        note: `${bills.points} points with spot and six charges, ${market.values} values, ${bills.lines} lines; one plain sum of all value columns takes ${medianOf(samples.floor).toFixed(3)} s`,
      },
      { sense: '<=', bound: AT_MOST_TIMES_THE_FLOOR },
    )
  } finally {
    await hub.close()
  }
}

/**
 * Pricing as the product does it: the billing run's own step, from the pinned input to the written lines, the documents
 * they make, and the checks over both. Resolves to its seconds.
 */
export async function pricingSeconds({ ports }: Hub, runId: string): Promise<number> {
  const step = invoiceRun(ports).steps.find(({ name }) => name === 'price')
  if (step === undefined) throw new Error('the billing run has no step of that name')
  const startedMs = performance.now()
  await step.execute(runId)
  return (performance.now() - startedMs) / 1000
}
