import { WORD_BITS, wordCount } from '../../kernel/index.ts'
import type { SlotClass } from '../../kernel/index.ts'
import type { DayRows } from '../../kernel/index.ts'

/** What a stated slot is marked as, besides stated. */
export type ValueMask = 'estimated' | 'calculated' | 'measured'

/**
 * Day rows of one slot class while a document is read. A slot is set once; who sets it looks with `isStated` first.
 * Values are written as two halves of 32 bits, because making a bigint for each value costs more than reading its text.
 */
export class DayRowBuilder {
  readonly slotClass: SlotClass
  readonly #words: number
  #capacity: number
  #count = 0
  #columns: Columns

  constructor(slotClass: SlotClass, capacity: number) {
    this.slotClass = slotClass
    this.#words = wordCount(slotClass)
    this.#capacity = capacity
    this.#columns = newColumns(slotClass, capacity)
  }

  get count(): number {
    return this.#count
  }

  /** Adds an empty row. @returns its number */
  add(marketDay: number): number {
    if (this.#count === this.#capacity) this.#grow()
    this.#columns.marketDay[this.#count] = marketDay
    this.#count += 1
    return this.#count - 1
  }

  /** Whether the slot has been stated in the row. */
  isStated(row: number, slot: number): boolean {
    const word = this.#columns.stated[row * this.#words + wordOf(slot)] ?? 0
    return Math.floor(word / (BITS[slot] ?? 1)) % 2 === 1
  }

  /** States a slot; without a mask as withdrawn. */
  state(row: number, slot: number, mask: ValueMask | undefined): void {
    const word = row * this.#words + wordOf(slot)
    const bit = BITS[slot] ?? 0
    const { stated } = this.#columns
    stated[word] = (stated[word] ?? 0) + bit
    if (mask === undefined) return
    const marked = this.#columns[mask]
    marked[word] = (marked[word] ?? 0) + bit
  }

  /** Puts a value that is a safe integer, zero or more, into a slot. */
  putSafe(row: number, slot: number, micro: number): void {
    const at = 2 * (row * this.slotClass + slot)
    const high = Math.floor(micro / TWO_32)
    const { halves } = this.#columns
    halves[at] = micro - high * TWO_32
    halves[at + 1] = high
  }

  /** Puts any value into a slot. */
  put(row: number, slot: number, micro: bigint): void {
    this.#columns.values[row * this.slotClass + slot] = micro
  }

  /** Takes back every row from the given one on. */
  cutTo(count: number): void {
    if (count >= this.#count) return
    this.#columns.values.fill(0n, count * this.slotClass, this.#count * this.slotClass)
    for (const mask of MASKS) this.#columns[mask].fill(0, count * this.#words, this.#count * this.#words)
    this.#count = count
  }

  /** The rows, whose columns share one buffer; the builder is not to be used after. */
  finish(): DayRows {
    const { values, stated, estimated, calculated, measured, marketDay } = this.#columns
    const words = this.#count * this.#words
    return {
      slotClass: this.slotClass,
      count: this.#count,
      marketDay: marketDay.subarray(0, this.#count),
      values: values.subarray(0, this.#count * this.slotClass),
      stated: stated.subarray(0, words),
      estimated: estimated.subarray(0, words),
      calculated: calculated.subarray(0, words),
      measured: measured.subarray(0, words),
    }
  }

  #grow(): void {
    const larger = newColumns(this.slotClass, 2 * this.#capacity)
    larger.marketDay.set(this.#columns.marketDay)
    larger.values.set(this.#columns.values)
    for (const mask of MASKS) larger[mask].set(this.#columns[mask])
    this.#capacity *= 2
    this.#columns = larger
  }
}

interface Columns extends Record<(typeof MASKS)[number], Float64Array<ArrayBuffer>> {
  readonly values: BigInt64Array<ArrayBuffer>
  readonly halves: Uint32Array<ArrayBuffer>
  readonly marketDay: Int32Array<ArrayBuffer>
}

// All columns in one buffer: a document of one transaction would else pay more for buffers than for its text.
function newColumns(slotClass: SlotClass, capacity: number): Columns {
  const slots = capacity * slotClass
  const words = capacity * wordCount(slotClass)
  const buffer = new ArrayBuffer(8 * slots + 8 * MASKS.length * words + 4 * capacity)
  const mask = (n: number): Float64Array<ArrayBuffer> => new Float64Array(buffer, 8 * (slots + n * words), words)
  return {
    values: new BigInt64Array(buffer, 0, slots),
    halves: new Uint32Array(buffer, 0, 2 * slots),
    stated: mask(0),
    estimated: mask(1),
    calculated: mask(2),
    measured: mask(3),
    marketDay: new Int32Array(buffer, 8 * (slots + MASKS.length * words), capacity),
  }
}

const MASKS = ['stated', 'estimated', 'calculated', 'measured'] as const
const TWO_32 = 2 ** 32
const LARGEST_CLASS = 300
// What a slot adds to the word it lies in.
const BITS = Float64Array.from({ length: LARGEST_CLASS }, (_, slot) => 2 ** (slot % WORD_BITS))

// The platforms that Node runs on are little-endian, so the low half comes first; elsewhere this must not go unnoticed.
if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1)
  throw new Error('readings are decoded on little-endian machines only')

function wordOf(slot: number): number {
  return Math.trunc(slot / WORD_BITS)
}
