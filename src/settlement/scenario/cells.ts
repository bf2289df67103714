import { parseDecimal } from '../../kernel/index.ts'
import { parseScenarioInstant } from './scenario-instant.ts'
import type { CsvRow } from './csv-table.ts'
import type { ScenarioFaults } from './faults.ts'

/** Reads the cells of a row and notes what is wrong with them. */
export class Cells {
  readonly #row: CsvRow
  readonly #file: string
  readonly #faults: ScenarioFaults

  constructor(row: CsvRow, file: string, faults: ScenarioFaults) {
    this.#row = row
    this.#file = file
    this.#faults = faults
  }

  optional(...names: readonly string[]): string | null {
    const name = names.find((each) => each in this.#row.cells)
    return name === undefined ? null : (this.#row.cells[name] ?? null)
  }

  text(name: string): string {
    const value = this.optional(name)
    if (value === null) this.fault(`has no ${name}`)
    return value ?? ''
  }

  instant(name: string): number {
    return this.instantOrNull(name) ?? (this.optional(name) === null ? Number(this.text(name)) : 0)
  }

  instantOrNull(name: string): number | null {
    const value = this.optional(name)
    const ms = value === null ? undefined : parseScenarioInstant(value)
    if (value !== null && ms === undefined) this.fault(`has ${name} '${value}', which is no instant`)
    return ms ?? null
  }

  word<Word>(name: string, from: (text: string) => Word | undefined): Word | null {
    const value = this.optional(name)
    const word = value === null ? undefined : from(value)
    if (value !== null && word === undefined) this.fault(`has ${name} '${value}', which is not known`)
    return word ?? null
  }

  /** A decimal in millionths. */
  micro(name: string): bigint | null {
    const value = this.optional(name)
    if (value === null) return null
    const parsed = parseDecimal(value, { scale: 6, maxIntegerDigits: 12, maxDecimals: 6 })
    if (parsed.ok) return parsed.value
    this.fault(`has ${name} '${value}', which is ${parsed.error}`)
    return null
  }

  fault(message: string): void {
    this.#faults.add(this.#file, this.#row.line, message)
  }
}
