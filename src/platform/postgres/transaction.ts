import type pg from 'pg'
import { toDatabaseError } from './database-error.ts'
import type { Pool } from './pool.ts'
import { insideTransaction, outsideTransaction, refuseInsideTransaction } from './transaction-scope.ts'

declare const transactionBrand: unique symbol

/** The handle of a transaction that is under way: the only way to the database inside of it. A pool does not pass for it. */
export type Transaction = Pick<pg.ClientBase, 'query'> & { readonly [transactionBrand]: true }

/** How a transaction runs. */
export interface TransactionOptions {
  /** `read committed` when absent; `repeatable read` sees one state of the database in all its statements */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  /** refuses every write */
  readonly readOnly?: boolean
  /** allowed although another transaction of ours is under way: it sees only what is committed, and takes a second connection */
  readonly beside?: boolean
  /** longest a statement in it may run; as the pool says when absent */
  readonly statementTimeoutMs?: number
}

/**
 * Runs `work` in one transaction: all of it is committed when it returns, none when it throws.
 * @throws what `work` throws; GridbookError DATABASE_UNAVAILABLE or STORAGE_FULL when that is why
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (trx: Transaction) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  if (options.beside !== true) refuseInsideTransaction()
  const client = await outsideTransaction(() => pool.connect()).catch((cause: unknown) => {
    throw toDatabaseError(cause)
  })
  let broken: Error | undefined
  const onError = (cause: Error): void => {
    broken = cause
  }
  client.on('error', onError)
  try {
    await begin(client, options)
    const value = await insideTransaction(() => work(client as unknown as Transaction))
    await commit(client)
    return value
  } catch (cause) {
    // A connection that cannot roll back is thrown away; the server then rolls back by itself.
    await client.query('rollback').catch((fault: Error) => {
      broken = fault
    })
    throw toDatabaseError(cause)
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

// PostgreSQL answers ROLLBACK, without an error, to the commit of a transaction in which a statement had failed.
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit')
  if (command !== 'COMMIT') throw new Error('the transaction was rolled back: a statement in it had failed unnoticed')
}

async function begin(client: pg.PoolClient, options: TransactionOptions): Promise<void> {
  const modes = [
    `isolation level ${options.isolation ?? 'read committed'}`,
    ...(options.readOnly === true ? ['read only'] : []),
  ]
  await client.query(`begin ${modes.join(', ')}`)
  if (options.statementTimeoutMs !== undefined) {
    await client.query(`set local statement_timeout = ${Math.trunc(options.statementTimeoutMs)}`)
  }
}
