import { addDays, type MarketDay } from '../kernel/index.ts'
import { valuesRelation } from '../platform/index.ts'

/** Days of a grid area that follow each other: market days YYYY-MM-DD, half open. */
export interface AreaRun {
  readonly gridArea: string
  readonly from: string
  readonly to: string
}

/** The days of an area as runs, in order. @param days in order, each once */
export function runsOfDays(gridArea: string, days: readonly MarketDay[]): AreaRun[] {
  const runs: { first: MarketDay; last: MarketDay }[] = []
  for (const day of days) {
    const open = runs.at(-1)
    if (open !== undefined && open.last.dayNumber + 1 === day.dayNumber) open.last = day
    else runs.push({ first: day, last: day })
  }
  return runs.map(({ first, last }) => ({ gridArea, from: first.date, to: addDays(last, 1).date }))
}

/** Relation of runs: grid_area, from_day, to_day DATE. Runs of an area do not overlap, so a day joins one at most. */
export function runRelation(runs: readonly AreaRun[]): string {
  return valuesRelation(
    [
      { name: 'grid_area', type: 'VARCHAR' },
      { name: 'from_day', type: 'DATE' },
      { name: 'to_day', type: 'DATE' },
    ],
    runs.map(({ gridArea, from, to }) => [gridArea, from, to]),
  )
}

/** The market days of a report, half open. */
export function boundsOf(days: readonly MarketDay[]): { readonly from: string; readonly to: string } {
  const [first, last] = [days.at(0), days.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('a report without days')
  return { from: first.date, to: addDays(last, 1).date }
}
