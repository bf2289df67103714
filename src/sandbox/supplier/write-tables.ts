import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../write-whole.ts'
import { csvChunks } from './csv-table.ts'
import type { ExampleTable } from './csv-table.ts'

/** Writes tables as CSV files into a directory, over what an earlier call wrote. @returns how many lines, without headers */
export async function writeTables(tables: readonly ExampleTable[], directory: string): Promise<number> {
  await mkdir(directory, { recursive: true })
  let lines = 0
  for (const table of tables) {
    const texts = csvChunks(table).map((chunk) => {
      lines += chunk.lines
      return chunk.text
    })
    await writeWhole(join(directory, table.name), texts)
  }
  return lines
}
