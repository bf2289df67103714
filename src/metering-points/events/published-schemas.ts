import { CLOUD_EVENT_SCHEMA } from './cloud-event.ts'
import { eventSchema, SCHEMA_VERSIONS } from './event-schema.ts'
import { EVENT_TYPES } from './event-type.ts'
import type { JsonSchema } from './field-schema.ts'

/** The present schemas as they are published, by the names of their files in docs/events. */
export function publishedSchemas(): ReadonlyMap<string, JsonSchema> {
  return new Map<string, JsonSchema>([
    ['event.v1.json', CLOUD_EVENT_SCHEMA],
    ...EVENT_TYPES.map((type) => [`${type}.v${SCHEMA_VERSIONS[type]}.json`, eventSchema(type)] as const),
  ])
}
