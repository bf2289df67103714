import { wordCount } from '../../kernel/index.ts'
import type { DayRows, SlotClass } from '../../kernel/index.ts'

/**
 * Day rows as bytes, little endian, for the queue. A row is: its day (int32), a byte that says how its values are
 * written and whether every stated slot is measured, its masks (doubles: stated alone, or all four), its values. Values
 * are whole thousandths (of two or four bytes) where all of them are, as nearly all readings are, else 64-bit integers.
 */
const MASKS = ['stated', 'estimated', 'calculated', 'measured'] as const
const HEAD = 5
const ALL_MEASURED = 8
const WIDTHS = [2, 4, 8] as const
type Width = (typeof WIDTHS)[number]
const THOUSANDTH = 1000n

/** The rows as bytes. */
export function packRows(rows: DayRows, firstRow: number, rowCount: number): Uint8Array {
  const widths: Width[] = []
  let length = 0
  for (let row = firstRow; row < firstRow + rowCount; row += 1) {
    const width = widthOf(rows, row)
    widths.push(width)
    length += rowLength(rows.slotClass, width, isAllMeasured(rows, row))
  }
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [n, width] of widths.entries()) at = packRow(view, at, rows, firstRow + n, width)
  return bytes
}

function packRow(view: DataView, start: number, rows: DayRows, row: number, width: Width): number {
  const allMeasured = isAllMeasured(rows, row)
  view.setInt32(start, rows.marketDay[row] ?? 0, true)
  view.setUint8(start + 4, WIDTHS.indexOf(width) + (allMeasured ? ALL_MEASURED : 0))
  let at = start + HEAD
  const words = wordCount(rows.slotClass)
  for (const mask of allMeasured ? (['stated'] as const) : MASKS) {
    for (let word = 0; word < words; word += 1) {
      view.setFloat64(at, rows[mask][row * words + word] ?? 0, true)
      at += 8
    }
  }
  for (let slot = 0; slot < rows.slotClass; slot += 1) {
    const value = rows.values[row * rows.slotClass + slot] ?? 0n
    if (width === 8) view.setBigInt64(at, value, true)
    else if (width === 4) view.setUint32(at, Number(value / THOUSANDTH), true)
    else view.setUint16(at, Number(value / THOUSANDTH), true)
    at += width
  }
  return at
}

function widthOf(rows: DayRows, row: number): Width {
  let largest = 0n
  for (let at = row * rows.slotClass; at < (row + 1) * rows.slotClass; at += 1) {
    const value = rows.values[at] ?? 0n
    if (value < 0n || value % THOUSANDTH !== 0n) return 8
    if (value > largest) largest = value
  }
  const thousandths = largest / THOUSANDTH
  if (thousandths < 2n ** 16n) return 2
  return thousandths < 2n ** 32n ? 4 : 8
}

function isAllMeasured(rows: DayRows, row: number): boolean {
  const words = wordCount(rows.slotClass)
  for (let word = row * words; word < (row + 1) * words; word += 1) {
    if (rows.stated[word] !== rows.measured[word]) return false
  }
  return true
}

function rowLength(slotClass: SlotClass, width: Width, allMeasured: boolean): number {
  return HEAD + wordCount(slotClass) * 8 * (allMeasured ? 1 : MASKS.length) + slotClass * width
}

/** Rows that packRows packed. Each call fills the same block anew, so what it gave before is over. */
export class RowUnpacker {
  readonly #slotClass: SlotClass
  #rows: DayRows

  constructor(slotClass: SlotClass) {
    this.#slotClass = slotClass
    this.#rows = newRows(slotClass, 1)
  }

  /** @throws RangeError when the bytes are not so many rows */
  unpack(bytes: Uint8Array, rowCount: number): DayRows {
    if (rowCount > this.#rows.count) this.#rows = newRows(this.#slotClass, rowCount)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    for (let row = 0; row < rowCount; row += 1) at = this.#row(view, at, row)
    if (at !== bytes.length) throw new RangeError(`${rowCount} packed rows take ${at} bytes, not ${bytes.length}`)
    return this.#rows
  }

  #row(view: DataView, start: number, row: number): number {
    const rows = this.#rows
    rows.marketDay[row] = view.getInt32(start, true)
    const form = view.getUint8(start + 4)
    const width = WIDTHS[form % ALL_MEASURED] ?? 8
    const at = this.#masks(view, start + HEAD, row, form >= ALL_MEASURED)
    const n = this.#slotClass
    if (width === 8) {
      for (let slot = 0; slot < n; slot += 1) rows.values[row * n + slot] = view.getBigInt64(at + slot * 8, true)
      return at + n * 8
    }
    // Written as two halves of 32 bits: a bigint for each value would cost more than all the rest.
    const halves = new Uint32Array(rows.values.buffer, rows.values.byteOffset, 2 * rows.values.length)
    for (let slot = 0; slot < n; slot += 1) {
      const from = at + slot * width
      const micro = (width === 2 ? view.getUint16(from, true) : view.getUint32(from, true)) * 1000
      const high = Math.floor(micro / TWO_32)
      const to = 2 * (row * n + slot)
      halves[to] = micro - high * TWO_32
      halves[to + 1] = high
    }
    return at + n * width
  }

  #masks(view: DataView, start: number, row: number, allMeasured: boolean): number {
    const rows = this.#rows
    const words = wordCount(this.#slotClass)
    for (let word = 0; word < words; word += 1) {
      const to = row * words + word
      const at = start + word * 8
      const stated = view.getFloat64(at, true)
      rows.stated[to] = stated
      rows.estimated[to] = allMeasured ? 0 : view.getFloat64(at + words * 8, true)
      rows.calculated[to] = allMeasured ? 0 : view.getFloat64(at + 2 * words * 8, true)
      rows.measured[to] = allMeasured ? stated : view.getFloat64(at + 3 * words * 8, true)
    }
    return start + words * 8 * (allMeasured ? 1 : MASKS.length)
  }
}

function newRows(slotClass: SlotClass, count: number): DayRows {
  const words = wordCount(slotClass) * count
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

const TWO_32 = 2 ** 32
