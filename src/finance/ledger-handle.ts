import type { Pool, Transaction } from '../platform/index.ts'

/** What can be asked for rows: a pool, or the transaction that is under way. */
export type LedgerHandle = Pick<Pool, 'query'> | Transaction
