import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Transaction } from '../../platform/index.ts'

/**
 * PostgreSQL's binary form of COPY, for rows of integers and a body. As text a body would be twice as long, and the
 * driver reads it character by character.
 */
export interface IntegersAndBody {
  /** int8, or int4 when a number */
  readonly integers: readonly (bigint | number)[]
  readonly body: Uint8Array
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const END = Buffer.from([0xff, 0xff])
const CHUNK_BYTES = 256 * 1024

/** Appends rows. @param table with its columns, the body last: `room.table (a, b, body)` */
export async function copyIn(trx: Transaction, table: string, rows: Iterable<IntegersAndBody>): Promise<void> {
  const copy = trx.query(copyFrom(`copy ${table} from stdin (format binary)`))
  await pipeline(Readable.from(chunksOf(rows)), copy)
}

function* chunksOf(rows: Iterable<IntegersAndBody>): Generator<Buffer, void> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let at = SIGNATURE.copy(chunk)
  for (const row of rows) {
    const length = 2 + row.integers.length * 12 + 4 + row.body.length
    if (at + length > chunk.length) {
      yield chunk.subarray(0, at)
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length))
      at = 0
    }
    at = writeRow(chunk, at, row)
  }
  yield chunk.subarray(0, at)
  yield END
}

function writeRow(chunk: Buffer, start: number, { integers, body }: IntegersAndBody): number {
  let at = chunk.writeInt16BE(integers.length + 1, start)
  for (const integer of integers) {
    if (typeof integer === 'bigint') at = chunk.writeBigInt64BE(integer, chunk.writeInt32BE(8, at))
    else at = chunk.writeInt32BE(integer, chunk.writeInt32BE(4, at))
  }
  at = chunk.writeInt32BE(body.length, at)
  chunk.set(body, at)
  return at + body.length
}

/** A row that was read: its first columns, int4, and its last, a body that is not null. */
export interface ReadRow {
  readonly integers: readonly number[]
  readonly body: Buffer
}

/** Reads the rows of a query whose columns are int4 but for the last, a bytea; none may be null. */
export async function copyOut(trx: Transaction, query: string): Promise<ReadRow[]> {
  const chunks: Buffer[] = []
  const copy = trx.query(copyTo(`copy (${query}) to stdout (format binary)`))
  for await (const chunk of copy as AsyncIterable<Buffer>) chunks.push(chunk)
  return rowsOf(Buffer.concat(chunks))
}

function rowsOf(bytes: Buffer): ReadRow[] {
  const rows: ReadRow[] = []
  let at = SIGNATURE.length
  for (let columns = bytes.readInt16BE(at); columns >= 0; columns = bytes.readInt16BE(at)) {
    at += 2
    const integers: number[] = []
    for (let column = 1; column < columns; column += 1) {
      integers.push(bytes.readInt32BE(at + 4))
      at += 8
    }
    const from = at + 4
    at = from + bytes.readInt32BE(at)
    rows.push({ integers, body: bytes.subarray(from, at) })
  }
  return rows
}
