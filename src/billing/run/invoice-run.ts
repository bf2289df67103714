import { rm } from 'node:fs/promises'
import { GridbookError } from '../../kernel/index.ts'
import { currentSeq, type RunDefinition, type StepResult, type Transaction } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { BILLING_CHECKS } from '../models/billing-check.ts'
import { issueInvoices } from './issue-invoices.ts'
import { preparedBefore, prepareRun, runDirectory, type PreparedRun, type PricedSummary } from './prepare-run.ts'
import { readRun } from './run-store.ts'

/** The run that prices open days and issues their invoices: pin, price, check, issue, notify. */
export function invoiceRun(ports: BillingPorts): RunDefinition {
  return {
    name: 'invoices',
    steps: [
      { name: 'pin', execute: (id) => pin(id) },
      { name: 'price', execute: (id) => price(id, ports) },
      { name: 'check', execute: (id) => check(id, ports) },
      { name: 'issue', execute: (id) => issue(id, ports) },
      { name: 'notify', execute: (id) => notify(id, ports) },
    ],
  }
}

/** Pins what is known now: commits that come later do not enter. */
async function pin(runId: string): Promise<StepResult> {
  return {
    rows: 1,
    effect: async (trx) => {
      await trx.query('insert into billing.run_input (run_id, input_seq) values ($1, $2)', [
        runId,
        await currentSeq(trx),
      ])
    },
  }
}

async function price(runId: string, ports: BillingPorts): Promise<StepResult> {
  const { summary } = await prepareRun(await readRun(ports.pool, runId), ports)
  return { rows: summary.lines, effect: (trx) => recordPriced(trx, runId, summary) }
}

async function recordPriced(trx: Transaction, runId: string, summary: PricedSummary): Promise<void> {
  await trx.query(
    'insert into billing.run_priced (run_id, lines, faults, amount_ore, digest) values ($1, $2, $3, $4, $5)',
    [runId, summary.lines, summary.faults, summary.amountOre, summary.digest],
  )
  for (const name of BILLING_CHECKS) {
    await trx.query('insert into billing.run_check (run_id, check_name, violations) values ($1, $2, $3)', [
      runId,
      name,
      summary.violations[name],
    ])
  }
}

async function check(runId: string, { pool }: BillingPorts): Promise<StepResult> {
  const { rows } = await pool.query<{ check_name: string; violations: bigint }>(
    'select check_name, violations from billing.run_check where run_id = $1 order by check_name',
    [runId],
  )
  const broken = rows.filter((row) => row.violations > 0n)
  if (broken.length > 0) {
    const found = broken.map((row) => `${row.check_name}: ${row.violations}`).join('; ')
    throw new GridbookError('IDENTITY_BROKEN', `billing run ${runId} issues nothing: ${found}`)
  }
  return { rows: rows.length }
}

async function issue(runId: string, ports: BillingPorts): Promise<StepResult> {
  const run = await readRun(ports.pool, runId)
  const prepared = (await preparedBefore(runId, ports)) ?? (await preparedAgain(runId, ports))
  return {
    rows: prepared.summary.documents,
    effect: (trx) => issueInvoices(trx, run, prepared, ports),
    afterwards: () => rm(runDirectory(runId, ports), { recursive: true, force: true }),
  }
}

/** Where the files of an earlier step are gone they are made again, and must say the same. */
async function preparedAgain(runId: string, ports: BillingPorts): Promise<PreparedRun> {
  const prepared = await prepareRun(await readRun(ports.pool, runId), ports)
  const { rows } = await ports.pool.query<{ digest: string }>(
    'select digest from billing.run_priced where run_id = $1',
    [runId],
  )
  if (rows[0]?.digest !== prepared.summary.digest)
    throw new GridbookError('IDENTITY_BROKEN', `billing run ${runId} priced the same input differently a second time`)
  return prepared
}

async function notify(runId: string, ports: BillingPorts): Promise<StepResult> {
  return {
    rows: 1,
    effect: async (trx) => {
      await trx.query('select pg_notify($1, $2)', ['invoices_issued', runId])
    },
    afterwards: () => rm(runDirectory(runId, ports), { recursive: true, force: true }),
  }
}
