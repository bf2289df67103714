import { addDays, marketDay, type MarketDay, type MarketZone } from '../../kernel/index.ts'
import type { ColumnSet } from '../../platform/index.ts'

/** Rows of a result that follow each other by market day and agree in all else: one series of one document. */
export interface DayRun {
  /** the first row of the run, for what all of its rows agree in */
  readonly first: number
  /** the rows with their days, in order */
  readonly rows: readonly { readonly row: number; readonly day: MarketDay }[]
  /** half-open, epoch milliseconds */
  readonly fromMs: number
  readonly toMs: number
}

/** Divides rows, ordered by key and market_day, into runs of days without a gap. @param keys columns that say what a row belongs to */
export function dayRuns(set: ColumnSet, keys: readonly string[], zone: MarketZone): DayRun[] {
  const days = set.int32('market_day')
  const columns = keys.map((key) => set.text(key))
  const epoch = marketDay('1970-01-01', zone)
  const goesOn = (row: number): boolean =>
    days[row] === (days[row - 1] ?? Number.NaN) + 1 && columns.every((column) => column[row] === column[row - 1])
  const runs: { readonly row: number; readonly day: MarketDay }[][] = []
  for (let row = 0; row < set.rowCount; row += 1) {
    const entry = { row, day: addDays(epoch, days[row] ?? 0) }
    if (row > 0 && goesOn(row)) runs.at(-1)?.push(entry)
    else runs.push([entry])
  }
  return runs.flatMap((rows) => {
    const [first, last] = [rows.at(0), rows.at(-1)]
    if (first === undefined || last === undefined) return []
    return [{ first: first.row, rows, fromMs: first.day.startMs, toMs: last.day.endMs }]
  })
}
