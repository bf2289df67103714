import { formatInstant } from '../../kernel/index.ts'
import { copyRows, type Transaction } from '../../platform/index.ts'
import type { PointStatement } from '../model.ts'
import { SCHEMA_VERSIONS } from './event-schema.ts'
import { eventsOfProcess, type DecidedProcess } from './events-of-process.ts'

/** What wakes whoever publishes events, at the commit that has some. */
export const EVENT_CHANNEL = 'metering_point_events'

const KEY_COLUMNS = 'recorded_seq, ordinal, event_type, schema_version, metering_point_id, effective_date'

/**
 * Puts what processes made happen into the outbox, in their order.
 * @param seq the transaction's recorded_seq
 */
export async function writeProcessEvents(
  trx: Transaction,
  processes: readonly DecidedProcess[],
  seq: bigint,
  occurredAtMs: number,
): Promise<void> {
  const events = processes.flatMap((process) => eventsOfProcess(process).map((event) => ({ ...event, process })))
  if (events.length === 0) return
  const first = await nextOrdinal(trx, seq)
  const occurredAt = formatInstant(occurredAtMs)
  const rows = events.map(({ type, payload, process: { request, processId } }, n) => [
    String(seq),
    String(first + n),
    type,
    String(SCHEMA_VERSIONS[type]),
    request.meteringPointId,
    request.effectiveDate,
    String(processId),
    occurredAt,
    JSON.stringify(payload, withoutNul),
  ])
  await copyRows(trx, `metering_points.event (${KEY_COLUMNS}, process_id, occurred_at, payload)`, rows)
  await wake(trx)
}

/**
 * Puts statements that no process made into the outbox, each point's in the order of days. What they say stands in the
 * statements themselves, where readers of the outbox look it up: a second copy would make a large import twice as long.
 * @param seq the transaction's recorded_seq, under which the statements are recorded
 */
export async function writeImportEvents(
  trx: Transaction,
  statements: readonly PointStatement[],
  seq: bigint,
): Promise<void> {
  if (statements.length === 0) return
  const first = await nextOrdinal(trx, seq)
  await copyRows(trx, `metering_points.event (${KEY_COLUMNS})`, importRows(statements, seq, first))
  await wake(trx)
}

function* importRows(statements: readonly PointStatement[], seq: bigint, first: number): Generator<string[]> {
  const commit = String(seq)
  const version = String(SCHEMA_VERSIONS.imported)
  for (const [n, { meteringPointId, validFrom }] of statements.toSorted(byPointAndDay).entries()) {
    yield [commit, String(first + n), 'imported', version, meteringPointId, validFrom]
  }
}

function byPointAndDay(a: PointStatement, b: PointStatement): number {
  if (a.meteringPointId !== b.meteringPointId) return a.meteringPointId < b.meteringPointId ? -1 : 1
  return a.validFrom < b.validFrom ? -1 : 1
}

/** Several writers of one transaction can share its number. */
async function nextOrdinal(trx: Transaction, seq: bigint): Promise<number> {
  const { rows } = await trx.query<{ next: number }>(
    'select coalesce(max(ordinal) + 1, 0) as next from metering_points.event where recorded_seq = $1::bigint',
    [String(seq)],
  )
  return rows[0]?.next ?? 0
}

async function wake(trx: Transaction): Promise<void> {
  await trx.query('select pg_notify($1, $2)', [EVENT_CHANNEL, ''])
}

// PostgreSQL keeps no NUL in JSON.
function withoutNul(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value
}
