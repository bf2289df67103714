import type { Finding } from '../../kernel/index.ts'
import type { CsvColumns } from './csv-header.ts'
import { csvTexts, fieldsOfText } from './csv-lines.ts'

/** One line of a table: its number in the file, counted from 1, and its fields by column; an empty field is absent. */
export type CsvLine = { readonly line: number; readonly fields: ReadonlyMap<string, string> }

/** A table read from CSV. */
export type CsvTable = {
  readonly lines: readonly CsvLine[]
  /** lines that cannot be read, and faults of the header, for which no line is read */
  readonly findings: readonly Finding[]
}

/** A part of a table: the next lines of its file. */
export type CsvBatch = CsvTable & {
  /** the columns of the header as they are written there, in lower case */
  readonly header: readonly string[]
}

// Some 10 MB of fields in memory, and few enough batches for what is done once in each.
const BATCH_LINES = 4_000

/**
 * Reads a CSV file with a header, `;` or `,` between the fields (whichever the header uses), UTF-8 with or without BOM.
 * Every fault of the header is reported at once; without one each line is either read or reported.
 * @throws GridbookError USAGE when the file cannot be read
 */
export async function readCsvTable(path: string, columns: CsvColumns): Promise<CsvTable> {
  const lines: CsvLine[] = []
  const findings: Finding[] = []
  for await (const batch of csvBatches(path, columns)) {
    for (const line of batch.lines) lines.push(line)
    for (const fault of batch.findings) findings.push(fault)
  }
  return { lines, findings }
}

/**
 * The same, a part at a time, so that memory stays bounded however long the file is. At least one batch comes.
 * @throws GridbookError USAGE when the file cannot be read
 */
export async function* csvBatches(
  path: string,
  columns: CsvColumns,
  batchLines: number = BATCH_LINES,
): AsyncGenerator<CsvBatch> {
  for await (const { form, texts, findings: faults } of csvTexts(path, columns, batchLines)) {
    const lines: CsvLine[] = []
    const findings: Finding[] = [...faults]
    for (const text of texts) {
      const fields = form === undefined ? undefined : fieldsOfText(text, form)
      if (fields?.ok === true) {
        lines.push({ line: text.line, fields: namedFields(form?.names ?? [], fields.value, columns.ignored) })
      } else if (fields !== undefined) findings.push(fields.error)
    }
    yield { header: form?.header ?? [], lines, findings }
  }
}

function namedFields(
  header: readonly string[],
  fields: readonly string[],
  ignored: readonly string[] = [],
): Map<string, string> {
  const named = new Map<string, string>()
  for (let n = 0; n < header.length; n += 1) {
    const name = header[n] ?? ''
    const value = fields[n]
    if (value !== undefined && value !== '' && !ignored.includes(name)) named.set(name, value)
  }
  return named
}
