import type { Finding, Result } from '../../kernel/index.ts'
import type { ColumnSet, CsvText } from '../../platform/index.ts'

/** A file of metering points, whatever its format: rows as texts that are split when they are looked at. */
export type PointFile = {
  /** the columns as the file writes them, in lower case */
  readonly header: readonly string[]
  /** what stands between the fields of a file of its refused rows */
  readonly delimiter: string
  /** faults of the header, for which no row is read */
  readonly findings: readonly Finding[]
  /** SHA-256 of the bytes, small hexadecimal digits */
  readonly sha256: string
  /** rows at most; a file of CSV may have empty lines among them */
  readonly rows: number
  /** the rows in the order of the file, a part at a time */
  readonly texts: () => AsyncIterable<readonly CsvText[]>
  /** the fields of a row, one for each column of the header, or why it cannot be read */
  readonly fieldsOf: (row: CsvText) => Result<readonly string[], Finding>
  /** the rows for the engine, which puts them in order */
  readonly ordered: () => Promise<OrderedRows>
}

/** Rows as a relation of the engine, so that any number of them can be sorted in bounded memory. */
export type OrderedRows = {
  /** line INTEGER, metering_point_id and parent_id VARCHAR (empty: none), and some columns more */
  readonly relation: string
  /** these columns */
  readonly columns: readonly string[]
  /** the texts of rows, from these columns */
  readonly textsOf: (part: ColumnSet) => readonly string[]
}
