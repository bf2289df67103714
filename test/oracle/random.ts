/** Random choices that a seed repeats (mulberry32). */
export type Random = {
  /** a whole number from `from` up to and without `to` */
  int(from: number, to: number): number
  /** true in `percent` of a hundred cases */
  chance(percent: number): boolean
  pick<T>(choices: readonly T[]): T
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from))
  return {
    int,
    chance: (percent) => next() * 100 < percent,
    pick: (choices) => {
      const choice = choices[int(0, choices.length)]
      if (choice === undefined) throw new RangeError('nothing to pick from')
      return choice
    },
  }
}
