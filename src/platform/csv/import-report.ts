import type { Finding } from '../../kernel/index.ts'

/** What an import did. */
export type ImportReport = {
  /** lines of the file that hold a statement */
  readonly lines: number
  readonly appended: number
  /** lines that said what was known already */
  readonly unchanged: number
  /** lines refused, each with at least one finding */
  readonly refused: number
  /** the commit; undefined when nothing was new */
  readonly recordedSeq: bigint | undefined
  /** every fault, in the order of lines, each with line, code and field; warnings too */
  readonly findings: readonly Finding[]
}

/** Counts the lines of a file that are refused and keeps why. */
export type ImportTally = {
  /** Keeps findings; those that are no warnings refuse their lines. */
  readonly add: (findings: readonly Finding[]) => void
  /** Whether a line is refused. */
  readonly isRefused: (line: number) => boolean
  readonly report: (done: Pick<ImportReport, 'appended' | 'unchanged' | 'recordedSeq'>) => ImportReport
}

/** An empty tally. */
export function importTally(): ImportTally {
  const findings: Finding[] = []
  const refused = new Set<number | undefined>()
  return {
    add: (more) => {
      for (const found of more) {
        findings.push(found)
        if (found.severity === 'error') refused.add(found.line)
      }
    },
    isRefused: (line) => refused.has(line),
    report: (done) => ({
      lines: done.appended + done.unchanged + refused.size,
      ...done,
      refused: refused.size,
      findings: findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    }),
  }
}
