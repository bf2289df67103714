import type { Transaction } from '../../platform/index.ts'

/** Kind of a column; decides how its cells are held to be right. */
export type ColumnKind = 'text' | 'date' | 'decimal' | 'integer'

/** One column of a dataset. */
export interface DatasetColumn {
  readonly name: string
  readonly kind: ColumnKind
}

/** A cell as text: `YYYY-MM-DD`, digits with a point, digits; null when there is no value. */
export type Cell = string | null

/** A table that can be exported. The room whose rows they are defines it. */
export interface Dataset {
  /** small letters, digits and `_`; its files are `<name>_NNNN.csv` */
  readonly name: string
  readonly columns: readonly DatasetColumn[]
  /** columns of kind decimal whose sums the manifest states */
  readonly moneyColumns: readonly string[]
  /** columns that identify a row, in the order in which rows are sorted; the first column when absent */
  readonly keyColumns?: readonly string[]
  /** the rows as one transaction sees them, in the order of their key */
  rows(trx: Transaction): AsyncIterable<readonly Cell[]>
}

/** Positions of the columns that identify a row. @throws RangeError when one does not exist */
export function keyPositions(dataset: Dataset): readonly number[] {
  return positionsOf(dataset, dataset.keyColumns ?? dataset.columns.slice(0, 1).map(({ name }) => name))
}

/** Positions of the columns that are summed. @throws RangeError when one does not exist */
export function moneyPositions(dataset: Dataset): readonly number[] {
  return positionsOf(dataset, dataset.moneyColumns)
}

function positionsOf({ name, columns }: Dataset, names: readonly string[]): readonly number[] {
  return names.map((wanted) => {
    const position = columns.findIndex((column) => column.name === wanted)
    if (position === -1) throw new RangeError(`dataset ${name} has no column ${wanted}`)
    return position
  })
}
