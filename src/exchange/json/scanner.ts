import { JsonFault, NestingFault } from './json-fault.ts'
import { scanNumber } from './scan-number.ts'
import { scanString, textOf } from './scan-string.ts'

/** Deepest nesting that is read; documents of the market reach 8. */
export const DEEPEST = 64

/** A value that stands where a text or number is expected but is none: an object without value, a list, true or false. */
export const MISFIT: unique symbol = Symbol('misfit')

/** The text or number at a place, as written (numbers by their digits); undefined for null and for nothing. */
export type Scalar = string | undefined | typeof MISFIT

/**
 * Walks through JSON in bytes that are known to be UTF-8, strictly after RFC 8259, without building what it passes.
 * The caller steers: `for (let more = s.enterObject(); more; more = s.nextKey()) ...`, and consumes one value for each
 * key. Of keys that occur twice the last one counts, as with JSON.parse, when the caller overwrites what it had.
 * Every method throws JsonFault where the text is not JSON.
 */
export class JsonScanner {
  readonly bytes: Uint8Array
  /** the next byte to be looked at */
  at: number
  /** bytes of the key between its quotes, after enterObject or nextKey returned true */
  keyStart = 0
  keyEnd = 0
  keyHasEscapes = false
  /** bytes of the last scalar that was read, without quotes */
  tokenStart = 0
  tokenEnd = 0
  #depth = 0

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes
    this.at = start
  }

  /** The next byte that is not blank, not consumed; -1 at the end. */
  peek(): number {
    const bytes = this.bytes
    let at = this.at
    let byte = bytes[at]
    while (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB) {
      at += 1
      byte = bytes[at]
    }
    this.at = at
    return byte ?? -1
  }

  /** Enters an object. @returns whether it has a first key; an empty one is left again */
  enterObject(): boolean {
    this.#enter(OPEN_OBJECT, 'an object')
    if (this.peek() === CLOSE_OBJECT) return this.#leave()
    return this.#key()
  }

  /** Goes to the next key of the object. @returns false when there is none; the object is then left */
  nextKey(): boolean {
    const byte = this.peek()
    if (byte === CLOSE_OBJECT) return this.#leave()
    if (byte !== COMMA) throw this.fault("',' or '}' is missing")
    this.at += 1
    return this.#key()
  }

  /** Enters a list. @returns whether it has a first item; an empty one is left again */
  enterList(): boolean {
    this.#enter(OPEN_LIST, 'a list')
    return this.peek() === CLOSE_LIST ? this.#leave() : true
  }

  /** Goes to the next item of the list. @returns false when there is none; the list is then left */
  nextItem(): boolean {
    const byte = this.peek()
    if (byte === CLOSE_LIST) return this.#leave()
    if (byte !== COMMA) throw this.fault("',' or ']' is missing")
    this.at += 1
    return true
  }

  /** The key as text. */
  key(): string {
    return textOf(this.bytes, this.keyStart, this.keyEnd, this.keyHasEscapes)
  }

  /** Passes any value. */
  skip(): void {
    const byte = this.peek()
    if (byte === OPEN_OBJECT) {
      for (let more = this.enterObject(); more; more = this.nextKey()) this.skip()
    } else if (byte === OPEN_LIST) {
      for (let more = this.enterList(); more; more = this.nextItem()) this.skip()
    } else this.#skipScalar(byte)
  }

  /** Reads a text or number, bare or wrapped as `{ "value": x }` (datahub 2.1); other keys of the wrapper are passed. */
  scalar(): Scalar {
    if (this.peek() !== OPEN_OBJECT) return this.#bareScalar()
    let value: Scalar = MISFIT
    let start = 0
    let end = 0
    for (let more = this.enterObject(); more; more = this.nextKey()) {
      if (!this.#keyIsValue()) this.skip()
      else {
        value = this.#bareScalar()
        start = this.tokenStart
        end = this.tokenEnd
      }
    }
    this.tokenStart = start
    this.tokenEnd = end
    return value
  }

  /** Makes sure that nothing but blanks follows. */
  end(): void {
    if (this.peek() !== -1) throw this.fault('something follows the end of the document')
  }

  /** A fault at the next byte. */
  fault(message: string): JsonFault {
    return new JsonFault(this.at >= this.bytes.length ? 'the document ends too early' : message, this.at)
  }

  #bareScalar(): Scalar {
    const byte = this.peek()
    const start = this.at
    if (byte === QUOTE) {
      const escapes = this.#string()
      this.tokenStart = start + 1
      this.tokenEnd = this.at - 1
      return textOf(this.bytes, start + 1, this.at - 1, escapes)
    }
    this.skip()
    this.tokenStart = start
    this.tokenEnd = this.at
    if (byte === LETTER_N) return undefined
    return byte === MINUS || (byte >= ZERO && byte <= NINE) ? textOf(this.bytes, start, this.at, false) : MISFIT
  }

  #skipScalar(byte: number): void {
    if (byte === QUOTE) this.#string()
    else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) this.at = scanNumber(this.bytes, this.at)
    else if (byte === LETTER_T) this.#word('true')
    else if (byte === LETTER_F) this.#word('false')
    else if (byte === LETTER_N) this.#word('null')
    else throw this.fault('a value is missing')
  }

  // Leaves the place after the closing quote; says whether there were escapes.
  #string(): boolean {
    const end = scanString(this.bytes, this.at + 1)
    this.at = (end < 0 ? -end : end) + 1
    return end < 0
  }

  #word(word: string): void {
    for (let n = 0; n < word.length; n += 1) {
      if (this.bytes[this.at + n] !== word.charCodeAt(n)) throw this.fault(`'${word}' is misspelt`)
    }
    this.at += word.length
  }

  #key(): true {
    if (this.peek() !== QUOTE) throw this.fault('a key in quotes is missing')
    this.keyStart = this.at + 1
    this.keyHasEscapes = this.#string()
    this.keyEnd = this.at - 1
    if (this.peek() !== COLON) throw this.fault("':' is missing after the key")
    this.at += 1
    return true
  }

  #keyIsValue(): boolean {
    if (this.keyHasEscapes) return this.key() === 'value'
    const at = this.keyStart
    const bytes = this.bytes
    return (
      this.keyEnd - at === 5 &&
      bytes[at] === 118 &&
      bytes[at + 1] === 97 &&
      bytes[at + 2] === 108 &&
      bytes[at + 3] === 117 &&
      bytes[at + 4] === 101
    )
  }

  #enter(open: number, what: string): void {
    if (this.peek() !== open) throw this.fault(`${what} is missing`)
    this.#depth += 1
    if (this.#depth > DEEPEST) throw new NestingFault(`values are nested deeper than ${DEEPEST} levels`, this.at)
    this.at += 1
  }

  #leave(): false {
    this.at += 1
    this.#depth -= 1
    return false
  }
}

const TAB = 9
const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const MINUS = 45
const ZERO = 48
const NINE = 57
const COLON = 58
const OPEN_LIST = 91
const CLOSE_LIST = 93
const LETTER_F = 102
const LETTER_N = 110
const LETTER_T = 116
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
