import { WORD_BITS, wordCount } from '../../kernel/index.ts'
import type { SlotClass } from '../../kernel/index.ts'
import type { DayRows } from './day-rows.ts'

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
  #marketDay: Int32Array<ArrayBuffer>
  #values: BigInt64Array<ArrayBuffer>
  #halves: Uint32Array<ArrayBuffer>
  #stated: Float64Array<ArrayBuffer>
  #masks: Record<ValueMask, Float64Array<ArrayBuffer>>

  constructor(slotClass: SlotClass, capacity: number) {
    const words = wordCount(slotClass) * capacity
    this.slotClass = slotClass
    this.#words = wordCount(slotClass)
    this.#capacity = capacity
    this.#marketDay = new Int32Array(capacity)
    this.#values = new BigInt64Array(capacity * slotClass)
    this.#halves = new Uint32Array(this.#values.buffer)
    this.#stated = new Float64Array(words)
    this.#masks = {
      estimated: new Float64Array(words),
      calculated: new Float64Array(words),
      measured: new Float64Array(words),
    }
  }

  get count(): number {
    return this.#count
  }

  /** Adds an empty row. @returns its number */
  add(marketDay: number): number {
    if (this.#count === this.#capacity) this.#grow()
    this.#marketDay[this.#count] = marketDay
    this.#count += 1
    return this.#count - 1
  }

  /** Whether the slot has been stated in the row. */
  isStated(row: number, slot: number): boolean {
    const word = this.#stated[row * this.#words + wordOf(slot)] ?? 0
    return Math.floor(word / (BITS[slot] ?? 1)) % 2 === 1
  }

  /** States a slot; without a mask as withdrawn. */
  state(row: number, slot: number, mask: ValueMask | undefined): void {
    const word = row * this.#words + wordOf(slot)
    const bit = BITS[slot] ?? 0
    this.#stated[word] = (this.#stated[word] ?? 0) + bit
    if (mask === undefined) return
    const marked = this.#masks[mask]
    marked[word] = (marked[word] ?? 0) + bit
  }

  /** Puts a value that is a safe integer, zero or more, into a slot. */
  putSafe(row: number, slot: number, micro: number): void {
    const at = 2 * (row * this.slotClass + slot)
    const high = Math.floor(micro / TWO_32)
    this.#halves[at] = micro - high * TWO_32
    this.#halves[at + 1] = high
  }

  /** Puts any value into a slot. */
  put(row: number, slot: number, micro: bigint): void {
    this.#values[row * this.slotClass + slot] = micro
  }

  /** Takes back every row from the given one on. */
  cutTo(count: number): void {
    if (count >= this.#count) return
    this.#values.fill(0n, count * this.slotClass, this.#count * this.slotClass)
    for (const mask of [this.#stated, ...Object.values(this.#masks)]) {
      mask.fill(0, count * this.#words, this.#count * this.#words)
    }
    this.#count = count
  }

  /** The rows; the builder is not to be used after. */
  finish(): DayRows {
    const words = this.#count * this.#words
    return {
      slotClass: this.slotClass,
      count: this.#count,
      marketDay: this.#marketDay.subarray(0, this.#count),
      values: this.#values.subarray(0, this.#count * this.slotClass),
      stated: this.#stated.subarray(0, words),
      estimated: this.#masks.estimated.subarray(0, words),
      calculated: this.#masks.calculated.subarray(0, words),
      measured: this.#masks.measured.subarray(0, words),
    }
  }

  #grow(): void {
    const larger = new DayRowBuilder(this.slotClass, 2 * this.#capacity)
    larger.#marketDay.set(this.#marketDay)
    larger.#values.set(this.#values)
    larger.#stated.set(this.#stated)
    for (const mask of MASKS) larger.#masks[mask].set(this.#masks[mask])
    this.#capacity = larger.#capacity
    this.#marketDay = larger.#marketDay
    this.#values = larger.#values
    this.#halves = larger.#halves
    this.#stated = larger.#stated
    this.#masks = larger.#masks
  }
}

const MASKS = ['estimated', 'calculated', 'measured'] as const
const TWO_32 = 2 ** 32
const LARGEST_CLASS = 300
// What a slot adds to the word it lies in.
const BITS = Float64Array.from({ length: LARGEST_CLASS }, (_, slot) => 2 ** (slot % WORD_BITS))

// The platforms that Node runs on are little-endian, so the low half comes first; elsewhere this must not go unnoticed.
if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) throw new Error('readings are decoded on little-endian machines only')

function wordOf(slot: number): number {
  return Math.trunc(slot / WORD_BITS)
}
