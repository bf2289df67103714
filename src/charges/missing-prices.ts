import { formatInstant } from '../kernel/index.ts'
import type { MarketDay } from '../kernel/index.ts'
import { priceOfMonth } from './export-columns.ts'
import type { KnownCharge } from './known-charges.ts'
import type { ChargeKey } from './model.ts'
import type { PriceBook } from './price-book.ts'
import type { SpotDay } from './spot-days.ts'

/** A price that is missing on days on which some metering point needs it. */
export type MissingPrice = {
  /** the charge; else the price area of the spot price, or the grid area that has none */
  readonly charge?: ChargeKey
  readonly priceArea?: string
  readonly gridArea?: string
  readonly reason: 'the charge does not exist then' | 'there is no price' | 'the grid area has no price area'
  /** first instant without a price */
  readonly first: string
  /** how much is missing, in the unit */
  readonly missing: number
  /** quarter-hours of tariffs and spot prices, days of fees, months of subscriptions */
  readonly unit: 'quarter-hours' | 'days' | 'months'
}

const UNIT = { tariff: 'quarter-hours', fee: 'days', subscription: 'months' } as const

/**
 * What is missing of a charge on the days on which it is linked: one entry for each reason.
 * @param days in order; of a fee the days on which a link begins
 */
export function missingOfCharge(charge: KnownCharge, days: readonly MarketDay[], book: PriceBook): MissingPrice[] {
  const { chargeId, ownerId, code, type } = charge
  const found = new Map<MissingPrice['reason'], { first: number; missing: number }>()
  const note = (reason: MissingPrice['reason'], atMs: number, count: number): void => {
    const entry = found.get(reason) ?? { first: atMs, missing: 0 }
    found.set(reason, { ...entry, missing: entry.missing + count })
  }
  for (const day of type === 'subscription' ? firstOfMonths(days) : days) {
    const { missing, first } = gapOn(charge, day, book)
    if (missing === 0) continue
    const exists = book.periodOn(chargeId, day.date) !== undefined
    note(exists ? 'there is no price' : 'the charge does not exist then', day.startMs + first * QUARTER_MS, missing)
  }
  return [...found].map(([reason, { first, missing }]) => ({
    charge: { ownerId, code, type },
    reason,
    first: formatInstant(first),
    missing,
    unit: UNIT[type],
  }))
}

const QUARTER_MS = 900_000

/** How much is missing on a day, and its first quarter. */
function gapOn(
  { chargeId, type }: KnownCharge,
  day: MarketDay,
  book: PriceBook,
): { readonly missing: number; readonly first: number } {
  if (type === 'subscription') {
    const price = priceOfMonth(book, chargeId, `${day.date.slice(0, 7)}-01`)
    return { missing: price === undefined ? 1 : 0, first: 0 }
  }
  if (type === 'fee') return { missing: book.priceOn(chargeId, day.date) === undefined ? 1 : 0, first: 0 }
  const stated = book.statedOn(chargeId, day)
  const prices = book.periodOn(chargeId, day.date) === undefined ? stated.map(() => undefined) : stated
  return gapIn(prices)
}

function gapIn(prices: readonly (bigint | undefined)[]): { readonly missing: number; readonly first: number } {
  const missing = prices.filter((price) => price === undefined).length
  return { missing, first: Math.max(prices.indexOf(undefined), 0) }
}

function firstOfMonths(days: readonly MarketDay[]): MarketDay[] {
  return days.filter(({ date }, n) => n === 0 || date.slice(0, 7) !== days[n - 1]?.date.slice(0, 7))
}

/**
 * What is missing of the spot price in an area.
 * @param known the days of the area; none when it never had a price
 */
export function missingOfSpot(
  priceArea: string,
  known: readonly SpotDay[],
  days: readonly MarketDay[],
): MissingPrice[] {
  const gaps = days.map((day) => {
    const prices = known.find((spot) => spot.day.date === day.date)?.quarterPrices
    return { day, ...(prices === undefined ? { missing: day.hours * 4, first: 0 } : gapIn(prices)) }
  })
  const missing = gaps.reduce((total, gap) => total + gap.missing, 0)
  const first = gaps.find((gap) => gap.missing > 0)
  if (first === undefined) return []
  const atMs = first.day.startMs + first.first * QUARTER_MS
  return [{ priceArea, reason: 'there is no price', first: formatInstant(atMs), missing, unit: 'quarter-hours' }]
}
