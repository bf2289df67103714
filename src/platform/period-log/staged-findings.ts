import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { StagedFault } from './stage-periods.ts'

const MEANING = {
  doubled: ['STATEMENT_DOUBLED', 'an earlier line says something else, or the same, for this day'],
  overlaps: ['PERIODS_OVERLAP', 'an earlier period of this file reaches beyond this day'],
  'nothing to withdraw': ['STATEMENT_UNKNOWN', 'nothing was stated from this day on'],
} as const

/** What is wrong with a line beside the others, as findings of a file. */
export function stagedFindings(faults: readonly StagedFault[]): Finding[] {
  return faults.map(({ line, fault }) => {
    const [code, message] = MEANING[fault]
    return finding(code, message, { line, field: 'valid_from' })
  })
}
