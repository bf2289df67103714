import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { invoiceRun } from '../src/billing/index.ts'
import { inTransaction, type Transaction } from '../src/platform/index.ts'
import { openBenchHub, type Hub } from './bench-hub.ts'
import type { BenchOptions } from './options.ts'
import { prepareBills } from './prepared-bills.ts'
import type { PreparedMarket } from './prepared-market.ts'
import { judged, medianOf, ratioOf, type BenchResult } from './result.ts'
import { interleaved, secondsOf } from './rounds.ts'

const AT_MOST_TIMES_COPY = 5

/** What issuing fills, but for a row or two of each run. */
const TABLES = [
  'billing.invoice',
  'billing.invoice_line',
  'billing.invoice_vat',
  'billing.billed_period',
  'finance.journal_entry',
  'finance.journal_line',
] as const

/**
 * The issue step of a billing run over COPY of the rows that it leaves behind. Both are undone after each round, so that every round
 * finds the same tables, without an invoice in them.
 */
export async function measureIssueInvoices(
  market: PreparedMarket,
  { rounds, threads }: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult> {
  const hub = await openBenchHub({ dataDir: market.dataDir, threads })
  const directory = join(market.dataDir, 'issued-rows')
  try {
    const bills = await prepareBills(hub, market, say)
    await mkdir(directory, { recursive: true })
    const rows = await writeIssuedRows(hub, bills.runId, directory)
    await makeCopies(hub)
    const samples = await interleaved(
      rounds,
      { issue: () => issueSeconds(hub, bills.runId), copy: () => copySeconds(hub, directory) },
      (text) => say(`issue invoices, ${text}`),
    )
    return judged(
      {
        name: 'issue-invoices',
        ratio: ratioOf(samples.issue, samples.copy),
        median: medianOf(samples.issue),
        unit: 's',
        rounds,
        note: `${TABLES.map((table) => `${rows.get(table) ?? 0} rows of ${table}`).join(', ')}; COPY of the same rows takes ${medianOf(samples.copy).toFixed(3)} s`,
      },
      { sense: '<=', bound: AT_MOST_TIMES_COPY },
    )
  } finally {
    await hub.ports.pool.query('drop schema if exists bench_issue cascade')
    await hub.close()
    await rm(directory, { recursive: true, force: true })
  }
}

/** Issues once and writes what it stored to a file for each table. @returns rows by table */
async function writeIssuedRows({ ports }: Hub, runId: string, directory: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const effect = await issueEffect({ ports }, runId)
  await undone({ ports }, async (trx) => {
    await effect(trx)
    for (const table of TABLES) {
      const copy = trx.query(copyTo(`copy ${table} to stdout`))
      await pipeline(copy, createWriteStream(join(directory, table)))
      counts.set(table, copy.rowCount)
    }
  })
  return counts
}

async function issueSeconds({ ports }: Pick<Hub, 'ports'>, runId: string): Promise<number> {
  let seconds = 0
  const startedMs = performance.now()
  const effect = await issueEffect({ ports }, runId)
  await undone({ ports }, async (trx) => {
    await effect(trx)
    seconds = (performance.now() - startedMs) / 1000
  })
  for (const table of TABLES) await ports.pool.query(`vacuum ${table}`)
  return seconds
}

/** What the issue step does in its transaction, with the checks that COMMIT would make. */
async function issueEffect({ ports }: Pick<Hub, 'ports'>, runId: string): Promise<(trx: Transaction) => Promise<void>> {
  const step = invoiceRun(ports).steps.find(({ name }) => name === 'issue')
  const { effect } = (await step?.execute(runId)) ?? {}
  if (effect === undefined) throw new Error('the billing run has no step that issues')
  return async (trx) => {
    await effect(trx)
    await trx.query('set constraints all immediate')
  }
}

/** Tables of the same columns, checks and indexes, without the triggers and foreign keys that issuing has to satisfy. */
async function makeCopies({ ports: { pool } }: Hub): Promise<void> {
  await pool.query('drop schema if exists bench_issue cascade')
  await pool.query('create schema bench_issue')
  for (const table of TABLES) await pool.query(`create table ${copyOf(table)} (like ${table} including all)`)
}

function copyOf(table: string): string {
  return `bench_issue.${table.replace('.', '_')}`
}

async function copySeconds({ ports }: Hub, directory: string): Promise<number> {
  let seconds = 0
  await undone({ ports }, async (trx) => {
    seconds = await secondsOf(async () => {
      for (const table of TABLES) {
        const copy = trx.query(copyFrom(`copy ${copyOf(table)} from stdin`))
        await pipeline(createReadStream(join(directory, table), { highWaterMark: 1 << 20 }), copy)
      }
    })
  })
  for (const table of TABLES) await ports.pool.query(`vacuum ${copyOf(table)}`)
  return seconds
}

class Undone extends Error {
  override readonly name = 'Undone'
}

/** Does the work in a transaction and rolls it back. */
async function undone({ ports }: Pick<Hub, 'ports'>, work: (trx: Transaction) => Promise<void>): Promise<void> {
  try {
    await inTransaction(ports.pool, async (trx) => {
      await work(trx)
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
  }
}
