import type { PointFault } from './point-faults.ts'

/** Quality of a position as it was read: the digit of its code, or one of these two. */
export const QUALITY_ABSENT = 0
export const QUALITY_UNKNOWN = 255

/** What was found as the quantity of a position. */
export const QUANTITY_ABSENT = 0
export const QUANTITY_READ = 1
export const QUANTITY_FAULTY = 2

/** Faults that are listed one by one for a transaction; what exceeds them is counted. */
const MOST_FAULTS = 500

/**
 * The positions of the transaction that is being read, column by column, in the order of the document. They wait here
 * until the transaction's interval and unit are known, which may stand before or after them. The columns are filled
 * again for each transaction.
 */
export class PointColumns {
  count = 0
  /** as stated, from 1; 0 for one that cannot be read, which is in the faults */
  position = new Int32Array(128)
  /** digit of the code A0x, QUALITY_ABSENT or QUALITY_UNKNOWN */
  quality = new Uint8Array(128)
  /** QUANTITY_ABSENT, QUANTITY_READ or QUANTITY_FAULTY */
  quantity = new Uint8Array(128)
  /** the part before the decimal point, in the stated unit: at most 10 digits, a safe integer */
  whole = new Float64Array(128)
  /** the part after it, in millionths */
  millionths = new Int32Array(128)
  faults: PointFault[] = []
  /** faults that were found but not listed */
  unlistedFaults = 0

  /** positions that fit without growing */
  get capacity(): number {
    return this.position.length
  }

  clear(): void {
    this.count = 0
    this.unlistedFaults = 0
    if (this.faults.length > 0) this.faults = []
  }

  add(position: number, quality: number, quantity: number, whole: number, millionths: number): void {
    const at = this.count
    if (at === this.position.length) this.#grow()
    this.position[at] = position
    this.quality[at] = quality
    this.quantity[at] = quantity
    this.whole[at] = whole
    this.millionths[at] = millionths
    this.count = at + 1
  }

  addFault(fault: PointFault): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(fault)
    else this.unlistedFaults += 1
  }

  #grow(): void {
    const length = 2 * this.position.length
    this.position = copyOf(this.position, new Int32Array(length))
    this.quality = copyOf(this.quality, new Uint8Array(length))
    this.quantity = copyOf(this.quantity, new Uint8Array(length))
    this.whole = copyOf(this.whole, new Float64Array(length))
    this.millionths = copyOf(this.millionths, new Int32Array(length))
  }
}

function copyOf<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
