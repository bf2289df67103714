import type { Finding } from '../../kernel/index.ts'
import type { CsvColumns } from './csv-header.ts'
import { csvBatches, type CsvLine } from './csv-table.ts'
import type { ImportTally } from './import-report.ts'

/** What a line became: a row, unless it is refused; findings may be warnings beside a row. */
export interface ReadLine<Row> {
  readonly row?: Row
  readonly findings: readonly Finding[]
}

/**
 * Reads the lines of a file one by one, keeps what is wrong with them, and hands the rows on a batch at a time, so that
 * memory stays bounded however long the file is.
 * @throws GridbookError USAGE when the file cannot be read
 */
export async function readCsvRows<Row>(
  { path, columns, tally }: { readonly path: string; readonly columns: CsvColumns; readonly tally: ImportTally },
  read: (line: CsvLine) => ReadLine<Row>,
  add: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for await (const batch of csvBatches(path, columns)) {
    tally.add(batch.findings)
    const rows: Row[] = []
    for (const line of batch.lines) {
      const { row, findings } = read(line)
      tally.add(findings)
      if (row !== undefined) rows.push(row)
    }
    await add(rows)
  }
}
