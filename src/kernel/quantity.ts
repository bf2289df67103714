/**
 * Energy, price and money are exact decimals of six places, held as scaled integers (a bigint at run time) and kept
 * apart by the compiler: a number is none of them, one is not another, and `+` works on none. They map one to one to
 * DECIMAL(18,6) columns and travel as strings.
 */
declare const unit: unique symbol

type Scaled<Unit extends string> = { readonly [unit]: Unit }

/** Energy in kWh, six decimals. */
export type EnergyKwh = Scaled<'kWh'>
/** A price in the market's currency for one kWh, six decimals. */
export type PricePerKwh = Scaled<'currency per kWh'>
/** An amount in the market's currency, six decimals until the line of a document is rounded. */
export type Money = Scaled<'currency'>
/** Any of the three. */
export type Quantity = EnergyKwh | PricePerKwh | Money

/** Decimals of every quantity. */
export const QUANTITY_SCALE = 6

/** The quantity as an integer at six decimals, for arithmetic that has a name of its own, such as the carry rounding. */
export function toScaled(quantity: Quantity): bigint {
  return quantity as unknown as bigint
}

/** The sum of two quantities of the same unit. */
export function add<Q extends Quantity>(a: Q, b: NoInfer<Q>): Q {
  return unmarked(toScaled(a) + toScaled(b)) as Q
}

/** The difference of two quantities of the same unit. */
export function subtract<Q extends Quantity>(a: Q, b: NoInfer<Q>): Q {
  return unmarked(toScaled(a) - toScaled(b)) as Q
}

/** The quantity with the opposite sign. */
export function negate<Q extends Quantity>(a: Q): Q {
  return unmarked(-toScaled(a)) as Q
}

/** The sum of all; zero when there are none. */
export function sum<Q extends Quantity>(quantities: Iterable<Q>): Q {
  let total = 0n
  for (const quantity of quantities) total += toScaled(quantity)
  return unmarked(total) as Q
}

/** Negative, zero or positive as a is less than, equal to or more than b; an order for sort. */
export function compare<Q extends Quantity>(a: Q, b: NoInfer<Q>): -1 | 0 | 1 {
  const difference = toScaled(a) - toScaled(b)
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}

// What comes out of integer arithmetic has no unit; each function above gives back the one that went in.
function unmarked(scaled: bigint): unknown {
  return scaled
}
