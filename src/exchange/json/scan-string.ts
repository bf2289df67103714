import { JsonFault } from './json-fault.ts'

/**
 * Passes the inside of a string.
 * @param start the byte after the opening quote
 * @returns the place of the closing quote; negative when the string has escapes
 */
export function scanString(bytes: Uint8Array, start: number): number {
  let at = start
  let escapes = false
  for (;;) {
    const byte = bytes[at]
    if (byte === QUOTE) return escapes ? -at : at
    if (byte === undefined) throw new JsonFault('the document ends within a string', bytes.length)
    if (byte < SPACE) throw new JsonFault('a string holds a control character that is not escaped', at)
    if (byte === BACKSLASH) {
      escapes = true
      at = afterEscape(bytes, at)
    } else at += 1
  }
}

/** The inside of a string that has been passed, as text. */
export function textOf(bytes: Uint8Array, start: number, end: number, escapes: boolean): string {
  if (end - start <= SHORT && !escapes) {
    let text = ''
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0
      if (byte >= 0x80) return decode(bytes, start, end)
      text += String.fromCharCode(byte)
    }
    return text
  }
  const text = decode(bytes, start, end)
  // The escapes have been checked one by one, so this cannot fail; a lone half of a surrogate pair stays what it is.
  return escapes ? (JSON.parse(`"${text}"`) as string) : text
}

// Below some 20 characters a call into the runtime costs more than it saves.
const SHORT = 20

function decode(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
}

function afterEscape(bytes: Uint8Array, backslash: number): number {
  const letter = bytes[backslash + 1]
  if (letter === undefined) throw new JsonFault('the document ends within a string', bytes.length)
  if (letter !== LETTER_U) {
    if (!SIMPLE_ESCAPES.has(letter)) throw new JsonFault('a string holds an escape that JSON does not have', backslash)
    return backslash + 2
  }
  for (let n = 2; n < 6; n += 1) {
    const digit = bytes[backslash + n]
    if (digit === undefined) throw new JsonFault('the document ends within a string', bytes.length)
    if (!isHexDigit(digit))
      throw new JsonFault('a string holds an escape that lacks its four hexadecimal digits', backslash)
  }
  return backslash + 6
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20
  return (byte >= 48 && byte <= 57) || (lower >= 97 && lower <= 102)
}

const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92
const LETTER_U = 117
const SIMPLE_ESCAPES = new Set(new TextEncoder().encode('"\\/bfnrt'))
