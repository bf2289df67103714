import { accepted, finding, refused } from '../../kernel/index.ts'
import type { Finding, Result } from '../../kernel/index.ts'
import { headerFaults, parquet, quotedName } from '../../platform/index.ts'
import type { CsvText } from '../../platform/index.ts'
import { fileDigest } from './file-digest.ts'
import { POINT_FILE_COLUMNS } from './point-columns.ts'
import type { PointFile } from './point-file.ts'
import type { Workshop } from './workshop.ts'

/** Between the fields of a row on its way out of the engine: one text a row takes a twentieth of the time of forty. */
const SEPARATOR = '\u001F'
const TYPES: ReadonlySet<string> = new Set(['VARCHAR', 'BOOLEAN', 'DATE'])

/** A Parquet file of metering points: the columns of the CSV file, VARCHAR, BOOLEAN or DATE. */
export async function openParquetFile(path: string, workshop: Workshop): Promise<PointFile> {
  const engine = await workshop.engine()
  const rows = parquet([path], { rowNumber: true })
  const columns = await engine.rows<{ column_name: string; column_type: string }>(`describe select * from ${rows}`)
  const own = columns.filter(({ column_name }) => column_name !== 'file_row_number')
  const header = own.map(({ column_name }) => column_name.toLowerCase())
  const [counted] = await engine.rows<{ n: bigint }>(`select count(*) as n from ${rows}`)
  const at = (name: string): string => textOf(own[header.indexOf(name)]?.column_name)
  const text = own.map(({ column_name }) => textOf(column_name)).join(`, chr(${SEPARATOR.charCodeAt(0)}), `)
  const relation = `(select cast(file_row_number + 1 as INTEGER) as line, ${at('metering_point_id')} as metering_point_id,
    ${at('parent_id')} as parent_id, concat(${text}) as text from ${rows})`
  return {
    header,
    delimiter: ';',
    findings: [...headerFaults(header, POINT_FILE_COLUMNS), ...typeFaults(own)],
    sha256: (await fileDigest(path)).sha256,
    rows: Number(counted?.n ?? 0),
    fieldsOf: (row) => fieldsOfRow(row, header.length),
    ordered: async () => ({
      relation,
      columns: ['text'],
      textsOf: (part) => part.text('text').map((each) => each ?? ''),
    }),
    texts: async function* texts() {
      for await (const part of engine.parts(`select line, text from ${relation} order by line`)) {
        const lines = part.int32('line')
        yield part.text('text').map((each, row): CsvText => ({ line: lines[row] ?? 0, text: each ?? '' }))
      }
    },
  }
}

function textOf(column: string | undefined): string {
  return column === undefined ? "''" : `coalesce(cast(${quotedName(column)} as VARCHAR), '')`
}

function typeFaults(columns: readonly { column_name: string; column_type: string }[]): Finding[] {
  return columns
    .filter(({ column_type }) => !TYPES.has(column_type))
    .map(({ column_name: field, column_type }) =>
      finding('FIELD_INVALID', `the column '${field}' is ${column_type}, not VARCHAR, BOOLEAN or DATE`, { field }),
    )
}

function fieldsOfRow({ line, text }: CsvText, columns: number): Result<readonly string[], Finding> {
  const fields = text.split(SEPARATOR)
  if (fields.length === columns && !text.includes('\u0000')) return accepted(fields)
  return refused(finding('CSV_BROKEN', 'the row holds a character 0 or 31', { line }))
}
