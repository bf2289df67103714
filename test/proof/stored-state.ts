import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inTransaction, parquet, type Transaction } from '../../src/platform/index.ts'
import type { LookOptions, LookPorts } from './look-ports.ts'
import { deliveredDays } from './stored-deliveries.ts'
import { strayBatches, wrongFiles } from './stored-files.ts'
import { readingDays } from './stored-readings.ts'

/** What is stored after a job, as far as it must not depend on how often the job was interrupted. */
export interface StoredState {
  readonly documents: number
  /** Accepted transactions; each of the example market's states one day. */
  readonly transactions: number
  readonly deliveries: number
  /** Days as they now stand. */
  readonly readingDays: number
  readonly calculations: number
  readonly publications: number
  /** Hash of the readings as they now stand, ordered by metering point and day. */
  readonly readings: string
  /** Hash of the ordered energy results, without the calculation's number. */
  readonly results: string
  /** Hashes of the files that hold them. */
  readonly resultFiles: readonly string[]
}

/** What is stored, and what is wrong with it by itself; `faults` must be empty whatever was killed before. */
export interface Look {
  readonly state: StoredState
  readonly faults: readonly string[]
}

/** Looks at what is stored: a document without its deliveries, a row that stands twice, a missing file are faults. */
export async function storedState(options: LookOptions, ports: LookPorts): Promise<Look> {
  return await inTransaction(ports.pool, (trx) => look(trx, options, ports), { isolation: 'repeatable read' })
}

async function look(trx: Transaction, options: LookOptions, ports: LookPorts): Promise<Look> {
  const counts = await countRows(trx)
  const readings = await readingDays(trx, options, ports)
  const deliveries = await deliveredDays(trx, options.month, ports)
  const results = await calculationResults(trx, options, ports)
  const faults = [
    ...(await wrongFiles(trx, ports.lake)),
    ...(options.swept ? await strayBatches(trx, ports.lake) : []),
    ...differ('accepted transactions and deliveries', counts.delivered, deliveries.rows),
    ...differ('accepted transactions and used-up ids', counts.transactions, counts.transactionKeys),
    ...differ('deliveries and different transactions', deliveries.rows, deliveries.transactions),
    ...differ('delivered days and reading days', deliveries.days, readings.rows),
    ...differ('reading days and different days', readings.rows, readings.days),
    ...differ('calculations and files of results', counts.resultBatches, results.paths),
  ]
  const { documents, transactions, calculations, publications } = counts
  return {
    state: {
      documents,
      transactions,
      deliveries: deliveries.rows,
      readingDays: readings.rows,
      calculations,
      publications,
      readings: readings.hash,
      results: results.hash,
      resultFiles: results.fileHashes,
    },
    faults,
  }
}

function differ(what: string, one: number, other: number): string[] {
  return one === other ? [] : [`${what}: ${one} and ${other}`]
}

const COUNTED = {
  documents: 'select count(*) from measurements.document',
  transactions: 'select coalesce(sum(accepted), 0)::bigint from measurements.document',
  // Messages about metering points are logged beside the readings, and state none.
  delivered: 'select coalesce(sum(accepted), 0)::bigint from measurements.document where points > 0',
  transactionKeys: 'select count(*) from measurements.transaction_key',
  calculations: 'select count(*) from settlement.calculation_result',
  resultBatches: 'select count(*) from settlement.calculation_batch',
  publications: 'select count(*) from settlement.publication',
} as const

async function countRows(trx: Transaction): Promise<Record<keyof typeof COUNTED, number>> {
  const columns = Object.entries(COUNTED).map(([name, query]) => `(${query}) as "${name}"`)
  const { rows } = await trx.query<Record<keyof typeof COUNTED, bigint>>(`select ${columns.join(', ')}`)
  const [row] = rows
  if (row === undefined) throw new Error('a count gave no row')
  const count = (name: keyof typeof COUNTED): number => Number(row[name])
  return {
    documents: count('documents'),
    transactions: count('transactions'),
    delivered: count('delivered'),
    transactionKeys: count('transactionKeys'),
    calculations: count('calculations'),
    resultBatches: count('resultBatches'),
    publications: count('publications'),
  }
}

/** What a result does not say of itself: its calculation's number, and what the path of its file is made of. */
const NOT_OF_THE_RESULT = ['calculation_version', 'month', 'batch']

const RESULT_TABLES = [
  'energy_result_day',
  'amount_per_charge_day',
  'monthly_amount_per_charge',
  'total_monthly_amount',
] as const

/** Files of results of all tables, and a hash of their rows, without what differs from run to run. */
async function calculationResults(
  trx: Transaction,
  { month, hashes }: LookOptions,
  { lake, engine }: LookPorts,
): Promise<{ readonly paths: number; readonly hash: string; readonly fileHashes: readonly string[] }> {
  const all: string[] = []
  const rowHashes: string[] = []
  for (const table of RESULT_TABLES) {
    const paths = (await lake.batches(trx, table, [month])).flatMap((batch) => batch.files.map((file) => file.path))
    all.push(...paths)
    if (paths.length === 0 || !hashes) continue
    const [found] = await engine.rows<{ hash: string }>(`
      select sha256(string_agg(cast(r as varchar), chr(10) order by cast(r as varchar))) as hash
      from (select columns(c -> c not in (${NOT_OF_THE_RESULT.map((name) => `'${name}'`).join(', ')})) from ${parquet(paths)}) r`)
    rowHashes.push(`${table} ${found?.hash ?? ''}`)
  }
  return {
    paths: all.length,
    hash: rowHashes.length === 0 ? '' : createHash('sha256').update(rowHashes.join(' ')).digest('hex'),
    fileHashes: hashes ? all.map((path) => createHash('sha256').update(readFileSync(path)).digest('hex')) : [],
  }
}
