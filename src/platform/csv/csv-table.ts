import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { finding, GridbookError } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
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
  let file: FileHandle | undefined
  try {
    file = await opened(path)
    yield* batchesOf(file.readLines({ encoding: 'utf8' }), columns, batchLines, path)
  } finally {
    await file?.close()
  }
}

async function opened(path: string): Promise<FileHandle> {
  return await open(path).catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
}

function unreadable(path: string, cause: unknown): GridbookError {
  return new GridbookError('USAGE', `the file ${path} cannot be read: ${(cause as Error).message}`, {}, { cause })
}

// By hand and not by for-await: only a failure to read is the file's, one of the consumer is passed on as it is.
async function* linesOf(texts: AsyncIterable<string>, path: string): AsyncGenerator<string> {
  const iterator = texts[Symbol.asyncIterator]()
  for (;;) {
    const next = await iterator.next().catch((cause: unknown) => {
      throw unreadable(path, cause)
    })
    if (next.done === true) return
    yield next.value
  }
}

async function* batchesOf(
  texts: AsyncIterable<string>,
  columns: CsvColumns,
  batchLines: number,
  path: string,
): AsyncGenerator<CsvBatch> {
  let findings: Finding[] = []
  let lines: CsvLine[] = []
  let header: readonly string[] | undefined
  let names: readonly string[] = []
  let delimiter = ';'
  let line = 0
  for await (const text of linesOf(texts, path)) {
    line += 1
    if (text.trim() === '') continue
    if (header === undefined) {
      const first = text.replace(/^\uFEFF/, '')
      delimiter = first.includes(';') ? ';' : ','
      header = (splitCsvLine(first, delimiter) ?? [first]).map((name) => name.toLowerCase())
      names = header.map((name) => columns.aliases?.get(name) ?? name)
      findings.push(...headerFaults(names, columns, line))
      if (findings.length > 0) break
      continue
    }
    readLine(text, { delimiter, names, line, columns, lines, findings })
    if (lines.length + findings.length < batchLines) continue
    yield { header, lines, findings }
    lines = []
    findings = []
  }
  if (header === undefined) findings.push(finding('CSV_BROKEN', 'the file has no header', { line: 1 }))
  yield { header: header ?? [], lines, findings }
}

type LineReader = {
  readonly delimiter: string
  readonly names: readonly string[]
  readonly line: number
  readonly columns: CsvColumns
  readonly lines: CsvLine[]
  readonly findings: Finding[]
}

/** Reads one line, or reports why it cannot be read. */
function readLine(text: string, { delimiter, names, line, columns, lines, findings }: LineReader): void {
  const fields = splitCsvLine(text, delimiter)
  // No database text can hold the character 0, and no text means it.
  if (text.includes('\u0000')) findings.push(finding('CSV_BROKEN', 'the line holds a character 0', { line }))
  else if (fields === undefined)
    findings.push(finding('CSV_BROKEN', 'a quote does not close where the field ends', { line }))
  else if (fields.length === names.length) lines.push({ line, fields: namedFields(names, fields, columns.ignored) })
  else
    findings.push(finding('CSV_BROKEN', `the line has ${fields.length} fields, the header ${names.length}`, { line }))
}

function headerFaults(header: readonly string[], columns: CsvColumns, line: number): Finding[] {
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
