import { GridbookError } from '../../kernel/index.ts'
import type { ErrorCode, Finding } from '../../kernel/index.ts'

/** What is wrong with a scenario folder, gathered so that all of it is told at once. */
export class ScenarioFaults {
  readonly #messages: string[] = []

  add(file: string, line: number | undefined, message: string): void {
    this.#messages.push(`${file}${line === undefined ? '' : `:${line}`} ${message}`)
  }

  /** @throws GridbookError SCENARIO_INVALID with every fault, one on each line */
  throwIfAny(): void {
    if (this.#messages.length > 0) throw new GridbookError('SCENARIO_INVALID', this.#messages.join('\n'))
  }
}

/** Stops for findings of one code, with all of their messages. */
export function throwFindings(code: ErrorCode, findings: readonly Finding[]): void {
  if (findings.length > 0) {
    throw new GridbookError(
      code,
      findings.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`)).join('\n'),
    )
  }
}
