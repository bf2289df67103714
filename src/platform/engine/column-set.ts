import { DuckDBTypeId } from '@duckdb/node-api'
import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from '@duckdb/node-api'
import ddb from '@duckdb/node-bindings'
import type { ColumnSet } from './engine.ts'

/**
 * The columns of a result, each copied in one piece when it is asked for. Where a value is absent, the number at its place
 * means nothing.
 */
export class ResultColumns implements ColumnSet {
  readonly rowCount: number
  readonly #chunks: readonly DuckDBDataChunk[]
  readonly #columns: ReadonlyMap<string, { readonly at: number; readonly type: DuckDBType }>

  constructor(result: DuckDBResult, chunks: readonly DuckDBDataChunk[]) {
    const types = result.columnTypes()
    this.rowCount = chunks.reduce((rows, chunk) => rows + chunk.rowCount, 0)
    this.#chunks = chunks
    this.#columns = new Map(
      result.columnNames().flatMap((name, at) => {
        const type = types[at]
        return type === undefined ? [] : [[name, { at, type }]]
      }),
    )
  }

  int32(name: string): Int32Array {
    const values = new Int32Array(this.rowCount)
    this.#copyInto(new Uint8Array(values.buffer), this.#numbered(name, 4), 4)
    return values
  }

  int64(name: string): BigInt64Array {
    const values = new BigInt64Array(this.rowCount)
    this.#copyInto(new Uint8Array(values.buffer), this.#numbered(name, 8), 8)
    return values
  }

  text(name: string): (string | null)[] {
    const { at, type } = this.#column(name)
    if (type.typeId !== DuckDBTypeId.VARCHAR) throw wrongType(name, type, 'text')
    return this.#chunks.flatMap((chunk) => chunk.getColumnValues(at) as (string | null)[])
  }

  presence(name: string): (row: number) => boolean {
    const { at } = this.#column(name)
    const present = new Uint8Array(this.rowCount).fill(1)
    let first = 0
    for (const { chunk, rowCount } of this.#chunks) {
      const bits = validityBits(ddb.data_chunk_get_vector(chunk, at), rowCount)
      bits?.subarray(0, Math.ceil(rowCount / 8)).forEach((byte, b) => {
        for (let r = 8 * b; r < Math.min(8 * b + 8, rowCount); r += 1) present[first + r] = (byte >> (r & 7)) & 1
      })
      first += rowCount
    }
    return (row) => present[row] === 1
  }

  #copyInto(target: Uint8Array, at: number, width: number): void {
    let first = 0
    for (const { chunk, rowCount } of this.#chunks) {
      target.set(ddb.vector_get_data(ddb.data_chunk_get_vector(chunk, at), rowCount * width), first * width)
      first += rowCount
    }
  }

  #numbered(name: string, width: 4 | 8): number {
    const { at, type } = this.#column(name)
    if (bytesOf(type) !== width) throw wrongType(name, type, `integers of ${width} bytes`)
    return at
  }

  #column(name: string): { readonly at: number; readonly type: DuckDBType } {
    const column = this.#columns.get(name)
    if (column === undefined) throw new RangeError(`the result has no column ${name}`)
    return column
  }
}

// The binding answers null, which its types do not say, when no row of the vector is absent.
function validityBits(vector: ddb.Vector, rowCount: number): Uint8Array | null {
  return ddb.vector_get_validity(vector, Math.ceil(rowCount / 64) * 8)
}

function bytesOf(type: DuckDBType): number | undefined {
  switch (type.typeId) {
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.DATE:
      return 4
    case DuckDBTypeId.BIGINT:
      return 8
    case DuckDBTypeId.DECIMAL:
      return type.width > 9 && type.width <= 18 ? 8 : undefined
    default:
      return undefined
  }
}

function wrongType(name: string, type: DuckDBType, wanted: string): RangeError {
  return new RangeError(`column ${name} of type ${String(type)} does not hold ${wanted}`)
}
