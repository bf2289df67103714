import { wordCount, type SlotClass } from '../kernel/index.ts'

/**
 * Day rows of one slot class, row by row: slot k of row r stands at `values[r * slotClass + k]`, in micro-kWh (scale 6),
 * 0n where there is no value. Word w of a row's mask stands at `[r * words + w]`, a safe integer.
 */
export interface DayRows {
  readonly slotClass: SlotClass
  readonly count: number
  /** Days since 1970-01-01 in the market's calendar. */
  readonly marketDay: Int32Array
  readonly values: BigInt64Array
  /** The slots that a row speaks of. A delivery may state a part of its day. */
  readonly stated: Float64Array
  /** Disjoint parts of `stated`; a slot stated and in none of them is withdrawn: it has no value any more. */
  readonly estimated: Float64Array
  readonly calculated: Float64Array
  readonly measured: Float64Array
}

/** The masks of a day row that say what kind of value a slot has; what is left of the day is missing. */
export const VALUE_MASKS = ['estimated', 'calculated', 'measured'] as const

/** An empty block with room for `count` rows. */
export function newDayRows(slotClass: SlotClass, count: number): DayRows {
  const words = count * wordCount(slotClass)
  return {
    slotClass,
    count,
    marketDay: new Int32Array(count),
    values: new BigInt64Array(count * slotClass),
    stated: new Float64Array(words),
    estimated: new Float64Array(words),
    calculated: new Float64Array(words),
    measured: new Float64Array(words),
  }
}

/** Copies row `from` of `source` over row `to` of `target`; both of one slot class. */
export function copyDayRow(source: DayRows, from: number, target: DayRows, to: number): void {
  const n = source.slotClass
  const words = wordCount(n)
  target.marketDay[to] = source.marketDay[from] ?? 0
  target.values.set(source.values.subarray(from * n, from * n + n), to * n)
  for (const mask of ['stated', ...VALUE_MASKS] as const) {
    target[mask].set(source[mask].subarray(from * words, from * words + words), to * words)
  }
}

/** The given rows of several blocks, in the given order, as one block. */
export function gatherDayRows(
  slotClass: SlotClass,
  picks: readonly { readonly rows: DayRows; readonly row: number }[],
): DayRows {
  const gathered = newDayRows(slotClass, picks.length)
  picks.forEach((pick, at) => {
    copyDayRow(pick.rows, pick.row, gathered, at)
  })
  return gathered
}
