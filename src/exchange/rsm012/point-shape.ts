import { Literal } from './literal.ts'
import { QUALITY_ABSENT, QUANTITY_ABSENT, QUANTITY_READ } from './point-columns.ts'
import type { PointColumns } from './point-columns.ts'

/** What varies in a point: where its text begins and ends, without quotes. */
export interface PointToken {
  readonly kind: typeof POSITION | typeof QUALITY | typeof QUANTITY
  readonly start: number
  readonly end: number
}
export const POSITION = 0
export const QUALITY = 1
export const QUANTITY = 2

/** The digits that are read without looking twice; whatever has more goes the long way. */
export interface QuickDigits {
  readonly whole: number
  readonly decimals: number
}

/**
 * How one producer writes its points: the bytes between the parts that vary, as one point had them that was read the
 * long way. Another point with the very same bytes between, and parts of the same kind, means the same: JSON has no
 * context. So points of any key order and any white space are read at the speed of comparing bytes.
 */
export class PointShape {
  readonly #literals: readonly Literal[]
  readonly #kinds: Uint8Array

  /**
   * @param start the byte after the previous point, so that the separator is part of the shape
   * @param end the byte after the point
   * @param tokens what varies, in the order of the text
   */
  constructor(bytes: Uint8Array, start: number, end: number, tokens: readonly PointToken[]) {
    const starts = [start, ...tokens.map((token) => token.end)]
    this.#literals = starts.map((from, n) => new Literal(bytes.slice(from, tokens[n]?.start ?? end)))
    this.#kinds = Uint8Array.from(tokens, (token) => token.kind)
  }

  /** Reads one point into the columns. @returns the byte after it; -1 when the text is not of this shape */
  read(bytes: Uint8Array, view: DataView, start: number, columns: PointColumns, quick: QuickDigits): number {
    const literals = this.#literals
    const kinds = this.#kinds
    let position = 0
    let quality = QUALITY_ABSENT
    let quantity = QUANTITY_ABSENT
    let whole = 0
    let millionths = 0
    let at = start
    for (let n = 0; n < kinds.length; n += 1) {
      at = (literals[n] as Literal).after(view, at)
      if (at < 0) return -1
      if (kinds[n] === QUALITY) {
        if (bytes[at] !== LETTER_A || bytes[at + 1] !== ZERO) return -1
        quality = (bytes[at + 2] ?? 0) - ZERO
        if (quality < 2 || quality > 6) return -1
        at += 3
        continue
      }
      const digits = at
      let value = 0
      for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
        value = value * 10 + digit
        at += 1
      }
      const length = at - digits
      if (length === 0 || length > quick.whole || (bytes[digits] === ZERO && length > 1)) return -1
      if (kinds[n] === POSITION) {
        if (value === 0 || length > 7) return -1
        position = value
        continue
      }
      quantity = QUANTITY_READ
      whole = value
      if (bytes[at] !== POINT) continue
      at += 1
      const decimals = at
      for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
        if (at - decimals === quick.decimals) return -1
        millionths = millionths * 10 + digit
        at += 1
      }
      if (at === decimals) return -1
      millionths *= SCALE[at - decimals] ?? 0
    }
    at = (literals[kinds.length] as Literal).after(view, at)
    if (at > 0) columns.add(position, quality, quantity, whole, millionths)
    return at
  }
}

/** The most digits that are read the short way: a whole part of nine digits and six decimals stay exact. */
export function quickDigits(limits: { readonly maxIntegerDigits: number; readonly maxDecimals: number }): QuickDigits {
  return { whole: Math.min(limits.maxIntegerDigits, 9), decimals: Math.min(limits.maxDecimals, 6) }
}

const POINT = 46
const ZERO = 48
const LETTER_A = 65
const SCALE = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1]
