import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { GridbookError } from '../../kernel/index.ts'

/** A row of a CSV file and the line that it ends on; cells stand under their column, empty ones are null. */
export type CsvRow = { readonly line: number; readonly cells: Readonly<Record<string, string | null>> }

/** A CSV file of a scenario. Columns that are comments are left out. */
export type CsvTable = { readonly file: string; readonly columns: readonly string[]; readonly rows: readonly CsvRow[] }

/**
 * Reads a file in the dialect of scenario folders (settlement 7.1): `;`, an optional byte order mark, empty = null, names
 * that begin with `#` are comments.
 * @param file how the file is called in messages
 * @throws GridbookError SCENARIO_INVALID naming file and line
 */
export function readCsv(path: string, file: string): CsvTable {
  const [header, ...body] = parseRecords(readFileSync(path, 'utf8'), file)
  if (header === undefined)
    throw new GridbookError('SCENARIO_INVALID', `${file} is empty; it needs a line of column names`, { path: file })
  const isKept = header.record.map((name) => name !== '' && !name.startsWith('#'))
  const columns = header.record.filter((_, at) => isKept[at])
  const repeated = columns.find((name, at) => columns.indexOf(name) !== at)
  if (repeated !== undefined)
    throw new GridbookError('SCENARIO_INVALID', `${file} has two columns ${repeated}`, { path: file, line: 1 })
  const rows = body.map(({ record, line }) => {
    if (record.length > header.record.length) {
      const message = `${file}:${line} has ${record.length} values for ${header.record.length} columns`
      throw new GridbookError('SCENARIO_INVALID', message, { path: file, line })
    }
    const cells = header.record.flatMap((name, at) =>
      isKept[at] ? [[name, record[at] === '' ? null : (record[at] ?? null)] as const] : [],
    )
    return { line, cells: Object.fromEntries(cells) }
  })
  return { file, columns, rows }
}

/** The words of an array cell, such as `['measured', 'missing']` or `[""measured""]`. */
export function wordsOf(cell: string): string[] {
  return cell.match(/[\p{L}\p{N}_-]+/gu) ?? []
}

type ParsedRecord = { readonly record: readonly string[]; readonly line: number }

function parseRecords(text: string, file: string): ParsedRecord[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      delimiter: ';',
      info: true,
      relax_column_count: true,
      // Arrays are written as [""a""] without quotes around the cell.
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    })
    return (parsed as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new GridbookError('SCENARIO_INVALID', `${file} is not readable as CSV: ${reason}`, { path: file }, { cause })
  }
}
