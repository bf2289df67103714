import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GridbookError, type Clock } from '../../kernel/index.ts'
import { inTransaction, type StepResult } from '../../platform/index.ts'
import { inputSeq, readCalculation } from '../run/calculation-store.ts'
import { openCaseInput, type CasePorts } from './case-input.ts'
import { recordFindings } from './finding-store.ts'
import type { InputFinding } from './input-finding.ts'
import { inspectInputs } from './inspect-inputs.ts'

/** What the step needs. */
export interface InspectPorts extends CasePorts {
  /** A directory for what lives as long as a step. */
  readonly scratch: string
  readonly clock: Clock
}

/**
 * The step of a calculation before it computes: its inputs as known at its pinned number are looked at, and what is found
 * is recorded. Its rows are the reading days that are there, by which plans say how long a calculation takes.
 * @throws GridbookError the code of the errors, or INPUT_INCOMPLETE when there are several; they are recorded as well
 */
export async function inspectCalculation(calculationId: string, ports: InspectPorts): Promise<StepResult> {
  const calculation = await readCalculation(ports.pool, calculationId, ports.zone)
  const given = {
    ...calculation,
    atSeq: await inputSeq(ports.pool, calculationId),
    requiresComplete: calculation.requiresComplete === true,
    toldOn: calculation.isInternal ? undefined : ports.clock.today(calculation.zone),
  }
  const directory = join(ports.scratch, `${calculationId}-inspect`)
  try {
    const input = await openCaseInput(given, directory, ports)
    const { coverage, findings } = await inspectInputs(given, input, directory, ports.engine)
    if (findings.some(({ severity }) => severity === 'error')) {
      await inTransaction(ports.pool, async (trx) => await recordFindings(trx, calculationId, findings))
      throw refusalOf(findings)
    }
    return {
      rows: Number(coverage.reduce((sum, { readingDays }) => sum + readingDays, 0n)),
      effect: async (trx) => await recordFindings(trx, calculationId, findings),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Most errors that the message of a refusal names; all of them are recorded. */
const MOST_NAMED = 20

/** The error that stops a calculation for its inputs. */
export function refusalOf(findings: readonly InputFinding[]): GridbookError {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) throw new Error('a refusal needs an error')
  const code = errors.every((each) => each.code === first.code) ? first.code : 'INPUT_INCOMPLETE'
  const named = errors.slice(0, MOST_NAMED).map((each) => {
    const [row] = each.rows
    const point = row?.meteringPointId === undefined ? '' : ` (first ${row.meteringPointId})`
    return `${code === each.code ? '' : `${each.code}: `}${each.message}${point}`
  })
  const rest = errors.length - named.length
  return new GridbookError(code, [...named, ...(rest > 0 ? [`${rest} more`] : [])].join('; '))
}
