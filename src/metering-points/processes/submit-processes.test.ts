import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { inTransaction } from '../../platform/index.ts'
import { pointId, supplierId } from '../example-points.ts'
import { periodsAsKnown } from '../periods-as-known.ts'
import {
  asked,
  CHILD,
  connectedPoint,
  CONSUMPTION,
  EXCHANGE,
  faultsOf,
  OPERATOR,
  PRODUCTION,
  submitted,
  supplied,
  withMarket,
} from './example-processes.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await withMarket(database.pool)
})
afterAll(async () => {
  await database.drop()
})

async function states(n: number): Promise<string[]> {
  const periods = await inTransaction(database.pool, (trx) => periodsAsKnown(trx, { pointIds: [pointId(n)] }))
  return periods.map(({ validFrom, validTo, connectionState, settlementMethod, resolution, energySupplierId }) =>
    [
      validFrom,
      validTo ?? '',
      connectionState,
      settlementMethod ?? '',
      resolution,
      energySupplierId === null ? '' : 'supplied',
    ]
      .join(' ')
      .trim(),
  )
}

test('a point of each kind is created with all that the market asks for', async () => {
  const outcomes = await submitted(database.pool, [
    asked('create', 1, '2026-06-01', CONSUMPTION),
    asked('create', 2, '2026-06-01', PRODUCTION),
    asked('create', 3, '2026-06-01', EXCHANGE),
    asked('create', 4, '2026-06-01', { ...CHILD, parentId: pointId(2) }),
  ])
  expect(faultsOf(outcomes)).toEqual([[], [], [], []])
  expect(await states(1)).toEqual(['2026-06-01  new flex PT15M'])
})

test('a life: created, supplied, connected, disconnected, reconnected, closed down', async () => {
  const first = await submitted(database.pool, connectedPoint(10, '2026-05-01'))
  expect(faultsOf(first)).toEqual([[], [], []])
  const later = await submitted(database.pool, [
    asked('disconnect', 10, '2026-05-10'),
    asked('reconnect', 10, '2026-05-12'),
    asked('close_down', 10, '2026-07-01'),
  ])
  expect(faultsOf(later)).toEqual([[], [], []])
  expect(await states(10)).toEqual([
    '2026-05-01 2026-05-10 connected flex PT15M supplied',
    '2026-05-10 2026-05-12 disconnected flex PT15M supplied',
    '2026-05-12 2026-07-01 connected flex PT15M supplied',
    '2026-07-01  closed_down flex PT15M supplied',
  ])
  const again = await submitted(database.pool, [asked('create', 10, '2026-06-15', CONSUMPTION)])
  expect(faultsOf(again)).toEqual([['ID_USED metering_point_id']])
})

test('a change of the past reaches as far as the field was not changed again', async () => {
  await submitted(database.pool, [
    ...connectedPoint(11, '2026-04-01'),
    asked('change_resolution', 11, '2026-05-01', { resolution: 'PT1H' }),
    supplied(11, '2026-06-01', 2),
  ])
  const outcomes = await submitted(database.pool, [
    asked('change_settlement_method', 11, '2026-04-10', { settlementMethod: 'non_profiled' }),
    asked('change_resolution', 11, '2026-04-20', { resolution: 'PT1H' }),
  ])
  expect(faultsOf(outcomes)).toEqual([[], []])
  expect(await states(11)).toEqual([
    '2026-04-01 2026-04-10 connected flex PT15M supplied',
    '2026-04-10 2026-04-20 connected non_profiled PT15M supplied',
    '2026-04-20 2026-05-01 connected non_profiled PT1H supplied',
    '2026-05-01 2026-06-01 connected non_profiled PT1H supplied',
    '2026-06-01  connected non_profiled PT1H supplied',
  ])
})

test('a process is taken back, and what others changed stays', async () => {
  const [, , , disconnect] = await submitted(database.pool, [
    ...connectedPoint(12, '2026-04-01'),
    asked('disconnect', 12, '2026-07-01'),
  ])
  await submitted(database.pool, [asked('update_master_data', 12, '2026-06-01', { city: 'Odense' })])
  const cancels = disconnect?.processId
  expect(faultsOf(await submitted(database.pool, [asked('cancel', 12, '', {}, { cancels })]))).toEqual([[]])
  expect(await states(12)).toEqual([
    '2026-04-01 2026-06-01 connected flex PT15M supplied',
    '2026-06-01  connected flex PT15M supplied',
  ])
  expect(faultsOf(await submitted(database.pool, [asked('cancel', 12, '', {}, { cancels })]))).toEqual([
    ['PROCESS_UNKNOWN cancels'],
  ])
})

test('what is rejected changes nothing, stops no other, and is kept with every reason', async () => {
  const outcomes = await submitted(database.pool, [
    asked('create', 13, '2026-06-01', {
      ...CONSUMPTION,
      settlementMethod: null,
      meterNumber: null,
      city: 'x'.repeat(26),
    }),
    asked('connect', 13, '2026-06-01'),
    asked('create', 14, '2026-06-01', CONSUMPTION),
  ])
  expect(faultsOf(outcomes)).toEqual([
    ['SETTLEMENT_METHOD settlement_method', 'METER_NUMBER meter_number', 'FIELD_FORMAT city'],
    ['POINT_UNKNOWN metering_point_id'],
    [],
  ])
  const { rows } = await database.pool.query<{ outcome: string; findings: { field: string; danish: string }[] }>(
    'select outcome, findings from metering_points.process where metering_point_id = $1 order by process_id',
    [pointId(13)],
  )
  expect(rows.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected'])
  expect(rows[0]?.findings[0]).toMatchObject({ danish: expect.stringContaining('afregningsform') as string })
  expect(await states(13)).toEqual([])
  expect(await states(14)).toHaveLength(1)
})

test('who may ask for what', async () => {
  const stranger = { sender: { actorId: supplierId(1), role: 'DDQ' } }
  const company = { sender: { actorId: '5790000000029', role: 'DDM' } }
  const outcomes = await submitted(database.pool, [
    asked('create', 15, '2026-06-01', CONSUMPTION, stranger),
    asked('create', 15, '2026-06-01', CONSUMPTION, company),
    asked('create', 15, '2026-06-01', CONSUMPTION, OPERATOR),
    asked('close_down', 15, '2026-06-02', {}, company),
  ])
  expect(faultsOf(outcomes)).toEqual([
    ['SENDER_NOT_RESPONSIBLE sender'],
    ['SENDER_NOT_RESPONSIBLE sender'],
    [],
    ['SENDER_NOT_RESPONSIBLE sender'],
  ])
})
