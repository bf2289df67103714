import { expect, test } from 'vitest'
import { finding } from '../../kernel/index.ts'
import { consumption, pointId } from '../example-points.ts'
import { valuesOf, type PointMasterData } from '../model.ts'
import { asked, COMPANY } from '../processes/example-processes.ts'
import type { ProcessKind } from '../processes/process.ts'
import type { ChangedFields, ProcessRequest } from '../processes/request.ts'
import type { ProcessOutcome } from '../processes/submit-processes.ts'
import { eventsOfProcess } from './events-of-process.ts'

const DAY = '2026-06-01'
const POINT = valuesOf(consumption(1, DAY))

/** An accepted process after which the point is so. */
function outcome(
  kind: ProcessKind,
  changed: ChangedFields,
  { point = {}, ...request }: Partial<ProcessRequest> & { point?: Partial<PointMasterData> | null } = {},
): ProcessOutcome {
  return {
    processId: 17n,
    request: asked(kind, 1, DAY, {}, request),
    outcome: 'accepted',
    changed,
    findings: [],
    versions: new Map(),
    history: new Map([[DAY, point === null ? null : { ...POINT, ...point }]]),
  }
}

/** Each event as its type and the columns that it tells of. */
function told(...[kind, changed, other]: Parameters<typeof outcome>): string[] {
  return eventsOfProcess(outcome(kind, changed, other)).map(({ type, payload }) =>
    [type, ...Object.keys(payload['changed'] as object)].join(' '),
  )
}

test('an event says what the point is, what changed, and who asked for it by which message', () => {
  const changed = { connectionState: ['new', 'connected'] } as const
  const message = { messageId: 'm-1', transactionId: 't-1' }
  expect(eventsOfProcess(outcome('connect', changed, message))).toEqual([
    {
      type: 'connected',
      payload: {
        type: 'consumption',
        grid_area: '801',
        connection_state: 'connected',
        changed: { connection_state: { before: 'new', after: 'connected' } },
        cause: {
          process_id: '17',
          process: 'connect',
          sender: { actor_id: COMPANY, role: 'DDM' },
          message_id: 'm-1',
          transaction_id: 't-1',
        },
      },
    },
  ])
  expect(eventsOfProcess(outcome('connect', changed))[0]?.payload).toMatchObject({
    cause: { message_id: null, transaction_id: null },
  })
})

test.each([
  ['create', 'created'],
  ['connect', 'connected'],
  ['disconnect', 'disconnected'],
  ['reconnect', 'reconnected'],
  ['close_down', 'closed_down'],
  ['update_master_data', 'master_data_updated'],
  ['change_settlement_method', 'settlement_method_changed'],
  ['change_production_obligation', 'production_obligation_changed'],
  ['change_resolution', 'resolution_changed'],
  ['change_meter', 'meter_changed'],
  ['change_parent', 'decoupled_from_parent'],
  ['change_energy_supplier', 'energy_supplier_changed'],
  ['assign_loss_role', 'loss_role_assigned'],
  ['cancel', 'process_cancelled'],
] as const)('%s has an event even if it changes nothing: %s', (kind, type) => {
  expect(told(kind, {})).toEqual([type])
})

test('a point that is created is told with all that it is, and to which parent it belongs', () => {
  const changed = { type: [undefined, 'consumption'], parentId: [undefined, pointId(2)] } as const
  expect(told('create', changed)).toEqual(['created type parent_id', 'coupled_to_parent parent_id'])
  expect(eventsOfProcess(outcome('create', changed))[0]?.payload['changed']).toEqual({
    type: { before: null, after: 'consumption' },
    parent_id: { before: null, after: pointId(2) },
  })
})

test('a child that changes its parent leaves the one and then comes to the other', () => {
  expect(told('change_parent', { parentId: [pointId(2), pointId(3)] })).toEqual([
    'decoupled_from_parent parent_id',
    'coupled_to_parent parent_id',
  ])
  expect(told('change_parent', { parentId: [pointId(2), null] })).toEqual(['decoupled_from_parent parent_id'])
  expect(told('change_parent', { parentId: [null, pointId(2)] })).toEqual(['coupled_to_parent parent_id'])
  expect(told('change_parent', {}, { point: { parentId: pointId(2) } })).toEqual(['coupled_to_parent'])
})

test('an update is told by the event of each thing that it changes', () => {
  const changed: ChangedFields = {
    city: ['Odense', 'Aarhus'],
    resolution: ['PT1H', 'PT15M'],
    meterNumber: ['1', '2'],
    meteringMethod: ['virtual', 'physical'],
    settlementMethod: ['flex', 'non_profiled'],
    productionObligation: [false, true],
    energySupplierId: [null, '5790000000012'],
    lossRole: [null, 'grid_loss'],
    postCode: ['5000', '8000'],
  }
  expect(told('update_master_data', changed)).toEqual([
    'settlement_method_changed settlement_method',
    'resolution_changed resolution',
    'meter_changed meter_number metering_method',
    'production_obligation_changed production_obligation',
    'energy_supplier_changed energy_supplier_id',
    'loss_role_assigned loss_role',
    'master_data_updated city post_code',
  ])
})

test('a cancellation names the process, and what is known of the point after it, if anything', () => {
  const [event] = eventsOfProcess(outcome('cancel', {}, { cancels: 9n, point: null }))
  expect(event?.payload).toMatchObject({
    type: null,
    grid_area: null,
    connection_state: null,
    changed: {},
    cancelled_process_id: '9',
  })
  const restored = { connectionState: ['disconnected', 'connected'] } as const
  expect(told('cancel', restored, { cancels: 9n })).toEqual(['process_cancelled connection_state'])
})

test('a rejected process is no event', () => {
  const rejected = { ...outcome('connect', {}), outcome: 'rejected', findings: [finding('STATE', 'no')] } as const
  expect(eventsOfProcess(rejected)).toEqual([])
})
