import type { ArchiveEntry } from './archive.ts'
import type { LineReader } from './csv-lines.ts'

/** Rows of a file when large ones are prevented (settlement 4, "Settlement report"). */
export const ROWS_PER_FILE = 1_000_000

/** A kind of file with its lines. */
export interface CsvSource {
  readonly header: string
  readonly lines: LineReader
  /** the name of a file; with a number when they are split */
  readonly name: (chunk?: number) => string
  /** undefined: one file, however long */
  readonly rowsPerFile: number | undefined
}

/** A file that was written, without its header line. */
export interface CsvFile {
  readonly name: string
  readonly rows: number
}

/**
 * The files of one kind as entries of an archive, each to be read before the next is asked for. There is always one, with its
 * header, even when there are no rows.
 * @param written is told of each file that was read to its end
 */
export async function* csvFiles(source: CsvSource, written: (file: CsvFile) => void): AsyncGenerator<ArchiveEntry> {
  const { header, lines, rowsPerFile } = source
  let chunk = 0
  do {
    chunk += 1
    const name = `${source.name(rowsPerFile === undefined ? undefined : chunk)}.csv`
    yield {
      name,
      content: fileBytes(header, lines, rowsPerFile ?? Number.MAX_SAFE_INTEGER, (rows) => written({ name, rows })),
    }
  } while (!(await lines.isAtEnd()))
}

async function* fileBytes(
  header: string,
  lines: LineReader,
  mostRows: number,
  ended: (rows: number) => void,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${header}\n`)
  let rows = 0
  while (rows < mostRows) {
    const taken = await lines.take(mostRows - rows)
    if (taken === undefined) break
    rows += taken.length
    yield Buffer.from(`${taken.join('\n')}\n`)
  }
  ended(rows)
}
