import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openPool } from '../src/platform/index.ts'
import type { Pool, PoolOptions } from '../src/platform/index.ts'
import { cloneTemplate, onServer, runPrefix, urlOf } from './template.ts'

/** A migrated database that belongs to one test or test file. */
export interface TestDatabase {
  readonly pool: Pool
  /** connection string, for processes that the test starts */
  readonly url: string
  /** Closes the pool and drops the database; fails when somebody else is still connected. */
  readonly drop: () => Promise<void>
}

const open = new Set<string>()

/** Databases that tests of this file have made and not dropped. */
export function undroppedDatabases(): readonly string[] {
  return [...open]
}

/** A database of its own, cloned from the migrated template; some 20 ms. Whoever asks for it drops it. */
export async function freshDatabase(options: PoolOptions = {}): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl')
  const name = `${runPrefix()}_${randomBytes(6).toString('hex')}`
  await cloneTemplate(serverUrl, name)
  open.add(name)
  const url = urlOf(serverUrl, name)
  const pool = openPool(url, { max: 4, ...options })
  return {
    pool,
    url,
    drop: async () => {
      await pool.end()
      open.delete(name) // by now it is dropped, or the drop fails by itself
      await dropWhenAlone(serverUrl, name)
    },
  }
}

const PATIENCE_MS = 2_000

// Without force: a connection that stays is a leak, and the server names it. One that is just ending gets its time.
async function dropWhenAlone(serverUrl: string, name: string): Promise<void> {
  const deadlineMs = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      await onServer(serverUrl, `drop database ${name}`)
      return
    } catch (cause) {
      if (Date.now() < deadlineMs && isInUse(cause)) continue
      await onServer(serverUrl, `drop database if exists ${name} with (force)`)
      throw new Error(`a connection to the test's database was left open`, { cause })
    }
  }
}

function isInUse(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '55006'
}
