import { dayOfNumber } from './day-number.ts'
import { WORD_BITS, slotCount, wordCount } from '../../kernel/index.ts'
import type { MarketZone, Resolution } from '../../kernel/index.ts'
import { phraseOf } from '../json/byte-writer.ts'
import type { ByteWriter, Phrase } from '../json/byte-writer.ts'
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
      this.#open(position, quantity === undefined ? 'missing' : quality)
      if (quantity !== undefined) this.#value(quantity)
      this.#writer.byte(CLOSE)
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
    const halves = new Uint32Array(rows.values.buffer, rows.values.byteOffset, 2 * rows.values.length)
    const firstWord = row * wordCount(rows.slotClass)
    for (let firstSlot = 0; firstSlot < slots; firstSlot += WORD_BITS) {
      const word = firstWord + firstSlot / WORD_BITS
      const stated = rows.stated[word] ?? 0
      // Nearly always everything that is stated was measured, so that no slot has to be asked for its quality.
      const isMeasured = stated === rows.measured[word]
      const bits = Math.min(WORD_BITS, slots - firstSlot)
      for (let n = 0; n < bits; n += 1) {
        const bit = BITS[n] ?? 1
        if (!isSet(stated, bit)) continue
        const quality = isMeasured ? 'measured' : qualityOf(rows, word, bit)
        const slot = firstSlot + n
        this.#open(positionsBefore + slot + 1, quality)
        if (quality !== 'missing') this.#slotValue(rows, halves, row * rows.slotClass + slot)
        this.#writer.byte(CLOSE)
      }
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

  // Up to the quantity, or to the end of a position that has none.
  #open(position: number, quality: EncodablePoint['quality']): void {
    const writer = this.#writer
    if (this.#isFirst) writer.bytes(OPEN_FIRST)
    else if (position < MOST_PHRASES) {
      writer.phrase((PHRASES[quality][position] ??= phraseOf(`${OPEN}${position}${AFTER[quality]}`)))
      return
    } else writer.text(OPEN)
    this.#isFirst = false
    writer.whole(position)
    writer.text(AFTER[quality])
  }
}

function isSet(word: number | undefined, bit: number): boolean {
  return Math.floor((word ?? 0) / bit) % 2 === 1
}

function qualityOf(rows: DayRows, word: number, bit: number): EncodablePoint['quality'] {
  if (isSet(rows.measured[word], bit)) return 'measured'
  if (isSet(rows.estimated[word], bit)) return 'estimated'
  return isSet(rows.calculated[word], bit) ? 'calculated' : 'missing'
}

const encoder = new TextEncoder()
const OPEN_FIRST = encoder.encode('{"position":{"value":')
const OPEN = ',{"position":{"value":'
const CLOSE = 125
// What stands between the position and the quantity. Measured is written by leaving the quality out, as the hub does.
const AFTER = {
  measured: '},"quantity":',
  estimated: '},"quality":{"value":"A03"},"quantity":',
  calculated: '},"quality":{"value":"A06"},"quantity":',
  missing: '},"quality":{"value":"A02"}',
} as const
const BITS = Array.from({ length: WORD_BITS }, (_, n) => 2 ** n)
/** The positions of a month of quarter-hours; what lies beyond is written piece by piece. */
const MOST_PHRASES = 3000
/** By quality and position, made when first asked for. */
const PHRASES: Readonly<Record<EncodablePoint['quality'], (Phrase | undefined)[]>> = {
  measured: [],
  estimated: [],
  calculated: [],
  missing: [],
}
