import type { Engine } from '../platform/index.ts'
import { writeArchive, type ArchiveEntry } from './archive.ts'
import { csvFiles, ROWS_PER_FILE, type CsvFile } from './csv-files.ts'
import { lineReader } from './csv-lines.ts'
import { reportName, type Named } from './file-name.ts'

/** A report that stands complete under its name. */
export interface WrittenReport {
  readonly path: string
  readonly bytes: number
  readonly files: readonly CsvFile[]
}

/** A kind of file of a report. */
export interface FileSource {
  /** the first part of its name */
  readonly prefix: string
  readonly header: string
  /** SELECTs of the lines in one column `line`, one after the other */
  readonly statements: readonly string[]
}

/** Writes a ZIP of CSV files, whole or not at all, with no more in memory than some lines. */
export async function writeCsvArchive(
  path: string,
  sources: readonly FileSource[],
  named: Named & { readonly preventLargeFiles: boolean },
  engine: Pick<Engine, 'parts'>,
): Promise<WrittenReport> {
  const files: CsvFile[] = []
  const bytes = await writeArchive(path, entriesOf(sources, named, engine, files))
  return { path, bytes, files }
}

async function* entriesOf(
  sources: readonly FileSource[],
  named: Named & { readonly preventLargeFiles: boolean },
  engine: Pick<Engine, 'parts'>,
  files: CsvFile[],
): AsyncGenerator<ArchiveEntry> {
  for (const { prefix, header, statements } of sources) {
    const lines = lineReader(engine, statements)
    const name = (chunk?: number): string => reportName(prefix, named, chunk)
    try {
      yield* csvFiles(
        { header, lines, name, rowsPerFile: named.preventLargeFiles ? ROWS_PER_FILE : undefined },
        (written) => files.push(written),
      )
    } finally {
      await lines.close()
    }
  }
}
