import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { publishedFaults } from '../../../test/published-events.ts'
import { inTransaction, nextRecordedSeq } from '../../platform/index.ts'
import { consumption, exchange, heating, pointId, recorded } from '../example-points.ts'
import {
  asked,
  CHILD,
  connectedPoint,
  CONSUMPTION,
  EXCHANGE,
  OPERATOR,
  portsOn,
  PRODUCTION,
  submitted,
  withMarket,
} from '../processes/example-processes.ts'
import { submitProcesses } from '../processes/submit-processes.ts'
import { appendPeriods } from '../store.ts'
import { toCloudEvent } from './cloud-event.ts'
import { FIRST_POSITION, type EventPosition } from './event-position.ts'
import { readEvents, type PointEvent } from './read-events.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await withMarket(database.pool)
})
afterAll(async () => {
  await database.drop()
})

const all = async (after: EventPosition = FIRST_POSITION): Promise<PointEvent[]> =>
  await readEvents(database.pool, { after, limit: 1_000 })
const last = async (): Promise<EventPosition> => (await all()).at(-1)?.position ?? FIRST_POSITION
const ofPoint = async (n: number): Promise<string[]> =>
  (await readEvents(database.pool, { after: FIRST_POSITION, limit: 1_000, meteringPointId: pointId(n) })).map(
    ({ type, data }) => `${type} ${String(data['effective_date'])}`,
  )
const faultsOf = (events: readonly PointEvent[]): unknown[] =>
  events.flatMap((event) => publishedFaults(toCloudEvent(event, '5790001330552')))

test('a life is told in order, each event as its schema says', async () => {
  const from = await last()
  await submitted(database.pool, connectedPoint(1, '2026-04-01'))
  const [, , , disconnect] = await submitted(database.pool, [
    asked('change_settlement_method', 1, '2026-04-05', { settlementMethod: 'non_profiled' }),
    asked('change_resolution', 1, '2026-04-06', { resolution: 'PT1H' }),
    asked('change_meter', 1, '2026-04-07', { meterNumber: '4711' }),
    asked('disconnect', 1, '2026-05-10'),
  ])
  await submitted(database.pool, [
    asked('cancel', 1, '', {}, { cancels: disconnect?.processId }),
    asked('connect', 1, '2026-05-11'),
    asked('update_master_data', 1, '2026-05-01', { city: 'Odense', resolution: 'PT15M' }),
    asked('close_down', 1, '2026-07-01'),
  ])
  expect(await ofPoint(1)).toEqual([
    'created 2026-04-01',
    'energy_supplier_changed 2026-04-01',
    'connected 2026-04-01',
    'settlement_method_changed 2026-04-05',
    'resolution_changed 2026-04-06',
    'meter_changed 2026-04-07',
    'disconnected 2026-05-10',
    'process_cancelled 2026-05-10',
    'resolution_changed 2026-05-01',
    'master_data_updated 2026-05-01',
    'closed_down 2026-07-01',
  ])
  const events = await all(from)
  expect(faultsOf(events)).toEqual([])
  expect(events.map(({ position }) => position.ordinal)).toEqual([0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3])
})

test('points of every kind, with children and loss, keep to the schemas', async () => {
  const from = await last()
  await submitted(database.pool, [
    asked('create', 10, '2026-06-01', PRODUCTION),
    asked('create', 11, '2026-06-01', EXCHANGE),
    asked('create', 12, '2026-06-01', { ...CHILD, parentId: pointId(10) }),
    asked('change_parent', 12, '2026-06-02', { parentId: null }),
    asked('change_production_obligation', 10, '2026-06-03', { productionObligation: true }, OPERATOR),
    ...connectedPoint(13, '2026-06-01'),
    asked('assign_loss_role', 13, '2026-06-05', { lossRole: 'grid_loss' }, OPERATOR),
  ])
  const events = await all(from)
  expect(faultsOf(events)).toEqual([])
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set([
      'created',
      'coupled_to_parent',
      'decoupled_from_parent',
      'production_obligation_changed',
      'energy_supplier_changed',
      'connected',
      'loss_role_assigned',
    ]),
  )
})

test('what is imported is told with what settlement reads, each point in the order of days', async () => {
  const from = await last()
  const id = { meteringPointId: pointId(21), validFrom: '2026-02-01' }
  await recorded(database.pool, consumption(22, '2026-03-01', { lossRole: 'grid_loss' }), consumption(21, '2026-02-01'))
  await recorded(
    database.pool,
    { ...id, tombstone: true },
    exchange(23, '2026-01-01'),
    consumption(21, '2026-01-01', { hasElectricalHeating: true, isMoveIn: false }),
    heating(24, 21, '2026-01-01'),
  )
  const events = await all(from)
  expect(faultsOf(events)).toEqual([])
  expect(events.every(({ type }) => type === 'imported')).toBe(true)
  expect(await ofPoint(21)).toEqual(['imported 2026-02-01', 'imported 2026-01-01', 'imported 2026-02-01'])
  const [first, second, third] = events.filter(({ meteringPointId }) => meteringPointId === pointId(21))
  expect(first?.data).toMatchObject({
    type: 'consumption',
    connection_state: 'connected',
    values: { settlement_method: 'flex', parent_id: null },
  })
  expect(second?.data).toMatchObject({ values: { has_electrical_heating: true, is_move_in: false } })
  expect(third?.data).toEqual({
    metering_point_id: pointId(21),
    effective_date: '2026-02-01',
    type: null,
    grid_area: null,
    connection_state: null,
    values: null,
  })
})

test('what a process states later does not change what an import was told to say', async () => {
  const before = await last()
  await recorded(database.pool, consumption(31, '2026-05-01'))
  const told = await all(before)
  await submitted(database.pool, [asked('disconnect', 31, '2026-05-01')])
  expect((await all(before)).slice(0, 1)).toEqual(told)
})

test('several writers of one transaction share its number, and their events follow each other', async () => {
  const from = await last()
  await inTransaction(database.pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    await appendPeriods(trx, [consumption(41, '2026-01-01'), consumption(42, '2026-01-01')], seq)
    await appendPeriods(trx, [consumption(43, '2026-01-01')], seq)
    const takeSeq = async () => await Promise.resolve(seq)
    await submitProcesses(trx, [asked('create', 44, '2026-06-01', CONSUMPTION)], { ...portsOn(), takeSeq })
  })
  expect((await all(from)).map(({ type, position }) => `${position.ordinal} ${type}`)).toEqual([
    '0 imported',
    '1 imported',
    '2 imported',
    '3 created',
  ])
})

test('what is rejected, or rolled back, is no event', async () => {
  const from = await last()
  await submitted(database.pool, [asked('connect', 51, '2026-06-01')])
  const failing = inTransaction(database.pool, async (trx) => {
    await submitProcesses(trx, [asked('create', 52, '2026-06-01', CONSUMPTION)], portsOn())
    throw new Error('undone')
  })
  await expect(failing).rejects.toThrow('undone')
  expect(await all(from)).toEqual([])
})

test('a NUL in what a message said of itself is left out', async () => {
  const from = await last()
  const escaped = String.raw`\u0000`
  await submitted(database.pool, [
    asked('create', 61, '2026-06-01', CONSUMPTION, { messageId: 'a\0b', transactionId: `${escaped}c` }),
  ])
  expect((await all(from))[0]?.data).toMatchObject({
    cause: { message_id: 'ab', transaction_id: `${escaped}c` },
  })
})

test('the outbox refuses changes', async () => {
  await expect(database.pool.query('delete from metering_points.event')).rejects.toThrow()
  await expect(database.pool.query('update metering_points.event set ordinal = 9')).rejects.toThrow()
})
