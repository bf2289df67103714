import { accepted, refused } from './result.ts'
import type { Result } from './result.ts'

/** Limits that the text of a decimal is held against. */
export type DecimalLimits = {
  /** decimals of the scaled integer that is returned; at least maxDecimals */
  readonly scale: number
  /** most digits before the decimal point, leading zeros not counted */
  readonly maxIntegerDigits: number
  /** most digits after the decimal point, trailing zeros not counted */
  readonly maxDecimals: number
}

/** Why the text of a decimal is refused. */
export type DecimalFault = 'not-a-number' | 'too-precise' | 'too-large'

// Group 1 sign, 2 digits before the point, 3 after it, 4 exponent. No two parts can match the same character, so it is linear.
const DECIMAL = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/

/**
 * Reads a decimal from its text, exactly: never through a floating-point number, which would round in silence.
 * @param text digits with an optional minus, point and exponent; a leading plus, blanks, `.5` and `5.` are not numbers
 * @returns the value times 10^scale; or why not: a value that needs more decimals or digits than the limits allow is
 * refused, never rounded (settlement 5.3, E89). `1.5e2` is 150 and `1.2000` is 1.2: only digits that carry value count.
 */
export function parseDecimal(text: string, limits: DecimalLimits): Result<bigint, DecimalFault> {
  const plain = parsePlain(text, limits)
  if (plain !== undefined) return accepted(plain)
  const parts = DECIMAL.exec(text)
  if (parts === null) return refused('not-a-number')
  const [, sign, integer = '', fraction = '', exponent = '0'] = parts
  const { digits, decimals } = significant(integer + fraction, fraction.length, Number(exponent))
  if (digits === '') return accepted(0n)
  if (digits.length - decimals > limits.maxIntegerDigits) return refused('too-large')
  if (decimals > limits.maxDecimals) return refused('too-precise')
  const scaled = BigInt(digits) * 10n ** BigInt(limits.scale - decimals)
  return accepted(sign === '-' ? -scaled : scaled)
}

/**
 * Writes a scaled integer as a decimal with a point.
 * @param scale decimals of the scaled value
 * @param decimals how many decimals to write; absent writes as many as carry value
 * @throws RangeError when the given number of decimals would lose a digit: round first, by name
 */
export function formatDecimal(value: bigint, scale: number, decimals?: number): string {
  const shown = decimals === undefined ? value : exactlyAt(value, scale, decimals)
  const places = decimals ?? scale
  const digits = (shown < 0n ? -shown : shown).toString().padStart(places + 1, '0')
  const integer = digits.slice(0, digits.length - places)
  const fraction = digits.slice(digits.length - places)
  const written = decimals === undefined ? withoutTrailingZeros(fraction) : fraction
  return `${shown < 0n ? '-' : ''}${integer}${written === '' ? '' : `.${written}`}`
}

/**
 * The quotient of two integers, rounded half away from zero (settlement 10, trap 2).
 * @throws RangeError when the divisor is zero
 */
export function divideHalfAway(numerator: bigint, divisor: bigint): bigint {
  const negative = numerator < 0n !== divisor < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = divisor < 0n ? -divisor : divisor
  const rounded = (2n * n + d) / (2n * d)
  return negative ? -rounded : rounded
}

/** The same value at another scale; fewer decimals are rounded half away from zero. */
export function roundHalfAway(value: bigint, fromScale: number, toScale: number): bigint {
  if (toScale >= fromScale) return value * 10n ** BigInt(toScale - fromScale)
  return divideHalfAway(value, 10n ** BigInt(fromScale - toScale))
}

// Readings are nearly always short and plain; read digit by digit, they cost a third of the general way. Whatever this
// does not accept at first sight, it leaves to the general way.
function parsePlain(text: string, { scale, maxIntegerDigits, maxDecimals }: DecimalLimits): bigint | undefined {
  if (text.length === 0 || text.length > MOST_SAFE_DIGITS) return undefined
  let digits = 0
  let point = text.length
  for (let n = 0; n < text.length; n += 1) {
    const code = text.charCodeAt(n)
    if (code >= ZERO && code <= NINE) digits = digits * 10 + code - ZERO
    else if (code === POINT && point === text.length) point = n
    else return undefined
  }
  const decimals = Math.max(text.length - point - 1, 0)
  const endsInPoint = point === text.length - 1
  if (point === 0 || endsInPoint || point > maxIntegerDigits || decimals > maxDecimals) return undefined
  return BigInt(digits) * (POWERS_OF_TEN[scale - decimals] ?? 10n ** BigInt(scale - decimals))
}

// The digits that carry value, and how many of them stand after the point (negative: zeros to append before it).
function significant(written: string, fractionDigits: number, exponent: number): { digits: string; decimals: number } {
  const digits = withoutTrailingZeros(withoutLeadingZeros(written))
  const dropped = written.length - withoutTrailingZeros(written).length
  return { digits, decimals: fractionDigits - dropped - exponent }
}

// Loops, because the obvious pattern /0+$/ takes quadratic time on hostile input.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === ZERO) end -= 1
  return digits.slice(0, end)
}

function withoutLeadingZeros(digits: string): string {
  let start = 0
  while (start < digits.length && digits.charCodeAt(start) === ZERO) start += 1
  return digits.slice(start)
}

function exactlyAt(value: bigint, scale: number, decimals: number): bigint {
  const shown = roundHalfAway(value, scale, decimals)
  if (decimals < scale && shown * 10n ** BigInt(scale - decimals) !== value) {
    throw new RangeError(`${formatDecimal(value, scale)} cannot be written with ${decimals} decimals without rounding`)
  }
  return shown
}

const ZERO = 48
const NINE = 57
const POINT = 46
// So many decimal digits always fit a safe integer.
const MOST_SAFE_DIGITS = 15
const POWERS_OF_TEN: readonly bigint[] = Array.from({ length: 13 }, (_, power) => 10n ** BigInt(power))
