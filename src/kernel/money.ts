import { formatDecimal, parseDecimal, roundHalfAway } from './decimal.ts'
import type { DecimalFault } from './decimal.ts'
import { QUANTITY_SCALE, toScaled } from './quantity.ts'
import type { EnergyKwh, Money, PricePerKwh } from './quantity.ts'
import { accepted } from './result.ts'
import type { Result } from './result.ts'

// An amount fits DECIMAL(18,6).
const LIMITS = { scale: QUANTITY_SCALE, maxIntegerDigits: 12, maxDecimals: 6 }

/** A scaled integer of six decimals, such as a DECIMAL(18,6) column without its point, as currency. */
export function moneyFromScaled(scaled: bigint): Money {
  return scaled as unknown as Money
}

/**
 * What energy costs at a price. The product has twelve decimals and is rounded once, half away from zero, to six
 * (settlement 2.3): multiply the sum of the energy, not its parts.
 */
export function multiply(energy: EnergyKwh, price: PricePerKwh): Money {
  const product = toScaled(energy) * toScaled(price)
  return moneyFromScaled(roundHalfAway(product, 2 * QUANTITY_SCALE, QUANTITY_SCALE))
}

/** An amount rounded half away from zero, for the line of a document (datahub 4.4: two decimals). */
export function roundMoney(amount: Money, decimals: number): Money {
  const rounded = roundHalfAway(toScaled(amount), QUANTITY_SCALE, decimals)
  return moneyFromScaled(roundHalfAway(rounded, decimals, QUANTITY_SCALE))
}

/** Reads an amount from its text, exactly. */
export function parseMoney(text: string): Result<Money, DecimalFault> {
  const parsed = parseDecimal(text, LIMITS)
  return parsed.ok ? accepted(moneyFromScaled(parsed.value)) : parsed
}

/** Writes an amount that is counted in hundredths, as øre are in ledgers and documents: with two decimals. */
export function formatHundredths(hundredths: bigint): string {
  return formatDecimal(hundredths, 2, 2)
}

/** Writes an amount; without a number of decimals as many as carry value. @throws RangeError when a digit would be lost */
export function formatMoney(amount: Money, decimals?: number): string {
  return formatDecimal(toScaled(amount), QUANTITY_SCALE, decimals)
}
