/** What a calculation is for; the four wholesale types differ in name and receivers only (settlement 1.1). */
export type CalculationType =
  | 'balance_fixing'
  | 'aggregation'
  | 'wholesale_fixing'
  | 'first_correction_settlement'
  | 'second_correction_settlement'
  | 'third_correction_settlement'

/** Every calculation type, in the order of the market's list. */
export const CALCULATION_TYPES: readonly CalculationType[] = [
  'balance_fixing',
  'aggregation',
  'wholesale_fixing',
  'first_correction_settlement',
  'second_correction_settlement',
  'third_correction_settlement',
]

/** Whether a text names a calculation type. */
export function isCalculationType(text: string): text is CalculationType {
  return CALCULATION_TYPES.some((type) => type === text)
}

/** Types that settle charges: their period is a month, children count, results by balance responsible party are not made. */
export function isWholesale(type: CalculationType): boolean {
  return type !== 'balance_fixing' && type !== 'aggregation'
}

/** The corrections, in their order: a later one goes before an earlier one (settlement 5.2). */
export const CORRECTIONS: readonly CalculationType[] = [
  'first_correction_settlement',
  'second_correction_settlement',
  'third_correction_settlement',
]
