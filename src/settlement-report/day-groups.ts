import type { MarketDay } from '../kernel/index.ts'
import { dateLiteral } from '../platform/index.ts'

/** Lines that a statement sorts at once: some hundred bytes each, so a few dozen megabytes. */
const SORTED_LINES = 50_000

/**
 * Days in order, in groups that one statement each writes: as many as can be sorted in little memory, and never less than one.
 * A statement for each day would take longer to plan than to run where days are small.
 * @param linesPerDay how many lines a day has, or somewhat more
 */
export function dayGroups(days: readonly MarketDay[], linesPerDay: number): MarketDay[][] {
  const size = Math.max(1, Math.floor(SORTED_LINES / Math.max(1, linesPerDay)))
  return Array.from({ length: Math.ceil(days.length / size) }, (_, n) => days.slice(n * size, (n + 1) * size))
}

/** Condition for the days of a group, which lets the engine pass over what lies elsewhere. */
export function isInGroup(column: string, group: readonly MarketDay[]): string {
  const [first, last] = [group.at(0), group.at(-1)]
  if (first === undefined || last === undefined) return 'false'
  return `${column} between ${dateLiteral(first.date)} and ${dateLiteral(last.date)}`
}
