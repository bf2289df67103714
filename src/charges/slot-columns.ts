import type { MarketDay } from '../kernel/index.ts'
import type { Column, ColumnType } from '../platform/index.ts'

/** Quarters that a row has room for: 25 hours. */
const QUARTERS = 100

/** Columns that are filled row by row. */
export type SlotColumns = {
  /** Writes the prices of one row, counted from the day's first instant; undefined is NULL. */
  readonly put: (row: number, prices: readonly (bigint | undefined)[]) => void
  readonly columns: readonly Column[]
}

/** The columns `p_1 .. p_100` of so many rows, all NULL at first. */
export function slotColumns(rowCount: number, type: ColumnType): SlotColumns {
  const columns = Array.from({ length: QUARTERS }, (_, quarter) => nullableColumn(`p_${quarter + 1}`, type, rowCount))
  return {
    put: (row, prices) => {
      for (let quarter = 0; quarter < prices.length; quarter += 1) {
        const price = prices[quarter]
        if (price !== undefined) columns[quarter]?.put(row, price)
      }
    },
    columns: columns.map(({ column }) => column),
  }
}

/** A column of BIGINT or DECIMAL whose values are NULL until they are put. */
export function nullableColumn(
  name: string,
  type: ColumnType,
  rowCount: number,
): { readonly put: (row: number, value: bigint) => void; readonly column: Column } {
  const data = new BigInt64Array(rowCount)
  const validity = new BigUint64Array(Math.ceil(rowCount / 64))
  const halves = new Uint32Array(validity.buffer) // two little-endian halves a word: bits without bigint arithmetic
  return {
    put: (row, value) => {
      data[row] = value
      const half = row >>> 5
      halves[half] = ((halves[half] ?? 0) | (1 << (row & 31))) >>> 0
    },
    column: { name, type, data, validity },
  }
}

/** A column of market days, one for each row. */
export function dayColumn(name: string, days: readonly Pick<MarketDay, 'dayNumber'>[]): Column {
  return { name, type: 'DATE', data: Int32Array.from(days, ({ dayNumber }) => dayNumber) }
}
