import { rm } from 'node:fs/promises'
import { GridbookError } from '../../kernel/index.ts'
import { currentSeq, type RunDefinition, type StepResult } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { BILLING_CHECKS } from '../models/billing-check.ts'
import { issueInvoices } from './issue-invoices.ts'
import { preparedAs } from './prepare-run.ts'
import { priceRun, runDirectory } from './price-run.ts'
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
  const { summary } = await priceRun(runId, ports)
  const { lines, faults, amountOre, digest } = summary
  return {
    rows: lines,
    effect: async (trx) => {
      await trx.query(
        'insert into billing.run_priced (run_id, lines, faults, amount_ore, digest) values ($1, $2, $3, $4, $5)',
        [runId, lines, faults, amountOre, digest],
      )
    },
  }
}

async function check(runId: string, ports: BillingPorts): Promise<StepResult> {
  const { violations } = await preparedAs(runId, ports)
  const broken = BILLING_CHECKS.filter((name) => violations[name] > 0)
  if (broken.length > 0) {
    const found = broken.map((name) => `${name}: ${violations[name]}`).join('; ')
    throw new GridbookError('IDENTITY_BROKEN', `billing run ${runId} issues nothing: ${found}`)
  }
  return {
    rows: BILLING_CHECKS.length,
    effect: async (trx) => {
      await trx.query(
        'insert into billing.run_check (run_id, check_name, violations) select $1, unnest($2::text[]), 0',
        [runId, BILLING_CHECKS],
      )
    },
  }
}

async function issue(runId: string, ports: BillingPorts): Promise<StepResult> {
  const run = await readRun(ports.pool, runId)
  const ready = await preparedAs(runId, ports)
  return {
    rows: ready.documents,
    effect: (trx) => issueInvoices(trx, run, ready, ports),
    afterwards: () => rm(runDirectory(runId, ports), { recursive: true, force: true }),
  }
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
