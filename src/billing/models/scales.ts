import { decimal } from '../../platform/index.ts'

/** Decimals of energy: a kWh is a million micro-kWh. */
export const ENERGY_SCALE = 6

/** Decimals of an amount before it is rounded: energy (6), a spot price (9), and a quarter of either (2), all exact. */
export const EXACT_SCALE = 17

/** An amount before it is rounded. */
export const EXACT_TYPE = `DECIMAL(38,${EXACT_SCALE})`

/** Decimals that the prices of one calculation have: six, or nine where the spot market states more. */
export type PriceScale = 6 | 9

/** A price as an integer of `scale` decimals, BIGINT. NULL stays NULL; digits beyond the scale must not be there. */
export function priceInteger(price: string, scale: PriceScale): string {
  return `cast(${decimal(price, 28, scale)} * cast(1${'0'.repeat(scale)} as DECIMAL(10,0)) as BIGINT)`
}

/** An integer of `scale` decimals as an integer of EXACT_SCALE decimals, HUGEINT. */
export function exactInteger(integer: string, scale: number): string {
  return `(cast(${integer} as HUGEINT) * cast(1${'0'.repeat(EXACT_SCALE - scale)} as HUGEINT))`
}

/** An integer of `scale` decimals as a decimal of as many: DECIMAL(38,scale). */
export function decimalOfInteger(integer: string, scale: number): string {
  return `(cast(${integer} as DECIMAL(38,0)) * cast('0.${'0'.repeat(scale - 1)}1' as DECIMAL(${scale},${scale})))`
}
