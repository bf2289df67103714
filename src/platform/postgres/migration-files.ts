import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One numbered SQL file. */
export interface Migration {
  /** file name without `.sql`, such as `0001_platform` */
  readonly name: string
  readonly sql: string
  /** SHA-256 of the text, hexadecimal */
  readonly checksum: string
}

/** The directory of the program's own migrations. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../../migrations', import.meta.url))

const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/

/**
 * The migrations of a directory in the order of their numbers.
 * @throws Error when a file is not named `NNNN_words.sql`, or two have the same number
 */
export async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).toSorted()
  for (const [index, name] of names.entries()) {
    if (!FILE_NAME.test(name)) throw new Error(`migrations/${name} is not named like 0001_room.sql`)
    if (names[index - 1]?.slice(0, 4) === name.slice(0, 4)) throw new Error(`migrations/${name}: the number is taken`)
  }
  return await Promise.all(names.map(async (name) => toMigration(name, await readFile(join(directory, name), 'utf8'))))
}

function toMigration(fileName: string, sql: string): Migration {
  return { name: fileName.replace(/\.sql$/, ''), sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
