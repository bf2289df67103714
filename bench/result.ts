/** One measurement as it is printed. */
export interface BenchResult {
  readonly name: string
  /** What is compared, as a pure number; null where nothing is. */
  readonly ratio: number | null
  /** Such as `<= 6`; null when the ratio is stated only. */
  readonly target: string | null
  readonly holds: boolean
  /** Median of the thing measured. */
  readonly median: number
  readonly unit: string
  readonly rounds: number
  /** What the ratio compares, with the figures it is made from. */
  readonly note: string
}

/** A bound of a ratio. */
export interface Target {
  readonly sense: '<=' | '>=' | '<'
  readonly bound: number
}

/** A measurement with its verdict. */
export function judged(
  given: Omit<BenchResult, 'target' | 'holds' | 'ratio' | 'median'> & {
    readonly ratio: number | null
    readonly median: number
  },
  target: Target | null,
): BenchResult {
  const { name, ratio, median, unit, rounds, note } = given
  return {
    name,
    ratio: ratio === null ? null : toThree(ratio),
    target: target === null ? null : `${target.sense} ${target.bound}`,
    holds: target === null || (ratio !== null && isWithin(ratio, target)),
    median: toThree(median),
    unit,
    rounds,
    note,
  }
}

function isWithin(ratio: number, { sense, bound }: Target): boolean {
  if (sense === '>=') return ratio >= bound
  return sense === '<' ? ratio < bound : ratio <= bound
}

/** The middle of some numbers. @throws RangeError for none */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('no numbers have no median')
  return (upper + lower) / 2
}

/**
 * The median of the ratios of each round: what is compared in one round was measured side by side, so what else the
 * machine did meanwhile falls on both.
 */
export function ratioOf(above: readonly number[], below: readonly number[]): number {
  return medianOf(above.map((value, round) => value / (below[round] ?? Number.NaN)))
}

/** A number with at most three decimals, for print: what is measured is not exact. */
export function toThree(value: number): number {
  return Number(value.toPrecision(Math.max(4, Math.ceil(Math.log10(Math.abs(value) + 1)))))
}
