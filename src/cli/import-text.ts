import type { ImportReport } from '../platform/index.ts'
import { findingText, print } from './output.ts'

/** What an import did, as a person reads it: counts, then each finding. */
export function importText({ appended, unchanged, refused, findings }: ImportReport): string {
  const counts = `${appended} recorded, ${unchanged} known already, ${refused} refused`
  return [counts, ...findings.map(findingText)].join('\n')
}

/** Prints what an import did; the exit code is 1 when a line was refused. */
export function printImport(report: ImportReport, { json }: { readonly json?: true }): void {
  print(report, () => importText(report), json === true)
  process.exitCode = report.refused === 0 ? 0 : 1
}
