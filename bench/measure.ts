import { measureBalanceFixing } from './balance-fixing.ts'
import { measureLargeDocuments, measureSmallDocuments, type IntakeResult } from './intake-results.ts'
import { measureIssueInvoices } from './issue-invoices.ts'
import { measureIntervalRows } from './interval-rows.ts'
import { measurePricing } from './pricing.ts'
import { measurePricingPostgres } from './pricing-postgres.ts'
import { measurePeekStoreDequeue } from './peek-store-dequeue.ts'
import { measurePointSearch } from './point-search.ts'
import { measurePointsImport } from './points-import.ts'
import type { Benchmark, BenchOptions } from './options.ts'
import { prepareMarket } from './prepared-market.ts'
import { measureWholesale } from './wholesale.ts'
import { rateResult } from './rates.ts'
import type { BenchResult } from './result.ts'

/** Takes all measurements that are asked for. */
export async function measure(
  root: string,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult[]> {
  const wants = (...names: Benchmark[]): boolean => names.some((name) => options.only.has(name))
  const results: BenchResult[] = []
  if (wants('balance-fixing', 'scale', 'values-per-second')) results.push(...(await settlement(root, options, say)))
  if (wants('wholesale-fixing')) {
    const market = await prepareMarket(root, options.meteringPoints, options.threads, say)
    const { result, seconds } = await measureWholesale(market, options, say)
    results.push(result)
    if (wants('values-per-second'))
      results.push(rateResult('wholesale-fixing', market.values / seconds, options.rounds))
  }
  if (wants('interval-rows')) results.push(...(await intervalRows(root, options, say)))
  const large = wants('intake-documents-2000', 'values-per-second')
    ? await measureLargeDocuments(root, options, say)
    : undefined
  if (large !== undefined) results.push(...withRate(large, wants('values-per-second'), options))
  if (wants('intake-documents-1')) results.push((await measureSmallDocuments(root, options, say)).result)
  if (wants('pricing')) {
    const market = await prepareMarket(root, options.meteringPoints, options.threads, say)
    results.push(await measurePricing(market, options, say))
  }
  if (wants('issue-invoices')) {
    const market = await prepareMarket(root, options.meteringPoints, options.threads, say)
    results.push(await measureIssueInvoices(market, options, say))
  }
  if (wants('pricing-postgres')) {
    const tenth = await prepareMarket(root, Math.trunc(options.meteringPoints / 10), options.threads, say)
    results.push(await measurePricingPostgres(tenth, options, say))
  }
  if (wants('peek-store-dequeue')) results.push(...(await measurePeekStoreDequeue(root, options, say)))
  if (wants('point-search')) results.push(await measurePointSearch(root, options, say))
  if (wants('points-import')) results.push(...(await measurePointsImport(root, options, say)))
  return results.filter(({ name }) => [...options.only].some((wanted) => name.startsWith(wanted)))
}

async function settlement(root: string, options: BenchOptions, say: (text: string) => void): Promise<BenchResult[]> {
  const { meteringPoints, threads, only, rounds } = options
  const market = await prepareMarket(root, meteringPoints, threads, say)
  const tenth = only.has('scale') ? await prepareMarket(root, Math.trunc(meteringPoints / 10), threads, say) : undefined
  const { results, seconds } = await measureBalanceFixing(market, tenth, options, say)
  return only.has('values-per-second')
    ? [...results, rateResult('balance-fixing', market.values / seconds, rounds)]
    : [...results]
}

async function intervalRows(root: string, options: BenchOptions, say: (text: string) => void): Promise<BenchResult[]> {
  const market = await prepareMarket(root, options.meteringPoints, options.threads, say)
  return await measureIntervalRows(market, options, say)
}

function withRate({ result, valuesPerSecond }: IntakeResult, wanted: boolean, { rounds }: BenchOptions): BenchResult[] {
  return wanted ? [result, rateResult('intake', valuesPerSecond, rounds)] : [result]
}
