import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'

/** Findings about single transactions that are listed for a document. */
const MOST_FINDINGS = 10_000

/** As many findings about the transactions of a document as an answer can hold; the rest is counted. @param path of their list */
export function listedFindings(findings: readonly Finding[], path: string): Finding[] {
  if (findings.length <= MOST_FINDINGS) return [...findings]
  const more = `${findings.length - MOST_FINDINGS} further faults are not listed`
  return [...findings.slice(0, MOST_FINDINGS), finding('FIELD_INVALID', more, { path })]
}
