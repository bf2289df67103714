import { accepted, finding, refused } from '../../kernel/index.ts'
import type { Finding, Result } from '../../kernel/index.ts'
import { headerFaults } from './csv-header.ts'
import type { CsvColumns } from './csv-header.ts'
import { splitCsvLine } from './csv-line.ts'
import { lineBlocks } from './line-blocks.ts'

/** How the lines of a file are to be read. */
export type CsvForm = {
  /** the number of the header's line */
  readonly line: number
  readonly delimiter: string
  /** the columns of the header as they are written there, in lower case */
  readonly header: readonly string[]
  /** the same under the names that they have here */
  readonly names: readonly string[]
}

/** A line as it stands in the file: its number, counted from 1, and its text. */
export type CsvText = { readonly line: number; readonly text: string }

/** The next lines of a file, unread. */
export type CsvTexts = {
  /** undefined: there is no header */
  readonly form: CsvForm | undefined
  readonly texts: readonly CsvText[]
  /** faults of the header, for which no line comes */
  readonly findings: readonly Finding[]
}

/**
 * The lines below the header a part at a time, so that memory stays bounded however long the file is; empty ones are left
 * out. At least one part comes.
 * @throws GridbookError USAGE when the file cannot be read
 */
export async function* csvTexts(path: string, columns: CsvColumns, partLines: number): AsyncGenerator<CsvTexts> {
  let form: CsvForm | undefined
  let texts: CsvText[] = []
  let line = 0
  for await (const { bytes } of lineBlocks(path)) {
    for (const text of linesOf(bytes)) {
      line += 1
      if (text.trim() === '') continue
      if (form === undefined) {
        form = formOf({ line, text }, columns)
        const findings = headerFaults(form.names, columns, line)
        if (findings.length === 0) continue
        yield { form, texts, findings }
        return
      }
      texts.push({ line, text })
      if (texts.length < partLines) continue
      yield { form, texts, findings: [] }
      texts = []
    }
  }
  const findings = form === undefined ? [finding('CSV_BROKEN', 'the file has no header', { line: 1 })] : []
  yield { form, texts, findings }
}

/** The lines of some bytes, without what ends them. */
function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

/** The fields of a line, one for each column of the header, or why it cannot be read. */
export function fieldsOfText(
  { line, text }: CsvText,
  { delimiter, header }: CsvForm,
): Result<readonly string[], Finding> {
  // No database text can hold the character 0, and no text means it.
  if (text.includes('\u0000')) return refused(finding('CSV_BROKEN', 'the line holds a character 0', { line }))
  if (text.includes('\r')) return refused(finding('CSV_BROKEN', 'the line holds a carriage return', { line }))
  const fields = splitCsvLine(text, delimiter)
  if (fields === undefined) {
    return refused(finding('CSV_BROKEN', 'a quote does not close where the field ends', { line }))
  }
  if (fields.length === header.length) return accepted(fields)
  return refused(finding('CSV_BROKEN', `the line has ${fields.length} fields, the header ${header.length}`, { line }))
}

function formOf({ line, text }: CsvText, columns: CsvColumns): CsvForm {
  const first = text.replace(/^\uFEFF/, '')
  const delimiter = first.includes(';') ? ';' : ','
  const header = (splitCsvLine(first, delimiter) ?? [first]).map((name) => name.toLowerCase())
  return { line, delimiter, header, names: header.map((name) => columns.aliases?.get(name) ?? name) }
}
