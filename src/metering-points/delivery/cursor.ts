import type { Pool, Transaction } from '../../platform/index.ts'
import type { EventPosition } from '../events/event-position.ts'
import type { Subscriber } from './subscriber.ts'

/** How far a subscriber has got, and what failed since. */
export type Cursor = {
  /** of the last event that it has taken */
  readonly position: EventPosition
  /** UTC; null: it has taken none */
  readonly takenAtMs: number | null
  /** in a row */
  readonly failures: number
  /** why the last attempt failed; null: it did not */
  readonly failure: string | null
  /** not before; null: at once */
  readonly retryAtMs: number | null
}

type CursorRow = {
  readonly recorded_seq: bigint
  readonly ordinal: number
  readonly taken_at: Date | null
  readonly failures: number
  readonly failure: string | null
  readonly retry_at: Date | null
}

type Which = Pick<Subscriber, 'name' | 'addedSeq'>

/** How far a subscriber has got. */
export async function cursorOf(
  database: Pick<Pool | Transaction, 'query'>,
  { name, addedSeq }: Which,
): Promise<Cursor> {
  const { rows } = await database.query<CursorRow>(
    `select recorded_seq, ordinal, taken_at, failures, failure, retry_at from metering_points.subscriber_cursor
     where name = $1 and added_seq = $2::bigint`,
    [name, String(addedSeq)],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`subscriber ${name} has no cursor`)
  return {
    position: { recordedSeq: row.recorded_seq, ordinal: row.ordinal },
    takenAtMs: row.taken_at?.getTime() ?? null,
    failures: row.failures,
    failure: row.failure,
    retryAtMs: row.retry_at?.getTime() ?? null,
  }
}

/** Notes that the subscriber has taken everything up to an event; a cursor never goes back. */
export async function moveCursor(pool: Pool, which: Which, to: EventPosition, atMs: number): Promise<void> {
  await pool.query(
    `update metering_points.subscriber_cursor
     set recorded_seq = $3::bigint, ordinal = $4::int, taken_at = $5, failures = 0, failure = null, retry_at = null
     where name = $1 and added_seq = $2::bigint and (recorded_seq, ordinal) < ($3::bigint, $4::int)`,
    [which.name, String(which.addedSeq), String(to.recordedSeq), to.ordinal, new Date(atMs)],
  )
}

/** Notes that an attempt failed. */
export async function noteFailure(
  pool: Pool,
  which: Which,
  { failures, failure, retryAtMs }: { readonly failures: number; readonly failure: string; readonly retryAtMs: number },
): Promise<void> {
  await pool.query(
    `update metering_points.subscriber_cursor set failures = $3::int, failure = $4, retry_at = $5
     where name = $1 and added_seq = $2::bigint`,
    [which.name, String(which.addedSeq), failures, failure, new Date(retryAtMs)],
  )
}
