import { formatDecimal } from '../../kernel/index.ts'

/** The sum of decimals of any size and number of decimals, exactly. */
export class ControlSum {
  #scaled = 0n
  #scale = 0

  /** @param decimal digits with an optional minus and point */
  add(decimal: string): void {
    const point = decimal.indexOf('.')
    const scale = point === -1 ? 0 : decimal.length - point - 1
    if (scale > this.#scale) {
      this.#scaled *= 10n ** BigInt(scale - this.#scale)
      this.#scale = scale
    }
    const digits = point === -1 ? decimal : decimal.slice(0, point) + decimal.slice(point + 1)
    this.#scaled += BigInt(digits) * 10n ** BigInt(this.#scale - scale)
  }

  /** With as many decimals as the decimal that had most. */
  text(): string {
    return formatDecimal(this.#scaled, this.#scale, this.#scale)
  }
}
