import { toEventId } from './event-position.ts'
import { schemaId } from './event-schema.ts'
import { EVENT_TYPES, type EventType } from './event-type.ts'
import { closed, type JsonSchema } from './field-schema.ts'
import type { PointEvent } from './read-events.ts'

/** An event as a CloudEvent 1.0, in its JSON format. */
export type CloudEvent = {
  readonly specversion: '1.0'
  /** unique within the source; the same each time that the event is delivered */
  readonly id: string
  readonly source: string
  readonly type: `gridbook.metering_point.${EventType}`
  /** the metering point */
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly dataschema: string
  readonly data: PointEvent['data']
}

/** What an event has, by the names of its attributes; what its data are says the schema of its type. */
export const CLOUD_EVENT_PROPERTIES = {
  specversion: { type: 'string', const: '1.0' },
  id: {
    type: 'string',
    pattern: String.raw`^\d+-\d+$`,
    description: 'number of the commit, and of the event in it',
  },
  source: { type: 'string', pattern: '^/hubs/.+/metering-points$' },
  type: { enum: EVENT_TYPES.map((type) => `gridbook.metering_point.${type}`) },
  subject: { type: 'string', description: 'the metering point' },
  time: { type: 'string', pattern: 'Z$', description: 'when it was recorded, UTC' },
  datacontenttype: { type: 'string', const: 'application/json' },
  dataschema: { type: 'string', description: 'names the schema of the data, with its version' },
  data: {
    type: 'object',
    properties: {},
    additionalProperties: true,
    description: 'as the schema says that dataschema names',
  },
}

/** The schema of every event, as it is published. */
export const CLOUD_EVENT_SCHEMA: JsonSchema = {
  ...closed(CLOUD_EVENT_PROPERTIES, 'An event of a metering point as a CloudEvent 1.0.'),
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:gridbook:metering_point:event:1',
}

/** @param hubId the identifier of the hub that publishes it */
export function toCloudEvent(event: PointEvent, hubId: string): CloudEvent {
  return {
    specversion: '1.0',
    id: toEventId(event.position),
    source: `/hubs/${hubId}/metering-points`,
    type: `gridbook.metering_point.${event.type}`,
    subject: event.meteringPointId,
    time: event.occurredAt,
    datacontenttype: 'application/json',
    dataschema: schemaId(event.type, event.schemaVersion),
    data: event.data,
  }
}
