import { canonicalCell } from './canonical-cell.ts'
import type { CsvTable } from './csv-table.ts'
import type { ResultTable } from './result-table.ts'

/** Rows that are on one side only; for a row that was expected also the unexpected one that is nearest to it. */
export type Difference =
  | {
      readonly kind: 'missing'
      /** line of the expected file */
      readonly line: number
      readonly row: string
      /** columns in which the nearest row differs: expected and calculated value */
      readonly nearest?: readonly { readonly column: string; readonly expected: string; readonly calculated: string }[]
    }
  | { readonly kind: 'unexpected'; readonly row: string }

const MOST_SHOWN = 5
// The search for the nearest row looks at so many; a file that differs in all of its rows shall not take forever.
const MOST_SEARCHED = 5000

/**
 * Compares a calculated table with an expected file (settlement 7.1): by the columns of the file, except those that hold
 * `[IGNORED]` in every row; the order of rows does not count, their number does.
 * @returns the first differences; none when both hold the same rows
 */
export function compareTable(expected: CsvTable, calculated: ResultTable): Difference[] {
  const columns = expected.columns.filter((column) => !isIgnored(column, expected))
  const keyOf = (row: Readonly<Record<string, string | null>>): string =>
    JSON.stringify(columns.map((column) => canonicalCell(column, row[column])))
  const unmatched = new Map<string, number>()
  for (const row of calculated.rows) {
    const key = keyOf(row)
    unmatched.set(key, (unmatched.get(key) ?? 0) + 1)
  }
  const missing = expected.rows.flatMap(({ cells, line }) => {
    const key = keyOf(cells)
    const left = unmatched.get(key) ?? 0
    if (left === 0) return [{ key, line }]
    if (left === 1) unmatched.delete(key)
    else unmatched.set(key, left - 1)
    return []
  })
  return describe(columns, missing, unmatched)
}

function describe(
  columns: readonly string[],
  missing: readonly { key: string; line: number }[],
  unmatched: Map<string, number>,
): Difference[] {
  const differences: Difference[] = []
  for (const { key, line } of missing.slice(0, MOST_SHOWN)) {
    const nearest = nearestTo(key, unmatched)
    if (nearest === undefined) {
      differences.push({ kind: 'missing', line, row: shown(key) })
    } else {
      unmatched.delete(nearest)
      differences.push({ kind: 'missing', line, row: shown(key), nearest: cellsThatDiffer(columns, key, nearest) })
    }
  }
  const left = [...unmatched].flatMap(([key, count]) => Array.from({ length: count }, () => key))
  const room = MOST_SHOWN - differences.length
  return [...differences, ...left.slice(0, room).map((key) => ({ kind: 'unexpected' as const, row: shown(key) }))]
}

function isIgnored(column: string, { rows }: CsvTable): boolean {
  return rows.length > 0 && rows.every(({ cells }) => cells[column] === '[IGNORED]')
}

function nearestTo(key: string, candidates: ReadonlyMap<string, number>): string | undefined {
  const wanted = cellsOf(key)
  let best: { readonly key: string; readonly equal: number } | undefined
  for (const candidate of [...candidates.keys()].slice(0, MOST_SEARCHED)) {
    const cells = cellsOf(candidate)
    const equal = wanted.filter((cell, at) => cell === cells[at]).length
    if (best === undefined || equal > best.equal) best = { key: candidate, equal }
  }
  // A row that shares less than half of its values is another row, not a wrong one.
  return best !== undefined && 2 * best.equal >= wanted.length ? best.key : undefined
}

function cellsThatDiffer(columns: readonly string[], expectedKey: string, calculatedKey: string) {
  const expected = cellsOf(expectedKey)
  const calculated = cellsOf(calculatedKey)
  return columns.flatMap((column, at) =>
    expected[at] === calculated[at] ? [] : [{ column, expected: expected[at] ?? '', calculated: calculated[at] ?? '' }],
  )
}

function cellsOf(key: string): string[] {
  return JSON.parse(key) as string[]
}

function shown(key: string): string {
  return cellsOf(key).join(';')
}
