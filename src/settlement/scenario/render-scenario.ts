import type { Difference } from './compare-table.ts'
import type { ScenarioFile, ScenarioResult } from './run-scenario.ts'

const MARK: Readonly<Record<ScenarioFile['status'], string>> = {
  passed: 'pass',
  failed: 'FAIL',
  not_calculated: 'NOT_CALCULATED',
}

/** A scenario's result for people: a line for each file, its differences below it, and the verdict. */
export function renderScenario({ scenario, passed, files, findings }: ScenarioResult): string {
  const width = Math.max(...files.map(({ file }) => file.length), 0)
  const lines = files.flatMap(({ file, status, rows, differences }) => [
    `${file.padEnd(width)}  ${MARK[status]}  ${rows} ${rows === 1 ? 'row' : 'rows'}`,
    ...differences.flatMap(renderDifference),
  ])
  const good = files.filter(({ status }) => status === 'passed').length
  const warnings = findings.map(({ code, message }) => `warning ${code}: ${message}`)
  return [
    ...lines,
    ...warnings,
    `${scenario}: ${passed ? 'passed' : 'failed'}, ${good} of ${files.length} files as expected`,
  ].join('\n')
}

function renderDifference(difference: Difference): string[] {
  if (difference.kind === 'unexpected') return [`    unexpected row: ${difference.row}`]
  const columns = (difference.nearest ?? []).map(
    ({ column, expected, calculated }) =>
      `        ${column}: expected ${expected === '' ? '(empty)' : expected}, calculated ${calculated === '' ? '(empty)' : calculated}`,
  )
  return [`    line ${difference.line} not calculated: ${difference.row}`, ...columns]
}
