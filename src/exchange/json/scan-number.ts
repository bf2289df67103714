import { JsonFault } from './json-fault.ts'

/**
 * Passes a number of JSON: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
 * @param start its first byte
 * @returns the byte after it
 */
export function scanNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start
  const firstDigit = at
  at = digits(bytes, at)
  if (bytes[firstDigit] === ZERO && at > firstDigit + 1)
    throw new JsonFault('a number begins with a needless zero', firstDigit)
  if (bytes[at] === POINT) at = digits(bytes, at + 1)
  const exponent = bytes[at]
  if (exponent !== LETTER_E && exponent !== CAPITAL_E) return at
  const sign = bytes[at + 1]
  return digits(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1)
}

function digits(bytes: Uint8Array, start: number): number {
  let at = start
  for (let byte = bytes[at]; byte !== undefined && byte >= ZERO && byte <= NINE; byte = bytes[at]) at += 1
  if (at > start) return at
  throw new JsonFault(at >= bytes.length ? 'the document ends within a number' : 'a digit is missing in a number', at)
}

const PLUS = 43
const MINUS = 45
const POINT = 46
const ZERO = 48
const NINE = 57
const CAPITAL_E = 69
const LETTER_E = 101
