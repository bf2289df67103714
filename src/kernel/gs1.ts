import { finding } from './finding.ts'
import type { Finding, Where } from './finding.ts'
import { isDigits, quoted, wrongShape } from './identifier-shape.ts'
import { accepted, refused } from './result.ts'
import type { Result } from './result.ts'

/** A metering point of the Danish market: 18 digits, kept as text. */
export type Gsrn = string & { readonly identifies: 'metering point (GSRN)' }
/** A party: 13 digits, kept as text. */
export type Gln = string & { readonly identifies: 'party (GLN)' }

const GSRN_DIGITS = 18
const GLN_DIGITS = 13
// settlement 6.1: Danish identifiers begin with 57.
const DANISH_PREFIX = '57'

/** Reads a GSRN: 18 digits whose last is the check digit; FIELD_INVALID for another shape, CHECK_DIGIT for a wrong digit. */
export function parseGsrn(text: string, where: Where = {}): Result<Gsrn, Finding> {
  const shaped = parseGsrnShape(text, where)
  return shaped.ok ? withGoodDigit(shaped.value, 'metering point', where) : shaped
}

/** Reads a GSRN by its shape alone, for data whose check digits are somebody else's concern, such as scenario folders. */
export function parseGsrnShape(text: string, where: Where = {}): Result<Gsrn, Finding> {
  if (isDigits(text, GSRN_DIGITS)) return accepted(text as Gsrn)
  return refused(wrongShape(text, `a metering point id of ${GSRN_DIGITS} digits`, where))
}

/** Reads a GLN: 13 digits whose last is the check digit; FIELD_INVALID for another shape, CHECK_DIGIT for a wrong digit. */
export function parseGln(text: string, where: Where = {}): Result<Gln, Finding> {
  if (!isDigits(text, GLN_DIGITS)) return refused(wrongShape(text, `a GLN of ${GLN_DIGITS} digits`, where))
  return withGoodDigit(text as Gln, 'GLN', where)
}

/** Makes a Danish GSRN from the 15 digits after `57`, or fewer, which are filled with zeros. @throws RangeError for more */
export function gsrnWithCheckDigit(serial: string | number): Gsrn {
  return complete(`${DANISH_PREFIX}${padded(serial, GSRN_DIGITS - 3)}`) as Gsrn
}

/** Makes a Danish GLN from the 10 digits after `57`, or fewer, which are filled with zeros. @throws RangeError for more */
export function glnWithCheckDigit(serial: string | number): Gln {
  return complete(`${DANISH_PREFIX}${padded(serial, GLN_DIGITS - 3)}`) as Gln
}

/** The check digit of GS1 for the digits before it: weights 3 and 1 in turn from the right, up to the next ten. */
export function gs1CheckDigit(digits: string): number {
  let total = 0
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - fromRight) - 48
    total += fromRight % 2 === 0 ? 3 * digit : digit
  }
  return (10 - (total % 10)) % 10
}

function withGoodDigit<Id extends string>(id: Id, what: string, where: Where): Result<Id, Finding> {
  const expected = gs1CheckDigit(id.slice(0, -1))
  if (id.charCodeAt(id.length - 1) - 48 === expected) return accepted(id)
  return refused(
    finding('CHECK_DIGIT', `${what} ${id} ends with ${id.slice(-1)}; its check digit is ${expected}`, where),
  )
}

function complete(body: string): string {
  return `${body}${gs1CheckDigit(body)}`
}

function padded(digits: string | number, length: number): string {
  const text = String(digits).padStart(length, '0')
  if (!isDigits(text, length)) throw new RangeError(`${quoted(text)} is not at most ${length} digits`)
  return text
}
