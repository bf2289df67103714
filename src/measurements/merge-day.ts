import { wordCount, WORD_BITS } from '../kernel/index.ts'
import { copyDayRow, DAY_MASKS, newDayRows, VALUE_MASKS } from './day-rows.ts'
import type { DayRows } from '../kernel/index.ts'

/** One delivery of one day, with what decides its rank: registration time first, then the order in which it was recorded. */
export interface RankedDelivery {
  readonly rows: DayRows
  readonly row: number
  /** When the sender registered the values, epoch milliseconds. */
  readonly registeredAtMs: number
  readonly recordedSeq: bigint
  /** Order among the deliveries of one commit. */
  readonly position: number
}

/** A merged day: one row of `rows`, and the latest registration that has a slot in it. */
export interface MergedDay {
  readonly rows: DayRows
  readonly registeredAtMs: number
}

/** Orders deliveries by (registered_at, recorded_seq, position): the later one in this order wins a slot that both state. */
export function byRank(a: RankedDelivery, b: RankedDelivery): number {
  if (a.registeredAtMs !== b.registeredAtMs) return a.registeredAtMs - b.registeredAtMs
  if (a.recordedSeq !== b.recordedSeq) return a.recordedSeq < b.recordedSeq ? -1 : 1
  return a.position - b.position
}

/**
 * The day as its deliveries leave it, slot by slot: the highest (registered_at, recorded_seq) that states a slot gives
 * its value, or takes it away (architecture 2; datahub 0: a late message of an earlier registration is history only).
 * The result does not depend on the order of arrival, only on the rank.
 */
export function mergeDay(deliveries: readonly RankedDelivery[]): MergedDay {
  const [first, ...rest] = deliveries.toSorted(byRank)
  if (first === undefined) throw new RangeError('a day without deliveries cannot be merged')
  const merged = newDayRows(first.rows.slotClass, 1)
  copyDayRow(first.rows, first.row, merged, 0)
  for (const delivery of rest) overlay(delivery, merged)
  // Every slot that the last one states is its own, so the last in rank always has a slot in the merged day.
  return { rows: merged, registeredAtMs: (rest.at(-1) ?? first).registeredAtMs }
}

function overlay({ rows, row }: RankedDelivery, merged: DayRows): void {
  const n = rows.slotClass
  const words = wordCount(n)
  for (let w = 0; w < words; w += 1) {
    const stated = rows.stated[row * words + w] ?? 0
    if (stated === 0) continue
    for (const mask of VALUE_MASKS) {
      merged[mask][w] = without(merged[mask][w] ?? 0, stated) + (rows[mask][row * words + w] ?? 0)
    }
    merged.stated[w] = without(merged.stated[w] ?? 0, stated) + stated
    const from = w * WORD_BITS
    const to = Math.min(from + WORD_BITS, n)
    for (let slot = from, bits = stated; slot < to; slot += 1, bits = Math.floor(bits / 2)) {
      if (bits % 2 === 1) merged.values[slot] = rows.values[row * n + slot] ?? 0n
    }
  }
}

/** The bits of `word` that are not in `bits`; both are words of a slot mask. */
function without(word: number, bits: number): number {
  if (word === 0) return 0
  if (word === bits) return 0
  return Number(BigInt(word) & ~BigInt(bits))
}

/** Whether two rows say the same of every slot: values, qualities and which slots anyone has stated. */
export function sameDay(a: DayRows, rowA: number, b: DayRows, rowB: number): boolean {
  const n = a.slotClass
  const words = wordCount(n)
  for (let w = 0; w < words; w += 1) {
    for (const mask of DAY_MASKS) {
      if (a[mask][rowA * words + w] !== b[mask][rowB * words + w]) return false
    }
  }
  for (let slot = 0; slot < n; slot += 1) {
    if (a.values[rowA * n + slot] !== b.values[rowB * n + slot]) return false
  }
  return true
}
