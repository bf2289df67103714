import { expect, test } from 'vitest'
import { PUBLISHED, publishedFaults } from '../../../test/published-events.ts'
import { toCloudEvent } from './cloud-event.ts'
import { SCHEMA_VERSIONS } from './event-schema.ts'
import { EVENT_TYPES } from './event-type.ts'
import { publishedSchemas } from './published-schemas.ts'

const plain = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema)) as unknown

test('a schema is as it was published: a change needs a new version, and a file of its own (scripts/event-schemas.ts)', () => {
  for (const [file, schema] of publishedSchemas()) expect(PUBLISHED.get(file), file).toEqual(plain(schema))
})

test('every version that was ever published is still there, and no other', () => {
  const expected = EVENT_TYPES.flatMap((type) =>
    Array.from({ length: SCHEMA_VERSIONS[type] }, (_, n) => `${type}.v${n + 1}.json`),
  )
  expect([...PUBLISHED.keys()].toSorted()).toEqual(['event.v1.json', ...expected].toSorted())
})

test('each schema has the name that its events say', () => {
  const names = [...PUBLISHED].map(([file, schema]) => [file, schema['$id']])
  const named = [...PUBLISHED.keys()].map((file) => {
    const [, type, version] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? []
    return [file, `urn:gridbook:metering_point:${type}:${version}`]
  })
  expect(names).toEqual(named)
})

test('a schema refuses what it does not know, and columns that another event tells of', () => {
  const connected = PUBLISHED.get('connected.v1.json')
  expect(connected).toMatchObject({ additionalProperties: false })
  const changed = (file: string): string[] => {
    const { properties } = PUBLISHED.get(file) as { properties: { changed: { properties: object } } }
    return Object.keys(properties.changed.properties)
  }
  expect(changed('connected.v1.json')).toEqual(['connection_state'])
  expect(changed('meter_changed.v1.json')).toEqual(['meter_number', 'metering_method'])
  expect(changed('master_data_updated.v1.json')).not.toContain('resolution')
  expect(changed('created.v1.json')).toHaveLength(40)
})

test('an event that is not as published is found out', () => {
  const event = {
    position: { recordedSeq: 1n, ordinal: 0 },
    type: 'imported',
    schemaVersion: 1,
    meteringPointId: '571313000000000013',
    occurredAt: '2026-03-01T00:00:00Z',
    data: {
      metering_point_id: '571313000000000013',
      effective_date: '2026-03-01',
      type: null,
      grid_area: null,
      connection_state: null,
      values: null,
    },
  } as const
  const faultsOf = (other: object): number =>
    publishedFaults(toCloudEvent({ ...event, ...other }, '5790001330552')).length
  expect(faultsOf({})).toBe(0)
  expect(faultsOf({ data: { ...event.data, connection_state: 'open' } })).toBeGreaterThan(0)
  expect(faultsOf({ data: { ...event.data, more: 1 } })).toBeGreaterThan(0)
  expect(faultsOf({ schemaVersion: 99 })).toBeGreaterThan(0)
  expect(faultsOf({ meteringPointId: '571313000000000020' })).toBeGreaterThan(0)
})
