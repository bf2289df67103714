import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { invoiceRun, runInvoices } from '../src/billing/index.ts'
import { importChargeLinks, importChargePrices, importCharges, importSpotPrices } from '../src/charges/index.ts'
import { codeVersion } from '../src/cli/code-version.ts'
import { addDays, monthOf } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { inTransaction, type ImportReport, type RunDefinition, type Runs } from '../src/platform/index.ts'
import type { ExampleTable } from '../src/sandbox/index.ts'
import { importContracts, importCustomers, importSupplyPeriods } from '../src/supply/index.ts'
import type { Hub } from './bench-hub.ts'
import type { BenchMarket } from './country.ts'
import { marketOf, MONTH, schemaStamp } from './prepared-market.ts'
import { secondsOf } from './rounds.ts'
import { billedPoints, supplyTables } from './supply-tables.ts'

/** A month that is priced by a run whose input is pinned and whose invoices are not issued. */
export interface PreparedBills {
  readonly runId: string
  /** Points with a supply period and a contract each. */
  readonly points: number
  readonly lines: number
}

/**
 * Gives every ordinary point of a prepared market a customer, a contract on the spot price and six charges (grid tariff by the hour
 * of the day, rebate, system and transmission tariff, electricity tax, grid subscription), prices the month and finds it right.
 */
export async function prepareBills(
  hub: Hub,
  { dataDir, meteringPoints }: { readonly dataDir: string; readonly meteringPoints: number },
  say: (text: string) => void,
): Promise<PreparedBills> {
  const mark = join(dataDir, `bills-${schemaStamp()}.json`)
  const kept = existsSync(mark) ? (JSON.parse(readFileSync(mark, 'utf8')) as PreparedBills) : undefined
  const market = marketOf(meteringPoints)
  if (kept === undefined) {
    const importing = await secondsOf(() => importSupply(hub, market, join(dataDir, 'supply')))
    say(`${meteringPoints} points: customers, contracts, charges and prices imported in ${importing.toFixed(1)} s`)
  }
  // The files of a step live as long as the directory, the run as long as the database: a kept one is priced again.
  const runId = kept?.runId ?? randomUUID()
  const prepared = { runId, points: [...billedPoints(market)].length, lines: await priceMonth(hub, runId) }
  if (prepared.lines < prepared.points * LINES_AT_LEAST)
    throw new Error(`${prepared.lines} lines were priced for ${prepared.points} points`)
  writeFileSync(`${mark}.new`, JSON.stringify(prepared))
  renameSync(`${mark}.new`, mark)
  return prepared
}

/** Spot, six charges and the supplier's subscription. */
const LINES_AT_LEAST = 8

const IMPORTS: readonly [
  string,
  (path: string, ports: { pool: Hub['ports']['pool']; profile: typeof dk }) => Promise<ImportReport>,
][] = [
  ['charges.csv', importCharges],
  ['charge-prices.csv', importChargePrices],
  ['spot-prices.csv', importSpotPrices],
  ['customers.csv', importCustomers],
  ['contracts.csv', importContracts],
  ['supply-periods.csv', importSupplyPeriods],
  ['charge-links.csv', importChargeLinks],
]

async function importSupply(hub: Hub, market: BenchMarket, directory: string): Promise<void> {
  await importTables(hub, [...market.chargeTables(), ...supplyTables(market)], directory)
}

/** Imports tables by their names, through the code of the import commands. @param directory for their files, removed again */
export async function importTables(
  { ports }: Pick<Hub, 'ports'>,
  tables: readonly ExampleTable[],
  directory: string,
): Promise<void> {
  mkdirSync(directory, { recursive: true })
  const byName = new Map(tables.map((table) => [table.name, table]))
  for (const [name, load] of IMPORTS) {
    const table = byName.get(name)
    if (table === undefined) continue
    const path = join(directory, name)
    writeFileSync(path, csvOf(table))
    const report = await load(path, { pool: ports.pool, profile: dk })
    const refused = report.findings.find(({ severity }) => severity === 'error')
    if (refused !== undefined) throw new Error(`${name} line ${refused.line}: ${refused.message}`)
  }
  rmSync(directory, { recursive: true })
  await ports.pool.query('analyze')
}

function csvOf({ columns, rows }: ExampleTable): string {
  const lines = [columns.join(';')]
  for (const row of rows) lines.push(row.map((field) => field ?? '').join(';'))
  return `${lines.join('\n')}\n`
}

/** Carries out a billing run up to its check and leaves it there. @returns lines */
async function priceMonth(hub: Hub, runId: string): Promise<number> {
  const last = monthOf(MONTH, dk.zone).days.at(-1)
  if (last === undefined) throw new RangeError(`${MONTH} has no days`)
  await runInvoices(
    {
      runId,
      to: last.date,
      issueDate: addDays(last, 5).date,
      sellerId: dk.operatorId ?? '',
      profile: dk,
      createdBy: 'bench',
    },
    { ports: hub.ports, runs: upToCheck(hub), definition: invoiceRun(hub.ports), codeVersion: await codeVersion() },
  )
  const { rows } = await hub.ports.pool.query<{ lines: bigint; faults: bigint }>(
    'select lines, faults from billing.run_priced where run_id = $1',
    [runId],
  )
  if (rows[0]?.faults !== 0n) throw new Error(`${String(rows[0]?.faults)} lines could not be priced`)
  return Number(rows[0].lines)
}

// Steps one after the other as the executor takes them, without its journal, and without those that issue.
function upToCheck({ ports }: Hub): Runs {
  return {
    execute: async ({ steps }: RunDefinition, runId) => {
      const { rows } = await ports.pool.query('select from billing.run_priced where run_id = $1', [runId])
      for (const step of rows.length > 0
        ? []
        : steps.slice(
            0,
            steps.findIndex(({ name }) => name === 'issue'),
          )) {
        const { effect } = await step.execute(runId)
        if (effect !== undefined) await inTransaction(ports.pool, effect)
      }
      return []
    },
    whereabouts: async () => await Promise.resolve('nobody' as const),
    finishPending: async () => {},
    close: async () => {},
  }
}
