/** a * b / 1,024, rounded down, in integers; the product of two non-negative integers must stay below 2^32. */
export function scaled(a: number, b: number): number {
  return (a * b) >>> 10
}

/** n / d rounded down for safe integers n and positive d: exact, because the remainder goes first. */
export function quotient(n: number, d: number): number {
  const rest = n % d
  const towardsZero = (n - rest) / d
  return rest < 0 ? towardsZero - 1 : towardsZero
}

/** Between two integers, `step` of `steps` of the way, rounded down. */
export function between(first: number, second: number, step: number, steps: number): number {
  return quotient(first * (steps - step) + second * step, steps)
}
