import { dayOfNumber } from './day-number.ts'
import { WORD_BITS, slotCount, wordCount } from '../../kernel/index.ts'
import type { MarketZone, Resolution } from '../../kernel/index.ts'
import type { ByteWriter } from '../json/byte-writer.ts'
import type { DayRows } from '../../kernel/index.ts'

/** One position to be written. */
export interface EncodablePoint {
  /** from 1 */
  readonly position: number
  /** micro-kWh or micro-kVArh; undefined when withdrawn */
  readonly quantity: bigint | undefined
  readonly quality: 'missing' | 'estimated' | 'measured' | 'calculated'
}

/** Day rows to be written as the positions of one interval. */
export interface EncodableRows {
  readonly rows: DayRows
  readonly firstRow: number
  readonly rowCount: number
}

/** Where the positions of day rows are counted from. */
export interface PositionOrigin {
  /** start of the interval, epoch milliseconds */
  readonly fromMs: number
  readonly resolution: Resolution
  readonly zone: MarketZone
}

/** Decimals of the values in the unit they are written in: six of a kWh are nine of a MWh. */
export type UnitScale = 6 | 9

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/** Writes points, the first without a comma before it. */
export class PointWriter {
  readonly #writer: ByteWriter
  readonly #scale: UnitScale
  #isFirst = true

  constructor(writer: ByteWriter, scale: UnitScale) {
    this.#writer = writer
    this.#scale = scale
  }

  /** Writes the positions that are given one by one. */
  points(points: Iterable<EncodablePoint>): void {
    for (const { position, quantity, quality } of points) {
      this.#open(position)
      this.#writer.bytes(quantity === undefined ? AFTER.missing : AFTER[quality])
      if (quantity !== undefined) this.#value(quantity)
      this.#close()
    }
  }

  /** Writes the stated slots of day rows. */
  rows({ rows, firstRow, rowCount }: EncodableRows, { fromMs, resolution, zone }: PositionOrigin): void {
    for (let row = firstRow; row < firstRow + rowCount; row += 1) {
      const day = dayOfNumber(rows.marketDay[row] ?? 0, zone)
      const slots = slotCount(day, resolution)
      const slotMs = (day.endMs - day.startMs) / slots
      this.#row(rows, row, slots, (day.startMs - fromMs) / slotMs)
    }
  }

  #row(rows: DayRows, row: number, slots: number, positionsBefore: number): void {
    const firstWord = row * wordCount(rows.slotClass)
    const halves = new Uint32Array(rows.values.buffer, rows.values.byteOffset, 2 * rows.values.length)
    for (let slot = 0; slot < slots; slot += 1) {
      const word = firstWord + Math.trunc(slot / WORD_BITS)
      const bit = 2 ** (slot % WORD_BITS)
      if (!isSet(rows.stated[word], bit)) continue
      this.#open(positionsBefore + slot + 1)
      const quality = isSet(rows.measured[word], bit)
        ? 'measured'
        : isSet(rows.estimated[word], bit)
          ? 'estimated'
          : isSet(rows.calculated[word], bit)
            ? 'calculated'
            : 'missing'
      this.#writer.bytes(AFTER[quality])
      const at = row * rows.slotClass + slot
      if (quality !== 'missing') this.#slotValue(rows, halves, at)
      this.#close()
    }
  }

  // Read as two halves of 32 bits: a bigint for each value would cost most of the time.
  #slotValue(rows: DayRows, halves: Uint32Array, at: number): void {
    const high = halves[2 * at + 1] ?? 0
    const isSafe = high < 2 ** 21
    if (isSafe && this.#scale === 6) this.#writer.micro(high * 2 ** 32 + (halves[2 * at] ?? 0))
    else this.#value(rows.values[at] ?? 0n)
  }

  #value(quantity: bigint): void {
    if (this.#scale === 6 && quantity >= 0n && quantity <= SAFE) this.#writer.micro(Number(quantity))
    else this.#writer.decimal(quantity, this.#scale)
  }

  #open(position: number): void {
    this.#writer.bytes(this.#isFirst ? OPEN_FIRST : OPEN)
    this.#isFirst = false
    this.#writer.whole(position)
  }

  #close(): void {
    this.#writer.bytes(CLOSE)
  }
}

function isSet(word: number | undefined, bit: number): boolean {
  return Math.floor((word ?? 0) / bit) % 2 === 1
}

const encoder = new TextEncoder()
const OPEN_FIRST = encoder.encode('{"position":{"value":')
const OPEN = encoder.encode(',{"position":{"value":')
const CLOSE = encoder.encode('}')
// What stands between the position and the quantity. Measured is written by leaving the quality out, as the hub does.
const AFTER = {
  measured: encoder.encode('},"quantity":'),
  estimated: encoder.encode('},"quality":{"value":"A03"},"quantity":'),
  calculated: encoder.encode('},"quality":{"value":"A06"},"quantity":'),
  missing: encoder.encode('},"quality":{"value":"A02"}'),
}
