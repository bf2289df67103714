import pg from 'pg'
import { refuseInsideTransaction } from './transaction-scope.ts'

/** Connections to one database. Within a transaction only its own handle may be used; the pool then throws. */
export type Pool = pg.Pool

/** How a pool behaves; a time of 0 means without limit. */
export interface PoolOptions {
  /** most connections at a time; 10 when absent */
  readonly max?: number
  /** longest a statement may run; 10 minutes when absent */
  readonly statementTimeoutMs?: number
  /** longest a transaction may wait for its program; 2 minutes when absent */
  readonly idleInTransactionTimeoutMs?: number
  /** shown in pg_stat_activity */
  readonly applicationName?: string
}

/**
 * Opens a pool. Values come back as: bigint for int8 (also in arrays), text for numeric and date (`YYYY-MM-DD`), Date for
 * timestamptz. Connections are made when needed: a database that is away shows at the first query.
 */
export function openPool(url: string, options: PoolOptions = {}): Pool {
  const pool = new GuardedPool({
    connectionString: url,
    max: options.max ?? 10,
    statement_timeout: options.statementTimeoutMs ?? 600_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 120_000,
    connectionTimeoutMillis: 30_000,
    application_name: options.applicationName ?? 'gridbook',
    types: { getTypeParser: exactTypeParser },
  })
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

class GuardedPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(
    callback: (err: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): void
  override connect(
    callback?: (err: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): Promise<pg.PoolClient> | void {
    refuseInsideTransaction() // query() comes through here as well
    return callback === undefined ? super.connect() : super.connect(callback)
  }
}

const INT8 = 20
const INT8_ARRAY = 1016
const DATE = 1082
const DATE_ARRAY = 1182
const NUMERIC_ARRAY = 1231
const TEXT_ARRAY: number = 1009
const textArrayParser = (pg.types.getTypeParser as (oid: number) => (text: string) => (string | null)[])(TEXT_ARRAY)

const parsersByOid = new Map<number, (text: string) => unknown>([
  [INT8, BigInt],
  [INT8_ARRAY, (text) => texts(text).map((item) => (item === null ? null : BigInt(item)))],
  [DATE, (text) => text],
  [DATE_ARRAY, texts],
  [NUMERIC_ARRAY, texts],
])

// The parsers of the driver make floats of numeric[] and local midnights of dates, which lose digits and days.
const exactTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  const parser = format === 'binary' ? undefined : parsersByOid.get(oid)
  return parser ?? pg.types.getTypeParser(oid, format)
}) as typeof pg.types.getTypeParser

function texts(text: string): (string | null)[] {
  return textArrayParser(text)
}
