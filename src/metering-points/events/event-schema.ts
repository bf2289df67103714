import { columnOfField, fieldOfColumn, POINT_FIELDS, type PointMasterData } from '../model.ts'
import { VALUE_COLUMNS } from '../period-row.ts'
import { PROCESS_KINDS } from '../processes/process.ts'
import { CHANGE_FIELDS, type EventType } from './event-type.ts'
import { changedSchema, closed, fieldOrNull, fieldSchema, type JsonSchema } from './field-schema.ts'

// What is published is a promise. Whoever changes a schema here gives it the next version in SCHEMA_VERSIONS, keeps the
// committed file of the one before, and lets scripts/event-schemas.ts write the new one.

/** The version of each type's schema, in which its events are written from now on. */
export const SCHEMA_VERSIONS: Readonly<Record<EventType, number>> = {
  created: 1,
  connected: 1,
  disconnected: 1,
  reconnected: 1,
  closed_down: 1,
  master_data_updated: 1,
  settlement_method_changed: 1,
  resolution_changed: 1,
  meter_changed: 1,
  production_obligation_changed: 1,
  coupled_to_parent: 1,
  decoupled_from_parent: 1,
  energy_supplier_changed: 1,
  loss_role_assigned: 1,
  process_cancelled: 1,
  imported: 1,
}

/** The name under which a schema is known: what an event says as its `dataschema`. */
export function schemaId(type: EventType, version: number): string {
  return `urn:gridbook:metering_point:${type}:${version}`
}

/** What happened, in one sentence for each type. */
const DESCRIPTIONS: Readonly<Record<EventType, string>> = {
  created: 'A metering point was created.',
  connected: 'A new metering point was connected.',
  disconnected: 'A metering point was disconnected.',
  reconnected: 'A metering point that was disconnected is connected again.',
  closed_down: 'A metering point was closed down for good.',
  master_data_updated: 'Master data changed for which there is no event of its own.',
  settlement_method_changed: 'How a metering point is settled changed.',
  resolution_changed: 'How often a metering point is read changed.',
  meter_changed: 'The meter, or the way in which the point is metered, changed.',
  production_obligation_changed: 'Whether a supplier is obliged to take the production changed.',
  coupled_to_parent: 'A child was coupled to a parent.',
  decoupled_from_parent: 'A child was taken from its parent.',
  energy_supplier_changed:
    'The supplier, its balance responsible party, or the move-in with which its supply began, changed.',
  loss_role_assigned: 'A metering point takes the loss of its area from now on, or does not any more.',
  process_cancelled: 'A process was taken back: what it changed is again what it was before.',
  imported: 'A statement about a metering point was imported.',
}

/** The schema of the data of a type's events, as it is published, in its present version. */
export function eventSchema(type: EventType): JsonSchema {
  return {
    ...closed({ ...COMMON, ...dataOf(type) }, DESCRIPTIONS[type]),
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaId(type, SCHEMA_VERSIONS[type]),
  }
}

const COMMON = {
  metering_point_id: { type: 'string' },
  effective_date: {
    type: 'string',
    pattern: String.raw`^\d{4}-\d{2}-\d{2}$`,
    description: 'market day from which it holds',
  },
}

/** What the point is from the effective date on. */
const STANDING = {
  type: fieldSchema('type'),
  grid_area: fieldSchema('gridArea'),
  connection_state: fieldSchema('connectionState'),
}

/** The same where nothing may be known of the point any more. */
const STANDING_OR_NULL = {
  type: fieldOrNull('type'),
  grid_area: fieldOrNull('gridArea'),
  connection_state: fieldOrNull('connectionState'),
}

const ID = { type: 'string', pattern: String.raw`^\d+$` }
const TEXT_OR_NULL = { anyOf: [{ type: 'string' }, { type: 'null' }] }

const CAUSE = closed(
  {
    process_id: ID,
    process: { enum: PROCESS_KINDS },
    sender: closed({
      actor_id: { type: 'string' },
      role: { type: 'string', description: 'code of the market role, such as DDM' },
    }),
    message_id: TEXT_OR_NULL,
    transaction_id: TEXT_OR_NULL,
  },
  'the process that made it happen, and the message that asked for it; null: it came in none',
)

const ALL_FIELDS = POINT_FIELDS.map(([, field]) => field)

function dataOf(type: EventType): Record<string, JsonSchema> {
  if (type === 'imported') return { ...STANDING_OR_NULL, values: importedValues() }
  if (type === 'process_cancelled') {
    return { ...STANDING_OR_NULL, changed: changedSchema(ALL_FIELDS), cause: CAUSE, cancelled_process_id: ID }
  }
  return { ...STANDING, changed: changedSchema(fieldsOfEvent(type)), cause: CAUSE }
}

/** The fields that an event of a type can tell of. */
function fieldsOfEvent(type: EventType): readonly (keyof PointMasterData)[] {
  if (type === 'created') return ALL_FIELDS
  const own = CHANGE_FIELDS.find(([name]) => name === type)
  if (own !== undefined) return own[1]
  if (type !== 'master_data_updated') return ['connectionState']
  const others = new Set<string>(CHANGE_FIELDS.flatMap(([, fields]) => fields))
  return ALL_FIELDS.filter((field) => !others.has(field) && field !== 'connectionState')
}

function importedValues(): JsonSchema {
  const values = VALUE_COLUMNS.map((column) => {
    const field = fieldOfColumn(column)
    if (field === undefined) throw new Error(`no field is kept in ${column}`)
    return [columnOfField(field), fieldOrNull(field)] as const
  })
  return {
    anyOf: [closed(Object.fromEntries(values)), { type: 'null' }],
    description: 'what settlement reads of the point; null: what was stated from the day on is withdrawn',
  }
}
