import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openEngine } from '../src/platform/index.ts'
import { FILE_COLUMNS, pointRow } from './point-rows.ts'

/** The same rows as an import takes them, and as COPY does. */
export interface PointFiles {
  readonly csv: string
  readonly parquet: string
  /** in COPY's text format: the columns of the CSV, then recorded_seq and tombstone */
  readonly copy: string
  readonly rows: number
}

/** Columns of the file for COPY. */
export const COPY_COLUMNS = [...FILE_COLUMNS, 'recorded_seq', 'tombstone']

const ROWS_A_CHUNK = 1000

/** Generates points in the order of their ids and writes them in each format. */
export async function writePointFiles(directory: string, rows: number): Promise<PointFiles> {
  await mkdir(directory, { recursive: true })
  const files = {
    csv: join(directory, 'points.csv'),
    parquet: join(directory, 'points.parquet'),
    copy: join(directory, 'points.copy'),
    rows,
  }
  const fieldsOf = (n: number): string[] => {
    const row = pointRow(n, rows)
    return FILE_COLUMNS.map((column) => row[column] ?? '')
  }
  await writeLines(files.csv, rows, (n) => fieldsOf(n).join(';'), `${FILE_COLUMNS.join(';')}\n`)
  await writeLines(files.copy, rows, (n) =>
    [...fieldsOf(n).map((field) => (field === '' ? '\\N' : field)), '1', 'f'].join('\t'),
  )
  const engine = await openEngine({ threads: 2, tempDir: join(directory, 'engine') })
  try {
    await engine.run(
      `copy (select * from read_csv('${files.csv}', all_varchar = true, delim = ';', header = true)) to '${files.parquet}' (format parquet)`,
    )
  } finally {
    await engine.close()
  }
  return files
}

async function writeLines(path: string, rows: number, line: (n: number) => string, header = ''): Promise<void> {
  const chunks = function* chunks(): Generator<string> {
    if (header !== '') yield header
    for (let first = 0; first < rows; first += ROWS_A_CHUNK) {
      let text = ''
      for (let n = first; n < Math.min(rows, first + ROWS_A_CHUNK); n += 1) text += `${line(n)}\n`
      yield text
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path))
}
