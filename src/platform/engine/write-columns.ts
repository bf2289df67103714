import { setImmediate as letOthersRun } from 'node:timers/promises'
import { DuckDBDataChunk } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import ddb from '@duckdb/node-bindings'
import { assertColumn, bytesPerValue } from './column-layout.ts'
import type { Column } from './engine.ts'
import { carrierType } from './column-layout.ts'

const CHUNK_ROWS = ddb.vector_size()

/** After so many chunks (some 20 ms for 100 columns) other work of the process gets its turn. */
const CHUNKS_WITHOUT_PAUSE = 8

/**
 * Appends columns in memory to a table whose columns have their carrier types, chunk by chunk, each column with one
 * copy of memory (strings value by value).
 * @throws RangeError when a column has too few values or another layout than its type
 */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  rowCount: number,
  columns: readonly Column[],
): Promise<void> {
  for (const column of columns) assertColumn(column, rowCount)
  const appender = await connection.createAppender(table)
  const chunk = new DuckDBDataChunk(ddb.create_data_chunk(columns.map(carrierType)))
  for (let first = 0, n = 1; first < rowCount; first += CHUNK_ROWS, n += 1) {
    const count = Math.min(CHUNK_ROWS, rowCount - first)
    chunk.reset()
    columns.forEach((column, c) => {
      fillVector(ddb.data_chunk_get_vector(chunk.chunk, c), column, first, count)
    })
    chunk.rowCount = count
    appender.appendDataChunk(chunk)
    if (n % CHUNKS_WITHOUT_PAUSE === 0) await letOthersRun()
  }
  appender.closeSync()
}

function fillVector(vector: ddb.Vector, column: Column, first: number, count: number): void {
  const { data, validity } = column
  if (isStrings(data)) return fillStrings(vector, data, validity, first, count)
  const width = bytesPerValue(column.type)
  const values = unshared(data.buffer, data.byteOffset + first * width, count * width)
  ddb.copy_data_to_vector(vector, 0, values.buffer, values.offset, values.bytes)
  if (validity !== undefined) fillValidity(vector, validity, first, count)
}

function fillStrings(
  vector: ddb.Vector,
  data: readonly (string | null)[],
  validity: BigUint64Array | undefined,
  first: number,
  count: number,
): void {
  const present = new BigUint64Array(Math.ceil(count / 64))
  const bytes = new Uint8Array(present.buffer)
  for (let r = 0; r < count; r += 1) {
    const text = data[first + r] ?? null
    if (text === null || !isPresent(validity, first + r)) continue
    ddb.vector_assign_string_element(vector, r, text)
    bytes[r >> 3] = (bytes[r >> 3] ?? 0) | (1 << (r & 7))
  }
  fillValidity(vector, present, 0, count)
}

function isPresent(validity: BigUint64Array | undefined, row: number): boolean {
  if (validity === undefined) return true
  const byte = new Uint8Array(validity.buffer, validity.byteOffset)[row >> 3] ?? 0
  return ((byte >> (row & 7)) & 1) === 1
}

// A chunk starts at a multiple of 2,048 rows, so its validity starts at a whole word.
function fillValidity(vector: ddb.Vector, validity: BigUint64Array, first: number, count: number): void {
  const bits = unshared(validity.buffer, validity.byteOffset + first / 8, Math.ceil(count / 64) * 8)
  ddb.vector_ensure_validity_writable(vector)
  ddb.copy_data_to_vector_validity(vector, 0, bits.buffer, bits.offset, bits.bytes)
}

// The binding takes plain memory only; memory shared between threads is copied, one vector at a time.
function unshared(
  buffer: ArrayBufferLike,
  offset: number,
  bytes: number,
): { buffer: ArrayBuffer; offset: number; bytes: number } {
  if (buffer instanceof ArrayBuffer) return { buffer, offset, bytes }
  const copy = new ArrayBuffer(bytes)
  new Uint8Array(copy).set(new Uint8Array(buffer, offset, bytes))
  return { buffer: copy, offset: 0, bytes }
}

function isStrings(data: Column['data']): data is readonly (string | null)[] {
  return Array.isArray(data)
}
