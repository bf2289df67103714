import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { finding, GridbookError } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { splitCsvLine } from './csv-line.ts'

/** One line of a table: its number in the file, counted from 1, and its fields by column; an empty field is absent. */
export type CsvLine = { readonly line: number; readonly fields: ReadonlyMap<string, string> }

/** A table read from CSV. */
export type CsvTable = {
  readonly lines: readonly CsvLine[]
  /** lines that cannot be read, and faults of the header, for which no line is read */
  readonly findings: readonly Finding[]
}

/** Names of columns in lower case: those that the header must hold, and those that it may. */
export type CsvColumns = { readonly required: readonly string[]; readonly optional: readonly string[] }

/**
 * Reads a CSV file with a header, `;` or `,` between the fields (whichever the header uses), UTF-8 with or without BOM.
 * Every fault of the header is reported at once; without one each line is either read or reported.
 * @throws GridbookError USAGE when the file cannot be read
 */
export async function readCsvTable(path: string, columns: CsvColumns): Promise<CsvTable> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    return await readLines(file.readLines({ encoding: 'utf8' }), columns)
  } catch (error) {
    throw new GridbookError(
      'USAGE',
      `the file ${path} cannot be read: ${(error as Error).message}`,
      {},
      { cause: error },
    )
  } finally {
    await file?.close()
  }
}

async function readLines(texts: AsyncIterable<string>, columns: CsvColumns): Promise<CsvTable> {
  const findings: Finding[] = []
  const lines: CsvLine[] = []
  let header: readonly string[] | undefined
  let delimiter = ';'
  let line = 0
  for await (const text of texts) {
    line += 1
    if (text.trim() === '') continue
    if (header === undefined) {
      const first = text.replace(/^\uFEFF/, '')
      delimiter = first.includes(';') ? ';' : ','
      header = (splitCsvLine(first, delimiter) ?? [first]).map((name) => name.toLowerCase())
      findings.push(...headerFaults(header, columns, line))
      if (findings.length > 0) return { lines, findings }
      continue
    }
    const fields = splitCsvLine(text, delimiter)
    if (fields === undefined)
      findings.push(finding('CSV_BROKEN', 'a quote does not close where the field ends', { line }))
    else if (fields.length === header.length) lines.push({ line, fields: namedFields(header, fields) })
    else
      findings.push(
        finding('CSV_BROKEN', `the line has ${fields.length} fields, the header ${header.length}`, { line }),
      )
  }
  if (header === undefined) findings.push(finding('CSV_BROKEN', 'the file has no header', { line: 1 }))
  return { lines, findings }
}

function headerFaults(header: readonly string[], { required, optional }: CsvColumns, line: number): Finding[] {
  const allowed = [...required, ...optional]
  const findings: Finding[] = []
  for (const [n, field] of header.entries()) {
    if (!allowed.includes(field)) {
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
  return findings
}

function namedFields(header: readonly string[], fields: readonly string[]): Map<string, string> {
  const named = new Map<string, string>()
  for (const [n, name] of header.entries()) {
    const value = fields[n]
    if (value !== undefined && value !== '') named.set(name, value)
  }
  return named
}
