/** How much one message may hold (datahub 1.4). */
export interface BundleLimits {
  readonly transactions: number
  readonly points: number
  /** of the rendered document, estimated */
  readonly bytes: number
}

/** The hub's limits: 2,000 transactions, 150,000 points, a delivered file of at most 50 MB. */
export const BUNDLE_LIMITS: BundleLimits = { transactions: 2_000, points: 150_000, bytes: 50_000_000 }

/** A count of transactions, their points and bytes. */
export type Load = BundleLimits

/** Nothing. */
export const NO_LOAD: Load = { transactions: 0, points: 0, bytes: 0 }

/** Both together. */
export function plus(a: Load, b: Load): Load {
  return { transactions: a.transactions + b.transactions, points: a.points + b.points, bytes: a.bytes + b.bytes }
}

/** Whether a message may hold so much. */
export function fits(load: Load, limits: BundleLimits): boolean {
  return load.transactions <= limits.transactions && load.points <= limits.points && load.bytes <= limits.bytes
}

/** How many of the items, from the front, go into a message that holds `load` already. The first of a message always does. */
export function howManyFit(items: readonly Omit<Load, 'transactions'>[], load: Load, limits: BundleLimits): number {
  let held = load
  for (const [n, { points, bytes }] of items.entries()) {
    const next = plus(held, { transactions: 1, points, bytes })
    if (!fits(next, limits) && next.transactions > 1) return n
    held = next
  }
  return items.length
}
