import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Transaction } from '../../platform/index.ts'

/**
 * Appends rows that are in COPY's text format already, in the caller's transaction.
 * @param table with its columns: `room.table (a, b)`
 * @param chunks each of some thousand rows, every row ended by a line feed
 */
export async function copyText(trx: Transaction, table: string, chunks: AsyncIterable<string>): Promise<void> {
  const copy = trx.query(copyFrom(`copy ${table} from stdin`))
  await pipeline(Readable.from(chunks), copy)
}
