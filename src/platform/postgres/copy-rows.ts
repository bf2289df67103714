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

/**
 * Writes the texts of a SELECT of one column to a file, each as a line, below a header.
 * @param wanted.select its texts hold no line break
 * @returns lines below the header
 */
export async function copyLinesToFile(
  trx: Transaction,
  { select, path, header }: { readonly select: string; readonly path: string; readonly header: string },
): Promise<number> {
  // Characters that no text holds for those that COPY would quote and divide fields by: each text comes as it is.
  const copy = trx.query(
    copyTo(
      `copy (${select}) to stdout (format csv, quote e'\\x01', escape e'\\x01', delimiter e'\\x02', null e'\\x03')`,
    ),
  )
  const file = createWriteStream(path)
  file.write(`${header}\n`)
  await pipeline(copy, file)
  return copy.rowCount
}

function* chunks(rows: Iterable<readonly (string | null)[]>): Generator<string> {
  let lines: string[] = []
  for (const row of rows) {
    lines.push(toCopyLine(row))
    if (lines.length < ROWS_A_CHUNK) continue
    yield `${lines.join('\n')}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}

const NULL = '\\N'
const SPECIAL = /[\\\t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A row in COPY's text format. Hardly any has a character to be escaped: all its fields are looked at in one go. */
function toCopyLine(row: readonly (string | null)[]): string {
  if (SPECIAL.test(row.join(''))) return row.map(toCopyField).join('\t')
  let line = row[0] ?? NULL
  for (let n = 1; n < row.length; n += 1) line += `\t${row[n] ?? NULL}`
  return line
}

/** A field in COPY's text format. */
function toCopyField(value: string | null): string {
  if (value === null) return NULL
  return SPECIAL.test(value) ? value.replaceAll(/[\\\t\n\r]/g, (c) => ESCAPES[c] ?? c) : value
}
