import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { asked, CONSUMPTION, faultsOf, submitted, withMarket } from './example-processes.ts'
import type { StatedFields } from './request.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await withMarket(database.pool)
})
afterAll(async () => {
  await database.drop()
})

const DAY = '2026-06-01'
const stated = (fields: Record<string, unknown>): StatedFields => ({ ...CONSUMPTION, ...fields })

test.each<[string, Record<string, unknown>, string]>([
  ['a character 0', { streetName: 'Vester\0gade' }, 'FIELD_FORMAT street_name'],
  ['a line break', { locationDescription: 'a\nb' }, 'FIELD_FORMAT location_description'],
  ['half a character', { city: 'a\ud800' }, 'FIELD_FORMAT city'],
  ['a number', { buildingNumber: 16 }, 'FIELD_FORMAT building_number'],
  ['an object', { floor: { length: 1 } }, 'FIELD_FORMAT floor'],
  ['a list', { product: ['active_energy'] }, 'ENUMERATION product'],
  ['no truth', { isActualAddress: 'true' }, 'ACTUAL_ADDRESS is_actual_address'],
  ['a name of the language', { type: 'toString' }, 'ENUMERATION type'],
  ['nothing', { type: null, resolution: null, gridArea: null }, 'ENUMERATION type'],
  ['a megabyte', { streetName: 'x'.repeat(1_000_000) }, 'FIELD_FORMAT street_name'],
])('a field that is %s is refused and kept', async (_, fields, fault) => {
  const [outcome] = await submitted(database.pool, [asked('create', 1, DAY, stated(fields))])
  expect(outcome === undefined ? [] : faultsOf([outcome])[0]).toContain(fault)
})

// Long, and not to be compressed into an index.
const LONG = Array.from({ length: 20_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_011))).join('')

test.each([
  ['nothing', ''],
  ['a character 0', '\0'],
  ['half a character', '\ud800'],
  ['too long', LONG],
  ['a statement', "'; drop table metering_points.process --"],
])('an identifier, a day, a sender that is %s is refused and kept', async (_, text) => {
  const request = {
    ...asked('create', 1, text, CONSUMPTION),
    meteringPointId: text,
    sender: { actorId: text, role: 'DDM' },
  }
  const [outcome] = await submitted(database.pool, [request, { ...request, kind: 'connect' }])
  expect(faultsOf(outcome === undefined ? [] : [outcome])[0]).toEqual([
    'GSRN metering_point_id',
    'DATE_MISSING effective_date',
  ])
})

test('what looks like an escape is text like any other', async () => {
  const text = String.raw`\u0000 \\ \n`
  const [outcome] = await submitted(database.pool, [asked('create', 3, DAY, { ...CONSUMPTION, city: text })])
  expect(faultsOf(outcome === undefined ? [] : [outcome])).toEqual([[]])
  const { rows } = await database.pool.query<{ city: string }>(
    "select stated ->> 'city' as city from metering_points.process where process_id = $1",
    [String(outcome?.processId)],
  )
  expect(rows).toEqual([{ city: text }])
})

test('what would be taken away of a point that must have it is refused', async () => {
  await submitted(database.pool, [asked('create', 2, DAY, CONSUMPTION)])
  const none = { resolution: null, unit: null, settlementMethod: null } as unknown as StatedFields
  const outcomes = await submitted(database.pool, [asked('update_master_data', 2, DAY, none)])
  expect(faultsOf(outcomes)).toEqual([['RESOLUTION resolution', 'UNIT unit', 'SETTLEMENT_METHOD settlement_method']])
})
