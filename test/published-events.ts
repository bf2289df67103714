import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Schema from 'typebox/schema'
import type { CloudEvent } from '../src/metering-points/index.ts'

const DIRECTORY = fileURLToPath(new URL('../docs/events', import.meta.url))

/** The published schemas by the names of their files, as they are committed. */
export const PUBLISHED: ReadonlyMap<string, Record<string, unknown>> = new Map(
  readdirSync(DIRECTORY).map((file) => [
    file,
    JSON.parse(readFileSync(`${DIRECTORY}/${file}`, 'utf8')) as Record<string, unknown>,
  ]),
)

const checks = new Map(
  [...PUBLISHED.values()].map((schema) => [String(schema['$id']), Schema.Compile(schema)] as const),
)

/** What of an event is not as published: its envelope, and its data by the schema that it names. */
export function publishedFaults(event: CloudEvent): unknown[] {
  return [
    ...faultsBy('urn:gridbook:metering_point:event:1', event),
    ...faultsBy(event.dataschema, event.data),
    ...(event.dataschema.split(':')[3] === event.type.split('.')[2] ? [] : [`${event.type} names ${event.dataschema}`]),
    ...(event.data['metering_point_id'] === event.subject ? [] : [`${event.subject} is not the point of the data`]),
  ]
}

function faultsBy(id: string, value: unknown): unknown[] {
  const check = checks.get(id)
  if (check === undefined) return [`no schema ${id} is published`]
  const [isRight, errors] = check.Errors(value)
  return isRight ? [] : errors
}
