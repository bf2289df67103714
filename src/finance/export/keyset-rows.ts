import type { Transaction } from '../../platform/index.ts'
import type { Cell } from './dataset.ts'

/** What is read, in SQL. */
export interface KeysetQuery {
  /** one expression for each cell; each is cast to text */
  readonly select: readonly string[]
  /** tables and joins */
  readonly from: string
  /** a condition without parameters */
  readonly where?: string
  /** expressions that identify a row, in the order of the rows, with their types; never NULL */
  readonly key: readonly { readonly sql: string; readonly type: string }[]
  /** rows that are held at a time; 5,000 when absent */
  readonly pageRows?: number
}

/** Reads rows in the order of their key, a page at a time, each page beginning after the last row of the one before. */
export async function* keysetRows(trx: Transaction, query: KeysetQuery): AsyncIterable<readonly Cell[]> {
  const { select, key, pageRows = 5_000 } = query
  let after: readonly Cell[] | undefined
  for (;;) {
    const { rows } = await trx.query<Cell[]>({
      text: pageText(query, after !== undefined, pageRows),
      values: [...(after ?? [])],
      rowMode: 'array',
    })
    for (const row of rows) yield row.slice(0, select.length)
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageRows) return
    after = last.slice(select.length, select.length + key.length)
  }
}

function pageText({ select, from, where, key }: KeysetQuery, goesOn: boolean, pageRows: number): string {
  // Without a name of its own a cell would keep its column's, and the text would be sorted instead of the column.
  const cells = [...select, ...key.map(({ sql }) => sql)].map((sql, n) => `(${sql})::text as cell_${n}`)
  const keys = key.map(({ sql }) => sql).join(', ')
  const parameters = key.map(({ type }, n) => `$${n + 1}::${type}`).join(', ')
  const conditions = [
    ...(where === undefined ? [] : [`(${where})`]),
    ...(goesOn ? [`(${keys}) > (${parameters})`] : []),
  ]
  const condition = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  return `select ${cells.join(', ')} from ${from} ${condition} order by ${keys} limit ${pageRows}`
}
