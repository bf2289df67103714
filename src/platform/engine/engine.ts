/** Types that columns of lake tables have. Floating point is not among them, nor is HUGEINT: Parquet would hold it as DOUBLE. */
export type ColumnType =
  | 'INTEGER'
  | 'BIGINT'
  | 'SMALLINT'
  | 'BOOLEAN'
  | 'DATE'
  | 'VARCHAR'
  | `DECIMAL(${number},${number})`

/** One column of a table: its name and its type. */
export interface ColumnSpec {
  readonly name: string
  readonly type: ColumnType
}

/**
 * One column's values in memory, in the engine's own layout: INTEGER Int32Array, DATE Int32Array of days since 1970-01-01,
 * SMALLINT Int16Array, BOOLEAN Uint8Array of 0 and 1, BIGINT and DECIMAL (up to 18 digits) BigInt64Array of scaled integers,
 * VARCHAR strings.
 */
export interface Column extends ColumnSpec {
  readonly data: Int32Array | Int16Array | Uint8Array | BigInt64Array | readonly (string | null)[]
  /** one bit a row in 64-bit words, row r is bit r mod 64 of word r div 64, 1 = present; without it every row is (a null string never is) */
  readonly validity?: BigUint64Array
}

/** A Parquet file that stands complete and durable under its name. */
export interface WrittenFile {
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

/** A result as columns in memory, for code that goes over many rows. @throws RangeError for a name or type that the result does not have */
export interface ColumnSet {
  readonly rowCount: number
  /** INTEGER, or DATE as days since 1970-01-01; what stands at a NULL means nothing */
  int32(name: string): Int32Array
  /** BIGINT, or DECIMAL(10..18,s) as scaled integers; what stands at a NULL means nothing */
  int64(name: string): BigInt64Array
  /** VARCHAR; NULL is null */
  text(name: string): (string | null)[]
  /** which rows of a column have a value */
  presence(name: string): (row: number) => boolean
}

/** What computes over the lake: one SELECT at a time from named files or tables into rows or a file. */
export interface Engine {
  /** Runs one statement without a result. */
  run(sql: string): Promise<void>
  /**
   * All rows as plain objects: DECIMAL and DATE as text, BIGINT and HUGEINT as bigint, INTEGER as number, VARCHAR as string,
   * BOOLEAN as boolean, lists as arrays, NULL as null. A floating-point column is refused.
   */
  rows<Row extends Record<string, unknown>>(sql: string): Promise<Row[]>
  /** The result as columns in memory. */
  columns(sql: string): Promise<ColumnSet>
  /**
   * The result in parts of some thousand rows, each made when it is asked for, so that memory stays bounded however many
   * rows there are. Leaving the loop early ends the statement.
   */
  parts(sql: string): AsyncIterable<ColumnSet>
  /**
   * One model: a SELECT with its own ORDER BY becomes one Parquet file, which appears under its name complete or not at
   * all. A floating-point column (a HUGEINT becomes one) is refused.
   */
  copyTo(select: string, path: string): Promise<WrittenFile>
  /** Columns in memory become one Parquet file, in the given row order; the same promise as copyTo. */
  writeParquet(path: string, rowCount: number, columns: readonly Column[]): Promise<WrittenFile>
  /** Takes no further calls, waits for those under way and frees all memory. */
  close(): Promise<void>
}

/** What an engine may use of the machine. */
export interface EngineOptions {
  readonly threads: number
  /** such as `4GB`; without it 80 % of the machine's memory */
  readonly memoryLimit?: string
  /** where it spills what does not fit in memory; created when needed */
  readonly tempDir: string
}
