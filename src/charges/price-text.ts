import { parseDecimal } from '../kernel/index.ts'
import type { Result } from '../kernel/index.ts'
import { PRICE_SCALE } from './model.ts'

// settlement 6.3: VR.457 (8 and 6 digits), VR.509 (less than a million).
const LIMITS = { scale: PRICE_SCALE, maxIntegerDigits: 6, maxDecimals: 6 }

/** Reads a price in DKK for a kWh, a month or a piece; millionths. It may be negative, as a rebate is (datahub 4.1). */
export function parsePrice(text: string): Result<bigint, string> {
  const parsed = parseDecimal(text, LIMITS)
  if (parsed.ok) return parsed
  const shown = text.length <= 40 ? `'${text}'` : `'${text.slice(0, 40)}...'`
  return { ok: false, error: `${shown} is not a price of at most 6 decimals below 1,000,000` }
}

/** Millionths as PostgreSQL reads and writes them in a column of six decimals. */
export function toPriceText(price: bigint): string {
  const digits = (price < 0n ? -price : price).toString().padStart(PRICE_SCALE + 1, '0')
  return `${price < 0n ? '-' : ''}${digits.slice(0, -PRICE_SCALE)}.${digits.slice(-PRICE_SCALE)}`
}

/** Reads a column of six decimals back: PostgreSQL writes all six of them. */
export function fromPriceText(text: string): bigint {
  return BigInt(text.replace('.', ''))
}

/** A list of prices as an array in PostgreSQL's text form; undefined is NULL. */
export function toPriceArray(prices: readonly (bigint | undefined)[]): string {
  return `{${prices.map((price) => (price === undefined ? 'NULL' : toPriceText(price))).join(',')}}`
}
