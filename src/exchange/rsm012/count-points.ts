import type { PointColumns } from './point-columns.ts'
import { readPointValue } from './point-values.ts'
import type { PointRules, PointValue } from './point-values.ts'
import type { Tally } from './tally.ts'

/** Judges and counts positions whose place in time is not known, so that all their other faults are reported at once. */
export function countPoints(columns: PointColumns, rules: PointRules, tally: Tally): void {
  const value: PointValue = { mask: undefined, micro: 0, large: 0n }
  for (let point = 0; point < columns.count; point += 1) readPointValue(columns, point, rules, tally, value)
}
