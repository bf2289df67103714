import { WORD_BITS, wordCount } from '../kernel/index.ts'
import type { DayRows } from '../kernel/index.ts'
import type { DeliveryContent } from './corrections.ts'
import type { FinalDay } from './final-readings.ts'
import { firstState, nextState } from './hash.ts'
import { quotient } from './integers.ts'
import type { SlotRun } from './quality-runs.ts'

/** A block of day rows that is being filled; `halves` is another view of its values, 32 bits each. */
export interface RowBlock {
  readonly rows: DayRows
  readonly halves: Uint32Array
}

/** Opens a block for filling. */
export function openBlock(rows: DayRows): RowBlock {
  return {
    rows,
    halves: new Uint32Array(rows.values.buffer, rows.values.byteOffset, 2 * rows.values.length),
  }
}

/**
 * Writes one day of a point as a row.
 * @param hash decides by how much wrong values are wrong
 */
export function fillRow(
  { rows, halves }: RowBlock,
  row: number,
  dayNumber: number,
  day: FinalDay,
  content: DeliveryContent,
  hash: number,
): StatedRow {
  rows.marketDay[row] = dayNumber
  const { stated, values } = content
  const missing = values === 'withdrawn' ? stated : common(stated, day.qualities.missing)
  // Where all is estimated the missing slots lie within that run and are taken out of it.
  const estimated =
    values === 'withdrawn' ? NO_SLOTS : content.allEstimated ? stated : common(stated, day.qualities.estimated)
  addRun(rows.stated, row, rows, stated, 1)
  addRun(rows.estimated, row, rows, estimated, 1)
  addRun(rows.measured, row, rows, stated, 1)
  addRun(rows.measured, row, rows, estimated, -1)
  addRun(content.allEstimated ? rows.estimated : rows.measured, row, rows, missing, -1)
  const missed = length(missing)
  return {
    estimated: length(estimated) - (content.allEstimated ? missed : 0),
    missing: missed,
    milliKwh: values === 'withdrawn' ? 0 : writeValues(halves, row * rows.slotClass, day, content, hash),
  }
}

/** What a filled row states: counts of slots, and the sum of its values. */
export interface StatedRow {
  readonly estimated: number
  readonly missing: number
  readonly milliKwh: number
}

const NO_SLOTS: SlotRun = { from: 0, to: 0 }

function writeValues(
  halves: Uint32Array,
  at: number,
  { values, qualities }: FinalDay,
  content: DeliveryContent,
  hash: number,
): number {
  const { missing } = qualities
  const { stated } = content
  const wrong = content.values === 'wrong' ? content.wrong : NO_SLOTS
  let state = firstState(hash | 0)
  let sum = 0
  for (let k = stated.from; k < stated.to; k += 1) {
    let value = values[k] ?? 0
    if (k >= wrong.from && k < wrong.to && !(k >= missing.from && k < missing.to)) {
      state = nextState(state)
      value += 1 + (state & 255)
    }
    sum += value
    // Micro-kWh in two halves: a bigint for each value would cost more than all the rest.
    const micro = value * 1000
    const low = micro >>> 0
    halves[2 * (at + k)] = low
    if (micro !== low) halves[2 * (at + k) + 1] = quotient(micro, 2 ** 32)
  }
  return sum
}

/** Adds the bits of a run to (or, with sign -1, takes them from) a row's mask; the run must be absent (present) as a whole. */
function addRun(mask: Float64Array, row: number, { slotClass }: DayRows, run: SlotRun, sign: 1 | -1): void {
  const words = wordCount(slotClass)
  for (let w = 0; w < words; w += 1) {
    const low = Math.min(Math.max(run.from - w * WORD_BITS, 0), WORD_BITS)
    const high = Math.min(Math.max(run.to - w * WORD_BITS, 0), WORD_BITS)
    const at = row * words + w
    if (high > low) mask[at] = (mask[at] ?? 0) + sign * (2 ** high - 2 ** low)
  }
}

function common(a: SlotRun, b: SlotRun): SlotRun {
  const from = Math.max(a.from, b.from)
  return { from, to: Math.max(from, Math.min(a.to, b.to)) }
}

function length({ from, to }: SlotRun): number {
  return to - from
}
