import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Transaction } from './transaction.ts'

// One chunk a row costs PostgreSQL's protocol 16 times the time of chunks of a thousand.
const ROWS_A_CHUNK = 1_000

/**
 * Appends rows with COPY, in the caller's transaction.
 * @param table with its columns: `room.table (a, b)`
 * @param rows each as the texts of its fields; null is NULL
 */
export async function copyRows(
  trx: Transaction,
  table: string,
  rows: Iterable<readonly (string | null)[]>,
): Promise<void> {
  const copy = trx.query(copyFrom(`copy ${table} from stdin`))
  await pipeline(Readable.from(chunks(rows)), copy)
}

/**
 * Writes the rows of a SELECT to a file as CSV without a header, NULL being nothing between two commas: what the engine's
 * `delimitedText` reads. COPY takes no parameters, so the SELECT has its values in it.
 */
export async function copyRowsToFile(trx: Transaction, select: string, path: string): Promise<void> {
  const copy = trx.query(copyTo(`copy (${select}) to stdout (format csv)`))
  await pipeline(copy, createWriteStream(path))
}

function* chunks(rows: Iterable<readonly (string | null)[]>): Generator<string> {
  let lines: string[] = []
  for (const row of rows) {
    lines.push(row.map(toCopyField).join('\t'))
    if (lines.length < ROWS_A_CHUNK) continue
    yield `${lines.join('\n')}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}

const SPECIAL = /[\\\t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A field in COPY's text format. */
function toCopyField(value: string | null): string {
  if (value === null) return '\\N'
  return SPECIAL.test(value) ? value.replaceAll(/[\\\t\n\r]/g, (c) => ESCAPES[c] ?? c) : value
}
