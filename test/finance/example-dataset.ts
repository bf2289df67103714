import { keysetRows } from '../../src/finance/index.ts'
import type { Dataset } from '../../src/finance/index.ts'

/**
 * A dataset of so many rows that need no table: a number, a day, a text that is hard to write, an amount.
 * @param seed other texts and amounts
 */
export function exampleDataset(rows: number, seed = 0): Dataset {
  return {
    name: 'example',
    columns: [
      { name: 'number', kind: 'integer' },
      { name: 'day', kind: 'date' },
      { name: 'text', kind: 'text' },
      { name: 'amount', kind: 'decimal' },
    ],
    moneyColumns: ['amount'],
    rows: (trx) =>
      keysetRows(trx, {
        select: [
          'n',
          "date '2026-03-01' + n % 31",
          `case n % 4 when 0 then null when 1 then '=1+' || n when 2 then 'a "b", c' || E'\\n' else '' end`,
          `n * 0.01 - ${seed}`,
        ],
        from: `generate_series(1, ${rows}) n`,
        key: [{ sql: 'n', type: 'integer' }],
        pageRows: 7,
      }),
  }
}
