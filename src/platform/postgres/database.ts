import { join } from 'node:path'
import pg from 'pg'
import { GridbookError } from '../../kernel/index.ts'
import { invitationTo, inviteGuests, refuseGuests } from './guests.ts'
import { migrate } from './migrate.ts'
import { openPool } from './pool.ts'
import type { Pool, PoolOptions } from './pool.ts'
import { startPostgres } from './server.ts'
import type { PostgresServer } from './server.ts'

/** Where the system of record lies. */
export interface DatabaseConfig {
  /** data directory of the program: the embedded server lies in its `postgres` */
  readonly dataDir: string
  /** a PostgreSQL that runs already, 15 or newer; without it the embedded one is started */
  readonly databaseUrl?: string | undefined
  /**
   * Whether other processes may work on the embedded server while this one runs: a process that serves lets commands in,
   * one that soon ends does not, because its server ends with it. Who lets others in does not join another one itself.
   */
  readonly acceptsGuests?: boolean
}

/** The system of record, ready for use. */
export interface Database {
  readonly pool: Pool
  /** connection string, for processes of ours that open pools of their own */
  readonly url: string
  /** Closes the pool, and stops the server if it was started here. */
  readonly stop: () => Promise<void>
}

const DATABASE_NAME = 'gridbook'

/**
 * Opens the system of record: connects to the given PostgreSQL, or starts the embedded one, or joins the one that a
 * process which accepts guests has started; and applies missing migrations.
 * @throws GridbookError DATABASE_IN_USE, DATABASE_NOT_STARTED, DATABASE_UNAVAILABLE, DATABASE_SCHEMA
 */
export async function openDatabase(config: DatabaseConfig, options: PoolOptions = {}): Promise<Database> {
  if (config.databaseUrl !== undefined) return await connect(config.databaseUrl, options)
  const directory = join(config.dataDir, 'postgres')
  const server = config.acceptsGuests === true ? await start(directory) : await startOrJoin(directory)
  if (typeof server === 'string') return await connect(server, options)
  try {
    await createDatabase(server.url('postgres'))
    const database = await connect(server.url(DATABASE_NAME), options)
    if (config.acceptsGuests === true) inviteGuests(directory, server.url(DATABASE_NAME))
    const stop = async (): Promise<void> => {
      refuseGuests(directory)
      await database.stop()
      await server.stop()
    }
    return { ...database, stop }
  } catch (cause) {
    await server.stop()
    throw cause
  }
}

async function start(directory: string): Promise<PostgresServer> {
  const server = await startPostgres({ directory })
  refuseGuests(directory)
  return server
}

/** The server that was started, or where to find the one of a process that accepts guests. */
async function startOrJoin(directory: string): Promise<PostgresServer | string> {
  try {
    return await start(directory)
  } catch (cause) {
    const isInUse = cause instanceof GridbookError && cause.code === 'DATABASE_IN_USE'
    const invitation = isInUse ? invitationTo(directory) : undefined
    if (invitation === undefined) throw cause
    return invitation
  }
}

async function connect(url: string, options: PoolOptions): Promise<Database> {
  await migrate(url)
  const pool = openPool(url, options)
  let ended: Promise<void> | undefined
  return { pool, url, stop: async () => await (ended ??= pool.end()) }
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE_NAME])
    if (rowCount === 0) await client.query(`create database ${DATABASE_NAME}`)
  } finally {
    await client.end()
  }
}
