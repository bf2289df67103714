import type { Pool } from '../postgres/pool.ts'

/** Most processes that execute runs on one database at a time. */
const SEATS = 64

/** A number that no other live process on this database has; the database takes it back when the process ends. */
export interface ExecutorSeat {
  readonly number: number
  readonly leave: () => Promise<void>
}

/**
 * Takes the lowest free seat. Unfinished runs belong to a seat: who takes it after a crash goes on with them, and a seat
 * with a living process is never taken twice, which would execute its steps twice.
 */
export async function takeExecutorSeat(pool: Pool): Promise<ExecutorSeat> {
  const client = await pool.connect()
  // A connection that breaks gives its seat up; without a listener it would end the process too.
  client.on('error', () => {})
  for (let number = 0; number < SEATS; number += 1) {
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(hashtext('platform.executor'), $1) as taken`,
      [number],
    )
    if (rows[0]?.taken === true) {
      return {
        number,
        leave: async () => {
          const unlocked = client.query(`select pg_advisory_unlock(hashtext('platform.executor'), $1)`, [number])
          client.release(
            await unlocked.then(
              () => undefined,
              (cause: Error) => cause,
            ),
          )
        },
      }
    }
  }
  client.release()
  throw new Error(`all ${SEATS} seats for executing runs are taken`)
}

/**
 * Does something while a seat is kept free, unless a living process sits on it.
 * @returns whether it was done
 */
export async function whileFree(pool: Pool, number: number, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(hashtext('platform.executor'), $1) as taken`,
      [number],
    )
    if (rows[0]?.taken !== true) return false
    try {
      await work()
    } finally {
      await client.query(`select pg_advisory_unlock(hashtext('platform.executor'), $1)`, [number])
    }
    return true
  } catch (cause) {
    broken = cause instanceof Error ? cause : new Error(String(cause))
    throw cause
  } finally {
    client.release(broken)
  }
}
