import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GridbookError } from '../../kernel/index.ts'
import type { Engine } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { calculatePricing } from '../pricing/calculate-lines.ts'
import type { PricedRelations } from '../pricing/price-lines.ts'
import { inputSeqOf, readRun } from './run-store.ts'

/** What a run has priced: counts, a sum, and a digest that tells it from any other outcome. */
export interface PricedSummary {
  readonly lines: number
  readonly faults: number
  readonly amountOre: string
  readonly digest: string
}

/** What a run has priced, and the relations that its files hold; none when no day was open. */
export interface PricedRun {
  readonly summary: PricedSummary
  readonly relations: PricedRelations | undefined
}

const NOTHING: PricedRun = { summary: { lines: 0, faults: 0, amountOre: '0', digest: '0' }, relations: undefined }

/** The directory of a run's files. */
export function runDirectory(runId: string, { scratch }: BillingPorts): string {
  return join(scratch, `billing-${runId}`)
}

/** Where the file of a relation lies. */
export function runFile(runId: string, ports: BillingPorts): (name: string) => string {
  return (name) => join(runDirectory(runId, ports), `${name}.parquet`)
}

/** Prices a run's open days: the same files however often it is done. */
export async function priceRun(runId: string, ports: BillingPorts): Promise<PricedRun> {
  const directory = runDirectory(runId, ports)
  await rm(directory, { recursive: true, force: true })
  const [run, atSeq] = [await readRun(ports.pool, runId), await inputSeqOf(ports.pool, runId)]
  const pricing = await calculatePricing({ atSeq, directory, to: run.toDay, contracts: run.contracts }, ports)
  if (pricing === undefined) return NOTHING
  const { relations } = pricing
  const priced: PricedRun = { summary: await summaryOf(relations, ports.engine), relations }
  // Last, so that its presence says that the files are complete.
  await writeFile(markOf(runId, ports), JSON.stringify(priced))
  return priced
}

/**
 * What an earlier step of the run priced: from its files, or where they are gone priced again.
 * @throws GridbookError IDENTITY_BROKEN when it does not come to the same
 */
export async function pricedAs(runId: string, ports: BillingPorts): Promise<PricedRun> {
  const mark = await readFile(markOf(runId, ports), 'utf8').catch(() => undefined)
  const priced = mark === undefined ? await priceRun(runId, ports) : (JSON.parse(mark) as PricedRun)
  const { rows } = await ports.pool.query<{ digest: string }>(
    'select digest from billing.run_priced where run_id = $1',
    [runId],
  )
  if (rows[0]?.digest === priced.summary.digest) return priced
  throw new GridbookError('IDENTITY_BROKEN', `billing run ${runId} priced the same input differently a second time`)
}

function markOf(runId: string, ports: BillingPorts): string {
  return join(runDirectory(runId, ports), 'priced.json')
}

async function summaryOf({ pricedLine, pricingFault }: PricedRelations, engine: Engine): Promise<PricedSummary> {
  const count = (of: string, sum: string): string =>
    `(select cast(count(*) as BIGINT) as n, cast(coalesce(sum(${sum}), 0) as VARCHAR) as total, cast(coalesce(sum(hash(x)), 0) as VARCHAR) as digest from ${of} as x)`
  const [row] = await engine.rows<{ lines: bigint; faults: bigint; total: string; digest: string }>(
    `select l.n as lines, f.n as faults, l.total, l.digest || '-' || f.digest as digest
     from ${count(pricedLine, 'amount_ore')} as l cross join ${count(pricingFault, 'slots')} as f`,
  )
  return {
    lines: Number(row?.lines ?? 0n),
    faults: Number(row?.faults ?? 0n),
    amountOre: row?.total ?? '0',
    digest: row?.digest ?? '',
  }
}
