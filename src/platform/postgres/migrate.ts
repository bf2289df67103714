import pg from 'pg'
import { GridbookError } from '../../kernel/index.ts'
import { toDatabaseError } from './database-error.ts'
import { MIGRATIONS_DIRECTORY, readMigrations } from './migration-files.ts'
import type { Migration } from './migration-files.ts'

const LOCK = '7237125441' // any number that nobody else locks
const OLDEST_SERVER = 150_000

/**
 * Brings a database to the program's schema: applies, in order, the migrations that it does not have, each in a
 * transaction of its own. Of several processes that do so at once one works and the others wait for it.
 * @returns names of the migrations that were applied now
 * @throws GridbookError DATABASE_SCHEMA when the database has a migration that the program has not, or has in another
 * wording, or when its PostgreSQL is older than 15
 */
export async function migrate(url: string, directory: string = MIGRATIONS_DIRECTORY): Promise<readonly string[]> {
  const wanted = await readMigrations(directory)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'gridbook migrate',
    connectionTimeoutMillis: 30_000,
  })
  client.on('error', () => {}) // the statement under way reports it
  try {
    await client.connect()
    await requireServerVersion(client)
    await client.query('select pg_advisory_lock($1::bigint)', [LOCK]) // ends with the connection
    return await applyMissing(client, wanted)
  } catch (cause) {
    throw toDatabaseError(cause)
  } finally {
    await client.end()
  }
}

async function requireServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; text: string }>(
    "select current_setting('server_version_num') as number, current_setting('server_version') as text",
  )
  if (Number(rows[0]?.number) >= OLDEST_SERVER) return
  throw new GridbookError('DATABASE_SCHEMA', `PostgreSQL ${rows[0]?.text} is too old: 15 or newer is needed`)
}

async function applyMissing(client: pg.Client, wanted: readonly Migration[]): Promise<readonly string[]> {
  await client.query(`create schema if not exists platform;
    create table if not exists platform.migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
  const { rows: applied } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from platform.migration order by name',
  )
  requireSame(applied, wanted)
  const missing = wanted.slice(applied.length)
  for (const migration of missing) await apply(client, migration)
  return missing.map((migration) => migration.name)
}

// What is applied must be the beginning of what is wanted: a migration is never changed, removed or squeezed in.
function requireSame(applied: readonly { name: string; checksum: string }[], wanted: readonly Migration[]): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const own = wanted[index]
    if (own?.name === name && own.checksum === checksum) continue
    const why = own?.name === name ? 'with another text' : `where the program has ${own?.name ?? 'none'}`
    throw new GridbookError('DATABASE_SCHEMA', `the database has the migration ${name} ${why}`, { field: name })
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into platform.migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => {}) // the first error is the one to show
    const fault = toDatabaseError(cause)
    if (fault !== cause) throw fault
    throw new Error(`migrations/${migration.name}.sql: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
