import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'

/** Names of columns in lower case: those that the header must hold, and those that it may. */
export type CsvColumns = {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** of these columns the header must hold exactly one */
  readonly oneOf?: readonly string[]
  /** columns that are called otherwise in files of others, under the name that they have here */
  readonly aliases?: ReadonlyMap<string, string>
  /** columns that such files have besides, and that are not read */
  readonly ignored?: readonly string[]
}

/** Every fault of a header: columns that are missing, unknown, or stand twice. @param line of a header that is one */
export function headerFaults(header: readonly string[], columns: CsvColumns, line?: number): Finding[] {
  const { required, optional, oneOf = [], ignored = [] } = columns
  const allowed = [...required, ...oneOf, ...optional]
  const findings: Finding[] = []
  for (const [n, field] of header.entries()) {
    if (!allowed.includes(field) && !ignored.includes(field)) {
      const shown = field.length <= 40 ? field : `${field.slice(0, 40)}...`
      findings.push(
        finding('FIELD_INVALID', `the column '${shown}' is not one of ${allowed.join(', ')}`, { line, field: shown }),
      )
    } else if (header.indexOf(field) < n) {
      findings.push(finding('FIELD_INVALID', `the column '${field}' stands twice`, { line, field }))
    }
  }
  for (const field of required) {
    if (!header.includes(field))
      findings.push(finding('FIELD_MISSING', `the column '${field}' is missing`, { line, field }))
  }
  const chosen = oneOf.filter((field) => header.includes(field))
  if (oneOf.length > 0 && chosen.length !== 1) {
    const code = chosen.length === 0 ? 'FIELD_MISSING' : 'FIELD_INVALID'
    findings.push(
      finding(code, `exactly one of the columns ${oneOf.join(', ')} is needed`, { line, field: chosen[1] ?? oneOf[0] }),
    )
  }
  return findings
}
