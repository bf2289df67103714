import { formatDecimal } from '../../kernel/index.ts'

/** A text that is written often: its bytes as words of four, so that writing it costs a quarter of the steps. */
export interface Phrase {
  readonly words: Uint32Array
  /** in bytes */
  readonly length: number
}

/** Makes a phrase of a text. */
export function phraseOf(text: string): Phrase {
  const bytes = encoder.encode(text)
  const words = new Uint32Array(Math.ceil(bytes.length / WORD))
  new Uint8Array(words.buffer).set(bytes)
  return { words, length: bytes.length }
}

/** Writes text into chunks of bytes, without a string for each piece. */
export class ByteWriter {
  readonly #chunkBytes: number
  #chunk: Uint8Array<ArrayBuffer>
  #view: DataView<ArrayBuffer>
  #at = 0
  #full: Uint8Array<ArrayBuffer>[] = []

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes
    this.#chunk = new Uint8Array(chunkBytes)
    this.#view = new DataView(this.#chunk.buffer)
  }

  /** Appends bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    const chunk = this.#chunk
    const at = this.#at
    // A loop is faster than `set` for the few bytes between two numbers.
    for (let n = 0; n < bytes.length; n += 1) chunk[at + n] = bytes[n] ?? 0
    this.#at = at + bytes.length
  }

  /** Appends a phrase. */
  phrase({ words, length }: Phrase): void {
    // The last word may reach beyond the phrase; what follows overwrites that.
    this.#reserve(length, WORD)
    const view = this.#view
    let at = this.#at
    for (let n = 0; n < words.length; n += 1) {
      view.setUint32(at, words[n] ?? 0, true)
      at += WORD
    }
    this.#at += length
  }

  /** Appends one byte. */
  byte(byte: number): void {
    this.#reserve(1)
    this.#chunk[this.#at] = byte
    this.#at += 1
  }

  /** Appends a text as it is. */
  text(text: string): void {
    const surelyFits = this.#at + MOST_BYTES_A_CHARACTER * text.length <= this.#chunk.length
    if (surelyFits) this.#at += encoder.encodeInto(text, this.#chunk.subarray(this.#at)).written
    else this.bytes(encoder.encode(text))
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
    if (rest % THOUSAND === 0) {
      this.#thousandths(rest / THOUSAND)
      return
    }
    const chunk = this.#chunk
    let at = this.#at
    chunk[at] = POINT
    at += 1
    for (let place = MILLION / 10; rest > 0; place = Math.trunc(place / 10)) {
      const digit = Math.trunc(rest / place)
      chunk[at] = ZERO + digit
      at += 1
      rest -= digit * place
    }
    this.#at = at
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
    this.#begin(this.#chunkBytes)
    return all
  }

  /** @param beyond bytes after these that may be written over; they count for the size of no chunk that holds them */
  #reserve(bytes: number, beyond = 0): void {
    if (this.#at + bytes + beyond <= this.#chunk.length) return
    if (this.#at > 0) this.#full.push(this.#chunk.subarray(0, this.#at))
    this.#begin(Math.max(this.#chunkBytes, bytes + beyond))
  }

  #begin(bytes: number): void {
    this.#chunk = new Uint8Array(bytes)
    this.#view = new DataView(this.#chunk.buffer)
    this.#at = 0
  }

  // Three decimals are all that nearly every reading has: their texts are known.
  #thousandths(fraction: number): void {
    this.#view.setUint32(this.#at, FRACTIONS[fraction]?.words[0] ?? 0, true)
    this.#at += FRACTIONS[fraction]?.length ?? 0
  }

  #digits(value: number): void {
    const chunk = this.#chunk
    if (value < 10) {
      chunk[this.#at] = ZERO + value
      this.#at += 1
      return
    }
    let end = this.#at + 2
    for (let limit = 100; value >= limit; limit *= 10) end += 1
    let rest = value
    for (let at = end - 1; at >= this.#at; at -= 1) {
      const tenth = Math.floor(rest / 10)
      chunk[at] = ZERO + (rest - tenth * 10)
      rest = tenth
    }
    this.#at = end
  }
}

const encoder = new TextEncoder()
const MILLION = 1_000_000
const THOUSAND = 1000
const MOST_BYTES_A_CHARACTER = 3
const LONGEST_NUMBER = 32
const WORD = 4
const POINT = 46
const ZERO = 48
// From '' and '.001' to '.999', without needless zeros.
const FRACTIONS = Array.from({ length: THOUSAND }, (_, n) => phraseOf(n === 0 ? '' : `${n / THOUSAND}`.slice(1)))
