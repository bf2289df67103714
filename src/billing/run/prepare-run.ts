import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquet } from '../../platform/index.ts'
import type { Engine } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { BILLING_CHECKS, billingCheckSql, type BillingCheck } from '../models/billing-check.ts'
import { documentLineSql, documentPartSql, documentPeriodSql, documentSql } from '../models/document.ts'
import { pricedAs, runDirectory, runFile, type PricedRun } from './price-run.ts'
import { readRun, type StartedInvoiceRun } from './run-store.ts'

/** The documents of a run, laid out in files and checked, without their numbers. */
export interface PreparedRun {
  readonly documents: number
  readonly faults: number
  readonly violations: Readonly<Record<BillingCheck, number>>
  /** where the file of a relation lies: document, document_line, document_part, document_period, pricing_fault, charge */
  readonly path: (name: string) => string
}

type Marked = Omit<PreparedRun, 'path'>

/** The documents of a run: from the files of an earlier step, or where they are gone laid out again. @throws GridbookError IDENTITY_BROKEN */
export async function preparedAs(runId: string, ports: BillingPorts): Promise<PreparedRun> {
  const path = runFile(runId, ports)
  const markPath = join(runDirectory(runId, ports), 'prepared.json')
  const mark = await readFile(markPath, 'utf8').catch(() => undefined)
  if (mark !== undefined) return { ...(JSON.parse(mark) as Marked), path }
  const made = await layOut(await readRun(ports.pool, runId), await pricedAs(runId, ports), ports)
  await mkdir(runDirectory(runId, ports), { recursive: true })
  await writeFile(markPath, JSON.stringify(made))
  return { ...made, path }
}

/** Lays out the documents that a run's lines make, and looks for what contradicts. */
async function layOut(run: StartedInvoiceRun, { relations, summary }: PricedRun, ports: BillingPorts): Promise<Marked> {
  const { engine } = ports
  const path = runFile(run.runId, ports)
  if (relations === undefined) return { documents: 0, faults: 0, violations: noViolations() }
  const document = await engine.copyTo(documentSql(relations, run.vatRate), path('document'))
  const documents = { ...relations, document: parquet([document.path]) }
  await engine.copyTo(documentLineSql(documents), path('document_line'))
  await engine.copyTo(documentPartSql(documents), path('document_part'))
  await engine.copyTo(documentPeriodSql(documents), path('document_period'))
  const violations = await violationsOf(documents, engine)
  return { documents: document.rows, faults: summary.faults, violations }
}

async function violationsOf(
  relations: Parameters<typeof billingCheckSql>[0],
  engine: Engine,
): Promise<PreparedRun['violations']> {
  const rows = await engine.rows<{ check_name: BillingCheck; violations: bigint }>(billingCheckSql(relations))
  const counts = noViolations()
  for (const { check_name: name, violations } of rows) counts[name] = Number(violations)
  return counts
}

function noViolations(): Record<BillingCheck, number> {
  return Object.fromEntries(BILLING_CHECKS.map((name) => [name, 0])) as Record<BillingCheck, number>
}
