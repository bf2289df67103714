import { formatDecimal, parseDecimal } from './decimal.ts'
import type { DecimalFault } from './decimal.ts'
import { QUANTITY_SCALE, toScaled } from './quantity.ts'
import type { EnergyKwh } from './quantity.ts'
import { accepted } from './result.ts'
import type { Result } from './result.ts'

/** How many digits a market accepts in a reading (settlement 5.3, E89: ten and three in dk). */
export type EnergyLimits = { readonly maxIntegerDigits: number; readonly maxDecimals: number }

/** No energy. A value that is absent is undefined, never this. */
export const NO_ENERGY: EnergyKwh = energyFromScaled(0n)

/** A scaled integer of six decimals, such as a DECIMAL(18,6) column without its point, as kWh. */
export function energyFromScaled(scaled: bigint): EnergyKwh {
  return scaled as unknown as EnergyKwh
}

/** Reads energy in kWh from its text, exactly, within the digits that the market accepts; a sign is read, not judged. */
export function parseEnergyKwh(text: string, limits: EnergyLimits): Result<EnergyKwh, DecimalFault> {
  const parsed = parseDecimal(text, { scale: QUANTITY_SCALE, ...limits })
  return parsed.ok ? accepted(energyFromScaled(parsed.value)) : parsed
}

/** Writes energy in kWh; without a number of decimals as many as carry value. @throws RangeError when a digit would be lost */
export function formatEnergyKwh(energy: EnergyKwh, decimals?: number): string {
  return formatDecimal(toScaled(energy), QUANTITY_SCALE, decimals)
}
