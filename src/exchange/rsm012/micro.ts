import type { PointColumns } from './point-columns.ts'

/** How many kWh (or kVArh) one of the stated unit is; undefined for a unit that measured data do not have (E73). */
export function factorOf(unit: string): 1 | 1000 | undefined {
  if (unit === 'KWH' || unit === 'K3') return 1
  return unit === 'MWH' ? 1000 : undefined
}

/** The largest value that a table keeps, in micro-kWh: twelve digits before the point, six after it. */
export const MOST_MICRO = 10n ** 18n - 1n

/**
 * The quantity of a point in micro-kWh when that is surely a safe integer; -1 when it is larger: then ask `microOf`.
 * The product of safe integers below 2^53 is exact, so no digit is lost.
 */
export function safeMicroOf(columns: PointColumns, point: number, factor: number): number {
  const whole = columns.whole[point] ?? 0
  if (whole * factor >= SAFE_WHOLE) return -1
  return whole * factor * MILLION + (columns.millionths[point] ?? 0) * factor
}

/** The quantity of a point in micro-kWh, whatever its size. */
export function microOf(columns: PointColumns, point: number, factor: number): bigint {
  return (BigInt(columns.whole[point] ?? 0) * BigInt(MILLION) + BigInt(columns.millionths[point] ?? 0)) * BigInt(factor)
}

const MILLION = 1_000_000
const SAFE_WHOLE = 9_000_000_000 - 1000

/** Adds up safe integers, exactly and without a bigint for each. */
export class MicroSum {
  #total = 0n
  #rest = 0

  add(micro: number): void {
    // Neither part is above 2^52, so their sum is exact.
    if (micro > HALF) this.#total += BigInt(micro)
    else this.#rest += micro
    if (this.#rest > HALF) this.#carry()
  }

  addLarge(micro: bigint): void {
    this.#total += micro
  }

  get total(): bigint {
    this.#carry()
    return this.#total
  }

  #carry(): void {
    this.#total += BigInt(this.#rest)
    this.#rest = 0
  }
}

const HALF = 2 ** 52
