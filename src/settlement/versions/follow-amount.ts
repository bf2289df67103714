import type { StatedPrice } from '../../charges/index.ts'
import { divideHalfAway, formatDecimal, parseDecimal, roundHalfAway } from '../../kernel/index.ts'
import type { AmountRow } from '../wholesale/amount-rows.ts'

/** What the price of an amount rests on. */
export interface PriceBasis {
  readonly stated: StatedPrice
  /** of a subscription: the days of the month, by which its price is divided (settlement 2.2) */
  readonly dividedByDays: number | undefined
}

/** Parts of a quantity: how many, and their exact sum with six decimals. */
export interface PartSum {
  readonly parts: number
  readonly quantity: string
}

/**
 * A stored amount with how it follows: quantity = parts, rounded at three decimals; amount = quantity x price, rounded once at
 * six (settlement 2.3). Decimals as text.
 */
export interface FollowedAmount extends AmountRow {
  readonly parts: number
  /** six decimals, and what rounding them adds */
  readonly partsQuantity: string
  readonly quantityRounding: string
  /** undefined: there is no price, so no amount */
  readonly priceBasis: PriceBasis | undefined
  /** quantity x price with nine decimals, and what rounding it adds; null without a price */
  readonly exactAmount: string | null
  readonly amountRounding: string | null
}

/**
 * Says how a stored amount follows from its parts and its price.
 * @throws Error when it does not: then the inputs that were pinned are not those that the calculation had
 */
export function followAmount(row: AmountRow, sum: PartSum, basis: PriceBasis | undefined): FollowedAmount {
  const parts = scaled(sum.quantity, 6)
  const quantity = scaled(row.quantity, 3)
  hold('quantity', quantity, roundHalfAway(parts, 6, 3))
  const price = basis === undefined ? undefined : priceOfSlot(basis)
  hold('price', row.price === null ? undefined : scaled(row.price, 6), price)
  const exact = price === undefined ? undefined : quantity * price
  const amount = row.amount === null ? undefined : scaled(row.amount, 6)
  hold('amount', amount, exact === undefined ? undefined : roundHalfAway(exact, 9, 6))
  return {
    ...row,
    parts: sum.parts,
    partsQuantity: formatDecimal(parts, 6, 6),
    quantityRounding: formatDecimal(quantity * 1000n - parts, 6, 6),
    priceBasis: basis,
    exactAmount: exact === undefined ? null : formatDecimal(exact, 9, 9),
    amountRounding: exact === undefined || amount === undefined ? null : formatDecimal(amount * 1000n - exact, 9, 9),
  }
}

// settlement 2.2: the price of a day is rounded, half away from zero at six decimals, before it is multiplied.
function priceOfSlot({ stated: { price }, dividedByDays }: PriceBasis): bigint {
  return dividedByDays === undefined ? price : divideHalfAway(price, BigInt(dividedByDays))
}

function hold(what: string, stored: bigint | undefined, explained: bigint | undefined): void {
  if (stored !== explained) throw new Error(`the stored ${what} is ${stored}, what explains it comes to ${explained}`)
}

function scaled(text: string, scale: number): bigint {
  const parsed = parseDecimal(text, { scale, maxIntegerDigits: 30, maxDecimals: scale })
  if (!parsed.ok) throw new RangeError(`${text} is not a decimal of ${scale} places`)
  return parsed.value
}
