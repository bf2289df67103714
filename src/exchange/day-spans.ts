import { marketDayOf } from '../kernel/index.ts'
import type { MarketZone } from '../kernel/index.ts'

/** The market days that intervals touch, each counted once however often it is touched. */
export class DaySpans {
  readonly #zone: MarketZone
  readonly #spans: { readonly first: number; readonly last: number }[] = []

  constructor(zone: MarketZone) {
    this.#zone = zone
  }

  /** Adds a half-open interval, epoch milliseconds. */
  add(fromMs: number, toMs: number): void {
    const first = marketDayOf(fromMs, this.#zone).dayNumber
    const last = marketDayOf(toMs - 1, this.#zone).dayNumber
    this.#spans.push({ first, last })
  }

  /** How many days are touched. */
  count(): number {
    let days = 0
    let counted = Number.NEGATIVE_INFINITY
    for (const { first, last } of this.#spans.toSorted((a, b) => a.first - b.first)) {
      days += Math.max(0, last - Math.max(first, counted + 1) + 1)
      counted = Math.max(counted, last)
    }
    return days
  }
}
