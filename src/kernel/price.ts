import { formatDecimal, parseDecimal } from './decimal.ts'
import type { DecimalFault } from './decimal.ts'
import { QUANTITY_SCALE, toScaled } from './quantity.ts'
import type { PricePerKwh } from './quantity.ts'
import { accepted } from './result.ts'
import type { Result } from './result.ts'

// settlement 6.3, VR.457: a price has at most eight digits before the point and six after it.
const LIMITS = { scale: QUANTITY_SCALE, maxIntegerDigits: 8, maxDecimals: 6 }

/** A scaled integer of six decimals, such as a DECIMAL(18,6) column without its point, as currency per kWh. */
export function priceFromScaled(scaled: bigint): PricePerKwh {
  return scaled as unknown as PricePerKwh
}

/** Reads a price for one kWh from its text, exactly; it may be negative (settlement 2.3). */
export function parsePricePerKwh(text: string): Result<PricePerKwh, DecimalFault> {
  const parsed = parseDecimal(text, LIMITS)
  return parsed.ok ? accepted(priceFromScaled(parsed.value)) : parsed
}

/** Writes a price; without a number of decimals as many as carry value. @throws RangeError when a digit would be lost */
export function formatPricePerKwh(price: PricePerKwh, decimals?: number): string {
  return formatDecimal(toScaled(price), QUANTITY_SCALE, decimals)
}
