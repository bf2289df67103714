import { formatDecimal } from '../../kernel/index.ts'

/** Writes text into chunks of bytes, without a string for each piece. */
export class ByteWriter {
  readonly #chunkBytes: number
  #chunk: Uint8Array<ArrayBuffer>
  #at = 0
  #full: Uint8Array<ArrayBuffer>[] = []

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes
    this.#chunk = new Uint8Array(chunkBytes)
  }

  /** Appends bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    // A loop is faster than `set` for the few bytes between two numbers.
    for (let n = 0; n < bytes.length; n += 1) this.#chunk[this.#at + n] = bytes[n] ?? 0
    this.#at += bytes.length
  }

  /** Appends a text as it is. */
  text(text: string): void {
    this.bytes(encoder.encode(text))
  }

  /** Appends a whole number, zero or more. */
  whole(value: number): void {
    this.#reserve(LONGEST_NUMBER)
    this.#digits(value)
  }

  /** Appends a value of six decimals, given as a safe integer of zero or more, without needless zeros. */
  micro(value: number): void {
    this.#reserve(LONGEST_NUMBER)
    const whole = Math.floor(value / MILLION)
    this.#digits(whole)
    let rest = value - whole * MILLION
    if (rest === 0) return
    this.#chunk[this.#at] = POINT
    this.#at += 1
    for (let place = MILLION / 10; rest > 0; place /= 10) {
      const digit = Math.floor(rest / place)
      this.#chunk[this.#at] = ZERO + digit
      this.#at += 1
      rest -= digit * place
    }
  }

  /** Appends a decimal of any size, without needless zeros. */
  decimal(value: bigint, scale: number): void {
    this.text(formatDecimal(value, scale))
  }

  /** The chunks that are full; what is begun stays. */
  takeFull(): Uint8Array<ArrayBuffer>[] {
    const full = this.#full
    this.#full = []
    return full
  }

  /** Everything that is left. */
  takeAll(): Uint8Array<ArrayBuffer>[] {
    const all = [...this.takeFull(), ...(this.#at > 0 ? [this.#chunk.subarray(0, this.#at)] : [])]
    this.#chunk = new Uint8Array(this.#chunkBytes)
    this.#at = 0
    return all
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#chunk.length) return
    if (this.#at > 0) this.#full.push(this.#chunk.subarray(0, this.#at))
    this.#chunk = new Uint8Array(Math.max(this.#chunkBytes, bytes))
    this.#at = 0
  }

  #digits(value: number): void {
    let end = this.#at + 1
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end += 1
    let rest = value
    for (let at = end - 1; at >= this.#at; at -= 1) {
      const tenth = Math.floor(rest / 10)
      this.#chunk[at] = ZERO + (rest - tenth * 10)
      rest = tenth
    }
    this.#at = end
  }
}

const encoder = new TextEncoder()
const MILLION = 1_000_000
const LONGEST_NUMBER = 32
const POINT = 46
const ZERO = 48
