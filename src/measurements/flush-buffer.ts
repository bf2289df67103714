import { faultPoint, inTransaction, type Transaction } from '../platform/index.ts'
import type { IntakePorts } from './accept-deliveries.ts'
import { readBuffered } from './buffered-day.ts'
import { draftDayBatches, type DayBatchDrafts } from './day-batch.ts'

/** When the buffer is worth a file: so many rows, or rows so old. */
export interface FlushPolicy {
  readonly rows: number
  readonly ageMs: number
}

/** What a flush moved from PostgreSQL into the lake. */
export interface FlushResult {
  readonly deliveries: number
  readonly readings: number
}

const NOTHING: FlushResult = { deliveries: 0, readings: 0 }

/** Most rows that one flush moves, so that its memory is bounded; what is left goes with the next. */
const MOST_ROWS = 100_000

/**
 * Moves buffered rows into lake batches. The batch appears and the rows disappear in one transaction, so a reader sees
 * each row exactly once, with the number under which it was recorded. One flusher at a time; a second one returns at once.
 */
export async function flushBuffer(ports: IntakePorts): Promise<FlushResult> {
  let drafts: DayBatchDrafts | undefined
  try {
    const result = await inTransaction(ports.pool, async (trx) => {
      if (!(await isOnlyFlusher(trx))) return NOTHING
      const upTo = await highestSeq(trx)
      if (upTo === null) return NOTHING
      const deliveries = await readBuffered(trx, 'delivery', 'b.recorded_seq <= $2', [upTo])
      const readings = await readBuffered(trx, 'reading', 'b.recorded_seq <= $2', [upTo])
      drafts = await draftDayBatches(deliveries, readings, ports)
      faultPoint('flush:files-written')
      await drafts.record(trx, 'flush', undefined)
      await trx.query('delete from measurements.buffered_day where recorded_seq <= $1', [upTo])
      return { deliveries: deliveries.length, readings: readings.length }
    })
    faultPoint('flush:committed')
    return result
  } catch (error) {
    await drafts?.discard()
    throw error
  }
}

/** Flushes when the policy says so. */
export async function flushWhenDue(ports: IntakePorts, policy: FlushPolicy, nowMs: number): Promise<FlushResult> {
  const { rows } = await ports.pool.query<{ rows: bigint; oldest_ms: bigint | null }>(
    `select count(*) as rows,
       (select (extract(epoch from min(d.received_at)) * 1000)::bigint from measurements.document d
        where d.document_id in (select b.document_id from measurements.buffered_day b where b.document_id <> '')) as oldest_ms
     from measurements.buffered_day`,
  )
  const [state] = rows
  if (state === undefined || state.rows === 0n) return NOTHING
  const due =
    state.rows >= BigInt(policy.rows) || (state.oldest_ms !== null && Number(state.oldest_ms) <= nowMs - policy.ageMs)
  return due ? await flushBuffer(ports) : NOTHING
}

async function isOnlyFlusher(trx: Transaction): Promise<boolean> {
  const { rows } = await trx.query<{ locked: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('measurements.flush')) as locked`,
  )
  return rows[0]?.locked === true
}

// A whole number of commits: the rows of one commit leave the buffer together.
async function highestSeq(trx: Transaction): Promise<bigint | null> {
  const { rows } = await trx.query<{ seq: bigint | null }>(
    `select max(recorded_seq) as seq from (
       select recorded_seq, sum(count(*)) over (order by recorded_seq) - count(*) as before
       from measurements.buffered_day group by recorded_seq) c
     where before < $1`,
    [MOST_ROWS],
  )
  return rows[0]?.seq ?? null
}
