import { wordOf } from './word-of.ts'

// The market's codes (settlement 3.2) for what is measured, and in what.
const QUANTITY_UNITS = {
  kWh: 'KWH',
  kVArh: 'K3',
  kW: 'KWT',
  MW: 'MAW',
  MWh: 'MWH',
  tonne: 'TNE',
  ampere: 'AMP',
  pieces: 'H87',
  MVAr: 'Z03',
} as const
const PRODUCTS = {
  active_energy: '8716867000030',
  reactive_energy: '8716867000047',
  active_power: '8716867000016',
  reactive_power: '8716867000023',
  fuel: '5790001330606',
  tariff: '5790001330590',
} as const

/** The word for a unit of whatever is measured. */
export type QuantityUnitWord = keyof typeof QUANTITY_UNITS

/** The code of a unit of whatever is measured. */
export function quantityUnitCode(word: QuantityUnitWord): string {
  return QUANTITY_UNITS[word]
}

/** The unit that a code names; undefined for a code that it does not have. */
export function quantityUnitOf(code: string): QuantityUnitWord | undefined {
  return wordOf(QUANTITY_UNITS, code)
}

/** The word for a product. */
export type ProductWord = keyof typeof PRODUCTS

/** The code of a product. */
export function productCode(word: ProductWord): string {
  return PRODUCTS[word]
}

/** The product that a code names; undefined for a code that it does not have. */
export function productOf(code: string): ProductWord | undefined {
  return wordOf(PRODUCTS, code)
}
