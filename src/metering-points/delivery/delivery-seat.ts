import type pg from 'pg'
import type { Pool } from '../../platform/index.ts'
import { EVENT_CHANNEL } from '../events/write-events.ts'

/** The right to deliver, which one process on this database has; the database takes it back when the process ends. */
export interface DeliverySeat {
  /** aborted when the connection that holds it is lost, and with it the seat */
  readonly lost: AbortSignal
  readonly leave: () => Promise<void>
}

/**
 * Takes the seat, unless another process has it.
 * @param onEvents called at each commit that has events, or changes subscribers
 */
export async function takeDeliverySeat(pool: Pool, onEvents: () => void): Promise<DeliverySeat | undefined> {
  const client = await pool.connect()
  const lost = new AbortController()
  const lose = (): void => lost.abort()
  client.on('error', lose)
  client.on('end', lose)
  client.on('notification', onEvents)
  const giveBack = async (statements: readonly string[]): Promise<void> => {
    const fault = await inTurn(client, statements)
    client.off('error', lose)
    client.off('end', lose)
    client.off('notification', onEvents)
    client.release(fault)
  }
  try {
    const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${SEAT}) as taken`)
    if (rows[0]?.taken !== true) {
      await giveBack([])
      return undefined
    }
    await client.query(`listen ${EVENT_CHANNEL}`)
  } catch (error) {
    client.release(error instanceof Error ? error : true)
    throw error
  }
  return {
    lost: lost.signal,
    leave: async () => await giveBack([`unlisten ${EVENT_CHANNEL}`, `select pg_advisory_unlock(${SEAT})`]),
  }
}

const SEAT = `hashtext('metering_points.delivery'), 0`

/** @returns what went wrong: a connection that fails is thrown away, and the database gives up what it held */
async function inTurn(client: pg.PoolClient, statements: readonly string[]): Promise<Error | undefined> {
  try {
    for (const statement of statements) await client.query(statement)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
