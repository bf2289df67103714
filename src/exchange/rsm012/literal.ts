/** Bytes that are compared with a text eight at a time, the last eight overlapping when the length is not a multiple. */
export class Literal {
  readonly length: number
  readonly #bytes: Uint8Array
  // Eight bytes as one float: two floats are equal exactly when their bytes are, but for NaN (then the text is read the
  // long way) and the two zeros, whose bytes 00 cannot stand in JSON.
  readonly #parts: Float64Array
  readonly #lastPart: number

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#bytes = bytes
    this.length = bytes.length
    this.#parts = Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, n) => view.getFloat64(8 * n, true))
    this.#lastPart = bytes.length < 8 ? 0 : view.getFloat64(bytes.length - 8, true)
  }

  /** The place after the literal when it stands at `at`, else -1. */
  after(text: DataView, at: number): number {
    const end = at + this.length
    if (end > text.byteLength) return -1
    if (this.length < 8) return this.#shortAfter(text, at)
    const parts = this.#parts
    for (let n = 0; n < parts.length; n += 1) if (text.getFloat64(at + 8 * n, true) !== parts[n]) return -1
    return text.getFloat64(end - 8, true) === this.#lastPart ? end : -1
  }

  #shortAfter(text: DataView, at: number): number {
    const bytes = this.#bytes
    for (let n = 0; n < bytes.length; n += 1) if (text.getUint8(at + n) !== bytes[n]) return -1
    return at + bytes.length
  }
}
