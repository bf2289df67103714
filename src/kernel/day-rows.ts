import type { SlotClass } from './slots.ts'

/**
 * Day rows of one slot class, row by row: slot k of row r stands at `values[r * slotClass + k]`, in micro-kWh (six
 * decimals), 0n where there is no value. Word w of a row's mask stands at `[r * words + w]`, a safe integer.
 */
export interface DayRows {
  readonly slotClass: SlotClass
  readonly count: number
  /** days since 1970-01-01 in the market's calendar */
  readonly marketDay: Int32Array
  readonly values: BigInt64Array
  /** the slots that the row speaks of: a delivery may state a part of its day */
  readonly stated: Float64Array
  /** disjoint parts of `stated`; a slot stated and in none of them is withdrawn: it has no value any more */
  readonly estimated: Float64Array
  readonly calculated: Float64Array
  readonly measured: Float64Array
}
