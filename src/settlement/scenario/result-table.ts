/** A table as it stands in a file of a scenario: text, null = empty cell. */
export type ResultTable = {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, string | null>>[]
}

/** Tables by their path under `then/`, without `.csv`: `energy_results/exchange`. */
export type ResultTables = ReadonlyMap<string, ResultTable>

/** Qualities and other words as scenario files write a set. */
export function arrayCell(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`
}
