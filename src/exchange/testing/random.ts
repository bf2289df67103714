/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to and without 1. */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 up to and without the limit. */
  below(limit: number): number {
    return Math.floor(this.share() * limit)
  }

  /** Whether something with this probability happens. */
  happens(probability: number): boolean {
    return this.share() < probability
  }

  /** One of the given. */
  one<T>(of: readonly T[]): T {
    if (of.length === 0) throw new RangeError('there is nothing to pick from')
    return of[this.below(of.length)] as T
  }

  /** The same in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.share() }))
    return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
  }
}
