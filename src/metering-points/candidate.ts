import type { Where } from '../kernel/index.ts'
import type { PointMasterData, PointStatement } from './model.ts'
import { valuesOf } from './model.ts'

/** A statement with its place in what was handed in. */
export type Candidate = {
  readonly row: PointStatement
  readonly where: Where
  /** its complete values, made once; null: it withdraws */
  readonly values: PointMasterData | null
}

/** A statement as a candidate. */
export function candidateOf(row: PointStatement, where: Where = {}): Candidate {
  return { row, where, values: row.tombstone === true ? null : valuesOf(row) }
}
