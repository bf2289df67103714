import { formatInstant } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import { VALUE_COLUMNS } from '../period-row.ts'
import type { EventPosition } from './event-position.ts'
import type { EventType } from './event-type.ts'

/** Something that happened to a metering point, as it is published. */
export type PointEvent = {
  readonly position: EventPosition
  readonly type: EventType
  readonly schemaVersion: number
  readonly meteringPointId: string
  /** when it was recorded, not from when on it holds; UTC with Z */
  readonly occurredAt: string
  /** as the schema of its type and version says */
  readonly data: Readonly<Record<string, unknown>>
}

/** Which events to read. */
export type EventQuery = {
  /** those beyond it */
  readonly after: EventPosition
  readonly limit: number
  /** those of one metering point */
  readonly meteringPointId?: string | undefined
}

/** Events in their order. Who goes on from the last one misses none, because numbers follow the order of commits. */
export async function readEvents(
  database: Pick<Pool | Transaction, 'query'>,
  { after, limit, meteringPointId }: EventQuery,
): Promise<PointEvent[]> {
  const point = meteringPointId === undefined ? [] : [meteringPointId, await importsOf(database, meteringPointId)]
  const { rows } = await database.query<EventRow>({
    rowMode: 'array',
    text: `select ${SELECTED} from metering_points.event e
           left join metering_points.metering_point_period s on e.payload is null
             and s.metering_point_id = e.metering_point_id and s.valid_from = e.effective_date and s.recorded_seq = e.recorded_seq
           where (e.recorded_seq, e.ordinal) > ($1::bigint, $2::int) ${point.length === 0 ? '' : OF_POINT}
           order by e.recorded_seq, e.ordinal limit $3::int`,
    values: [String(after.recordedSeq), after.ordinal, limit, ...point],
  })
  return rows.map(fromEventRow)
}

// Two conditions, an index for each: that of the point's processes, and that of the commits that imported it.
const OF_POINT = 'and e.metering_point_id = $4 and (e.process_id is not null or e.recorded_seq = any ($5::bigint[]))'

/** The commits that imported something about a point. */
async function importsOf(database: Pick<Pool | Transaction, 'query'>, meteringPointId: string): Promise<string[]> {
  const { rows } = await database.query<{ seq: string }>(
    `select distinct recorded_seq::text as seq from metering_points.metering_point_period
     where metering_point_id = $1 and process_id is null`,
    [meteringPointId],
  )
  return rows.map(({ seq }) => seq)
}

const SELECTED = `e.recorded_seq, e.ordinal, e.event_type, e.schema_version, e.metering_point_id, e.effective_date,
  e.occurred_at, e.payload, s.tombstone, ${VALUE_COLUMNS.map((column) => `s.${column}`).join(', ')}`

type EventRow = [
  recordedSeq: bigint,
  ordinal: number,
  type: EventType,
  schemaVersion: number,
  meteringPointId: string,
  effectiveDate: string,
  occurredAt: Date,
  payload: Readonly<Record<string, unknown>> | null,
  tombstone: boolean | null,
  ...values: unknown[],
]

function fromEventRow(row: EventRow): PointEvent {
  const [recordedSeq, ordinal, type, schemaVersion, meteringPointId, effectiveDate, occurredAt, payload] = row
  return {
    position: { recordedSeq, ordinal },
    type,
    schemaVersion,
    meteringPointId,
    occurredAt: formatInstant(occurredAt.getTime()),
    data: {
      metering_point_id: meteringPointId,
      effective_date: effectiveDate,
      ...(payload ?? importedData(row)),
    },
  }
}

/** What an imported statement says. */
function importedData([, , , , , , , , tombstone, ...columns]: EventRow): Readonly<Record<string, unknown>> {
  const values = Object.fromEntries(VALUE_COLUMNS.map((column, n) => [column, columns[n] ?? null]))
  const { type = null, grid_area = null, connection_state = null } = values
  return { type, grid_area, connection_state, values: tombstone === true ? null : values }
}
