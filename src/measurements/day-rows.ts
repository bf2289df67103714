import { wordCount, type DayRows, type SlotClass } from '../kernel/index.ts'

/** The masks of a day row that say what kind of value a slot has; what is left of the day is missing. */
export const VALUE_MASKS = ['estimated', 'calculated', 'measured'] as const

/** All masks that a day row has in memory. */
export const DAY_MASKS = ['stated', ...VALUE_MASKS] as const

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
  for (const mask of DAY_MASKS) {
    target[mask].set(source[mask].subarray(from * words, from * words + words), to * words)
  }
}
