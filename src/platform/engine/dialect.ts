import { assertDecimalText, sqlType } from './literal.ts'
import type { ColumnSpec } from './engine.ts'

/** Digits of the widest exact decimal the engine has; what is multiplied or summed is widened to it first. */
const WIDEST = 38
/** Digits of the widest exact decimal that is an integer of 64 bits. */
const NARROW = 18

/**
 * How every lake file is written. Parquet v2 without dictionaries, so that integers and decimals are delta-coded, which is
 * what makes scans fast: a sum over 16 M values takes 78 ms of processor time against 206 with dictionaries and zstd (v1
 * or v2), writing a third less; for it a file is 1.9 times as large (53 and 29 MB). snappy and lz4 are as fast as no
 * compression, zstd costs two thirds more and saves 5 %. Row groups of 40,960: 63 ms against 82 with 122,880, since what
 * a thread decodes stays in its cache, and two threads share the 20,000 to 150,000 rows of a file.
 */
export const writeOptions =
  'FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 40960'

/** A text as a literal. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A column or table name that may hold anything. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A date `YYYY-MM-DD` as a DATE. @throws RangeError for another text */
export function dateLiteral(date: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new RangeError(`not a date: ${date}`)
  return `DATE '${date}'`
}

/** An instant, epoch milliseconds, as the BIGINT in which lake tables hold instants. */
export function instantLiteral(instantMs: number): string {
  if (!Number.isSafeInteger(instantMs)) throw new RangeError(`not an instant in milliseconds: ${instantMs}`)
  return `CAST(${instantMs} AS BIGINT)`
}

/** The instant of an expression in epoch milliseconds as text in UTC, such as `2026-03-29T01:00:00Z`: for exports, never to compute with. */
export function instantText(instantMs: string): string {
  return `strftime(make_timestamp((${instantMs}) * 1000), '%Y-%m-%dT%H:%M:%SZ')`
}

/**
 * An expression with another precision and scale, both sides exact: more decimals or more digits. With fewer decimals the
 * engine would round without a word, so that is `roundHalfAway`'s, which names it. Too few digits raise an error.
 */
export function decimal(expression: string, precision: number, scale: number): string {
  return `CAST(${expression} AS DECIMAL(${precision},${scale}))`
}

/**
 * A decimal of `fromScale` decimals rounded half away from zero to `toScale`: a DECIMAL(38,toScale). NULL stays NULL.
 * The engine divides integers of 128 bits bit by bit, and those of 64 in one instruction: where a value has room in 18 digits it is
 * rounded there, which takes a tenth of the time.
 */
export function roundHalfAway(expression: string, fromScale: number, toScale: number): string {
  const wide = decimal(decimal(expression, WIDEST, fromScale), WIDEST, toScale)
  if (fromScale <= toScale || fromScale >= NARROW) return wide
  const narrow = decimal(decimal(decimal(expression, NARROW, fromScale), NARROW, toScale), WIDEST, toScale)
  // One digit is left for what is rounded up.
  const limit = `1${'0'.repeat(NARROW - 1 - fromScale)}`
  return `CASE WHEN (${expression}) > -${limit} AND (${expression}) < ${limit} THEN ${narrow} ELSE ${wide} END`
}

/** The product of two decimals as a DECIMAL(38, sum of the scales): both are widened first, because a product of two narrow ones overflows. */
export function multiply(a: string, aScale: number, b: string, bScale: number): string {
  return `(${decimal(a, WIDEST - bScale, aScale)} * ${decimal(b, WIDEST - aScale, bScale)})`
}

/**
 * The one exact division: n by d, rounded half away from zero to `scale` decimals, a DECIMAL(38,scale). NULL where either
 * is NULL; dividing by zero, digits beyond the stated scales of n and d, and overflow raise an error.
 * @param scales decimals that n and d have, 6 unless stated
 */
export function divide(n: string, d: string, scale: number, scales: { n?: number; d?: number } = {}): string {
  const { n: nScale = 6, d: dScale = 6 } = scales
  const shift = scale + dScale - nScale
  const numerator = `${magnitude(n, nScale)} * ${powerOfTen(Math.max(shift, 0))}`
  const denominator = `${magnitude(d, dScale)} * ${powerOfTen(Math.max(-shift, 0))}`
  // half away from zero of a/b is (2a + b) // 2b for positive a and b; // truncates
  const quotient = `((2 * ${numerator} + ${denominator}) // (2 * ${denominator}))`
  const sign = `CASE WHEN ((${n}) < 0) <> ((${d}) < 0) THEN -1 ELSE 1 END`
  return `CASE WHEN (${d}) = 0 THEN error('division by zero') WHEN ${hasMore(n, nScale)} OR ${hasMore(d, dScale)} THEN error('more decimals than stated') ELSE ${fromScaled(`${sign} * ${quotient}`, scale)} END`
}

// A decimal without its sign as an integer of 128 bits, scaled.
function magnitude(expression: string, scale: number): string {
  return `CAST(abs(${decimal(expression, WIDEST, scale)}) * ${powerOfTen(scale)} AS HUGEINT)`
}

function hasMore(expression: string, scale: number): string {
  return `${decimal(expression, WIDEST, scale)} <> (${expression})`
}

function powerOfTen(exponent: number): string {
  return `CAST(1${'0'.repeat(exponent)} AS HUGEINT)`
}

// An integer of `scale` decimals as a DECIMAL(38,scale): dividing by a power of ten, written as the exact product with its inverse.
function fromScaled(integer: string, scale: number): string {
  const whole = `CAST(${integer} AS DECIMAL(${WIDEST},0))`
  return scale === 0 ? whole : `${whole} * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`
}

/** The sum of a group: a DECIMAL(38,s) of a DECIMAL(p,s), a HUGEINT of integers. NULLs are left out; NULL when nothing is left. */
export function sum(expression: string): string {
  return `sum(${expression})`
}

/** The union of a group's masks. NULLs are left out; NULL when nothing is left. */
export function bitOr(expression: string): string {
  return `bit_or(${expression})`
}

/** The expression, or 0 where it is negative. NULL stays NULL: absent is never zero. */
export function greatest0(expression: string): string {
  return `CASE WHEN (${expression}) < 0 THEN 0 ELSE (${expression}) END`
}

/** A file to be read. The engine takes `*`, `?` and `[` for patterns, so a path that holds them is written as one that matches itself only. */
export function fileLiteral(path: string): string {
  return textLiteral(path.replaceAll(/[*?[]/g, '[$&]'))
}

/**
 * Parquet files as one relation. With `filename` each row names its file, with `rowNumber` its place in it, from 0, as
 * `file_row_number`. @throws RangeError for no files: a relation needs columns, see emptyRelation
 */
export function parquet(
  files: readonly string[],
  options: { readonly filename?: boolean; readonly rowNumber?: boolean } = {},
): string {
  if (files.length === 0) throw new RangeError('a relation of no files has no columns')
  const names = files.map(fileLiteral).join(', ')
  // The directories of the lake look like partitions; their names are not columns of the table.
  const columns = `${options.filename === true ? ', filename = true' : ''}${options.rowNumber === true ? ', file_row_number = true' : ''}`
  return `read_parquet([${names}], hive_partitioning = false${columns})`
}

/** A file that PostgreSQL wrote with COPY as CSV, as a relation; NULL is an empty field without quotes. */
export function delimitedText(path: string, columns: readonly ColumnSpec[]): string {
  const types = columns.map(({ name, type }) => `${textLiteral(name)}: ${textLiteral(type)}`)
  const form = `header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = ''`
  return `read_csv(${fileLiteral(path)}, ${form}, columns = {${types.join(', ')}})`
}

/** A relation of no rows. */
export function emptyRelation(columns: readonly ColumnSpec[]): string {
  return `(SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${sqlType(type)}) AS ${quotedName(name)}`).join(', ')} WHERE false)`
}

/** A value of a small relation; DECIMAL and DATE as text, BIGINT as bigint or safe integer. */
export type LiteralValue = string | number | bigint | boolean | null

/**
 * A few rows as a relation, values in the order of the columns; meant for parameters of a model, not for data.
 * @throws RangeError for a decimal that its type would round, a date or a number that is none
 */
export function valuesRelation(columns: readonly ColumnSpec[], rows: readonly (readonly LiteralValue[])[]): string {
  if (rows.length === 0) return emptyRelation(columns)
  const tuples = rows.map((row) => `(${columns.map((column, c) => valueLiteral(column, row[c] ?? null)).join(', ')})`)
  return `(SELECT * FROM (VALUES ${tuples.join(', ')}) AS v(${columns.map((c) => quotedName(c.name)).join(', ')}))`
}

function valueLiteral({ name, type }: ColumnSpec, value: LiteralValue): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`
  if (type === 'VARCHAR') return textLiteral(String(value))
  if (type === 'DATE') return dateLiteral(String(value))
  if (type.startsWith('DECIMAL')) assertDecimalText(name, type, value)
  else if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} for column ${name} of type ${type} is not an integer`)
  }
  return `CAST(${textLiteral(String(value))} AS ${sqlType(type)})`
}
