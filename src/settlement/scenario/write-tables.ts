import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { ResultTables } from './result-table.ts'

/** Writes each table as `<directory>/<path>.csv` in the dialect of scenario folders (settlement 7.1). */
export function writeTables(tables: ResultTables, directory: string): void {
  for (const [name, { columns, rows }] of tables) {
    const path = join(directory, `${name}.csv`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(
      path,
      stringify([columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))], { delimiter: ';' }),
    )
  }
}
