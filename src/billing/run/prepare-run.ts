import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquet } from '../../platform/index.ts'
import type { Engine } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { BILLING_CHECKS, billingCheckSql, type BillingCheck } from '../models/billing-check.ts'
import { documentLineSql, documentPartSql, documentPeriodSql, documentSql } from '../models/document.ts'
import { calculatePricing } from '../pricing/calculate-lines.ts'
import type { PricedRelations } from '../pricing/price-lines.ts'
import { inputSeqOf, type StartedInvoiceRun } from './run-store.ts'

/** What a run has priced: counts, sums, what its checks found, and a digest that tells it from any other outcome. */
export interface PricedSummary {
  readonly lines: number
  readonly faults: number
  readonly documents: number
  readonly amountOre: string
  readonly digest: string
  readonly violations: Readonly<Record<BillingCheck, number>>
}

/** Files of a run that are complete. */
export interface PreparedRun {
  readonly summary: PricedSummary
  /** where the file of a relation lies: document, document_line, document_part, document_period, pricing_fault, charge */
  readonly path: (name: string) => string
}

const NOTHING: PricedSummary = {
  lines: 0,
  faults: 0,
  documents: 0,
  amountOre: '0',
  digest: '0',
  violations: { energy_once: 0, days_once: 0, points_once: 0, documents_add_up: 0 },
}

/** The directory of a run's files. */
export function runDirectory(runId: string, { scratch }: BillingPorts): string {
  return join(scratch, `billing-${runId}`)
}

/** The files of a run as an earlier step left them; undefined when they are not, or not all, there. */
export async function preparedBefore(runId: string, ports: BillingPorts): Promise<PreparedRun | undefined> {
  const directory = runDirectory(runId, ports)
  const mark = await readFile(join(directory, 'complete.json'), 'utf8').catch(() => undefined)
  if (mark === undefined) return undefined
  return { summary: JSON.parse(mark) as PricedSummary, path: pathIn(directory) }
}

/** Prices a run's open days and lays out its documents: the same files however often it is done. */
export async function prepareRun(run: StartedInvoiceRun, ports: BillingPorts): Promise<PreparedRun> {
  const directory = runDirectory(run.runId, ports)
  await rm(directory, { recursive: true, force: true })
  const atSeq = await inputSeqOf(ports.pool, run.runId)
  const pricing = await calculatePricing({ atSeq, directory, to: run.toDay, contracts: run.contracts }, ports)
  const path = pathIn(directory)
  const summary = pricing === undefined ? NOTHING : await writeDocuments(pricing.relations, run, ports.engine, path)
  await writeFile(path('complete').replace(/parquet$/, 'json'), JSON.stringify(summary))
  return { summary, path }
}

function pathIn(directory: string): (name: string) => string {
  return (name) => join(directory, `${name}.parquet`)
}

async function writeDocuments(
  relations: PricedRelations,
  run: StartedInvoiceRun,
  engine: Engine,
  path: (name: string) => string,
): Promise<PricedSummary> {
  const file = await engine.copyTo(documentSql(relations, run.vatRate), path('document'))
  const documents = { ...relations, document: parquet([file.path]) }
  await engine.copyTo(documentLineSql(documents), path('document_line'))
  await engine.copyTo(documentPartSql(documents), path('document_part'))
  await engine.copyTo(documentPeriodSql(documents), path('document_period'))
  return {
    ...(await digestOf(documents, engine)),
    documents: file.rows,
    violations: await violationsOf(documents, engine),
  }
}

async function digestOf(
  { pricedLine, pricingFault }: PricedRelations,
  engine: Engine,
): Promise<Pick<PricedSummary, 'lines' | 'faults' | 'amountOre' | 'digest'>> {
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

async function violationsOf(
  relations: Parameters<typeof billingCheckSql>[0],
  engine: Engine,
): Promise<PricedSummary['violations']> {
  const rows = await engine.rows<{ check_name: BillingCheck; violations: bigint }>(billingCheckSql(relations))
  const counts = { ...NOTHING.violations }
  for (const name of BILLING_CHECKS)
    counts[name] = Number(rows.find((row) => row.check_name === name)?.violations ?? 1n)
  return counts
}
