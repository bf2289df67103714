import type { Column } from '../../platform/index.ts'

/** A VARCHAR column. */
export function textColumn<Row>(name: string, rows: readonly Row[], value: (row: Row) => string | null): Column {
  return { name, type: 'VARCHAR', data: rows.map(value) }
}

/** A DECIMAL(18,6) column from millionths; undefined is NULL. */
export function decimalColumn<Row>(
  name: string,
  rows: readonly Row[],
  value: (row: Row) => bigint | undefined,
): Column {
  const validity = new BigUint64Array(Math.ceil(rows.length / 64))
  const data = BigInt64Array.from(rows, (row, at) => {
    const micro = value(row)
    const word = Math.floor(at / 64)
    if (micro !== undefined) validity[word] = (validity[word] ?? 0n) | (1n << BigInt(at % 64))
    return micro ?? 0n
  })
  return { name, type: 'DECIMAL(18,6)', data, validity }
}
