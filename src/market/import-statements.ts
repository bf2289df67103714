import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { importTally, inTransaction, readCsvTable } from '../platform/index.ts'
import type { CsvColumns, CsvLine, ImportReport, Pool } from '../platform/index.ts'
import { recordStatements } from './record-statements.ts'
import type { Candidate, StatementKind } from './record-statements.ts'

/** How the lines of a CSV file become statements. */
export interface StatementLines<Statement> {
  readonly columns: CsvColumns
  /** A line as a statement; words are taken as they stand, an empty one as ''. */
  readonly fromLine: (line: CsvLine) => Statement
}

/**
 * Imports statements from a CSV file. Good lines are stored in one transaction, bad ones reported; what is known already is
 * not recorded again.
 */
export async function importStatements<Statement>(
  path: string,
  pool: Pool,
  { columns, fromLine }: StatementLines<Statement>,
  kind: StatementKind<Statement>,
): Promise<ImportReport> {
  const table = await readCsvTable(path, columns)
  const tally = importTally()
  tally.add(table.findings)
  const candidates = new Map<string, Candidate<Statement>>()
  for (const line of table.lines) {
    const statement = fromLine(line)
    const where = { line: line.line }
    const key = kind.keyOf(statement)
    const faults = [...tombstoneFault(line), ...kind.faults(statement, where)]
    if (faults.length === 0 && candidates.has(key))
      faults.push(finding('PERIOD_DOUBLED', `${key} is stated twice`, { ...where, field: kind.keyField }))
    tally.add(faults)
    if (faults.length === 0) candidates.set(key, { statement, where })
  }
  const { findings, ...done } = await inTransaction(pool, (trx) =>
    recordStatements(trx, [...candidates.values()], kind),
  )
  tally.add(findings)
  return tally.report(done)
}

/** Whether a line takes back what was stated from its day on. */
export function isTombstone({ fields }: CsvLine): boolean {
  return fields.get('tombstone') === 'true'
}

function tombstoneFault({ line, fields }: CsvLine): Finding[] {
  const field = 'tombstone'
  const value = fields.get(field)
  if (value === undefined || value === 'true' || value === 'false') return []
  return [finding('FIELD_INVALID', `'${value}' is neither true nor false`, { line, field })]
}

/** Words of a field that are separated by blanks. */
export function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '')
}
