import { expect, test } from 'vitest'
import { EngineInMemory } from '../../../test/points/engine-in-memory.ts'
import { byOperator, type ProcessStep } from '../../../test/points/steps.ts'
import { pointId } from '../example-points.ts'
import { CHILD, CONSUMPTION, EXCHANGE } from './example-processes.ts'
import type { StatedFields } from './request.ts'

const REACTIVE: StatedFields = {
  type: 'exchange_reactive_energy',
  resolution: 'PT1H',
  gridArea: '801',
  product: 'reactive_energy',
  unit: 'kVArh',
  meteringMethod: 'physical',
  meterNumber: '55',
}

function engineWith(...steps: readonly ProcessStep[]): EngineInMemory {
  const engine = new EngineInMemory()
  expect(engine.faults(...steps).flat()).toEqual([])
  return engine
}

test('a child is not coupled to a parent that closes down later, unless it is closed by then', () => {
  const engine = engineWith(
    byOperator('create', 1, '2026-05-01', CONSUMPTION),
    byOperator('create', 2, '2026-05-01', CHILD),
    byOperator('close_down', 1, '2026-07-01'),
  )
  const couple = byOperator('change_parent', 2, '2026-05-20', { parentId: pointId(1) })
  expect(engine.faults(couple)).toEqual([['PARENT_CLOSED parent_id']])
  expect(engine.faults(byOperator('close_down', 2, '2026-07-01'), couple)).toEqual([[], []])
})

test('reactive energy is not created below a parent that will be read otherwise', () => {
  const engine = engineWith(
    byOperator('create', 1, '2026-05-01', EXCHANGE),
    byOperator('change_resolution', 1, '2026-07-01', { resolution: 'PT15M' }),
  )
  const created = byOperator('create', 2, '2026-05-10', { ...REACTIVE, parentId: pointId(1) })
  expect(engine.faults(created)).toEqual([['RESOLUTION resolution']])
})

test('what changes a parent back before its child is coupled to it does not concern the child', () => {
  const engine = engineWith(
    byOperator('create', 1, '2026-05-01', EXCHANGE),
    byOperator('change_resolution', 1, '2026-05-10', { resolution: 'PT15M' }),
    byOperator('change_resolution', 1, '2026-06-01', { resolution: 'PT1H' }),
    byOperator('create', 2, '2026-06-10', { ...REACTIVE, parentId: pointId(1) }),
  )
  expect(engine.faults(byOperator('change_resolution', 1, '2026-05-05', { resolution: 'PT15M' }))).toEqual([[]])
  const forEver = byOperator('change_resolution', 1, '2026-06-05', { resolution: 'PT15M' })
  expect(engine.faults(forEver)).toEqual([['RESOLUTION resolution']])
})

test('own production is metered as its parent, whichever of the two changes', () => {
  const engine = engineWith(
    byOperator('create', 1, '2026-05-01', CONSUMPTION),
    byOperator('create', 2, '2026-05-01', { ...CHILD, type: 'own_production', parentId: pointId(1) }),
  )
  const virtual = { meteringMethod: 'virtual', meterNumber: null } as const
  expect(engine.faults(byOperator('change_meter', 1, '2026-06-01', virtual))).toEqual([
    ['METERING_METHOD metering_method'],
  ])
  expect(engine.faults(byOperator('change_meter', 2, '2026-06-01', virtual))).toEqual([
    ['METERING_METHOD metering_method'],
  ])
})

test('a child that is closed down is nobody’s business', () => {
  const engine = engineWith(
    byOperator('create', 1, '2026-05-01', EXCHANGE),
    byOperator('create', 2, '2026-05-01', { ...REACTIVE, parentId: pointId(1) }),
    byOperator('close_down', 2, '2026-06-01'),
    byOperator('change_resolution', 1, '2026-06-01', { resolution: 'PT15M' }),
  )
  expect(engine.faults(byOperator('update_master_data', 2, '2026-05-20', { locationDescription: 'yard' }))).toEqual([
    [],
  ])
})

test('a parent closes down on the day on which its child does, and not before', () => {
  const engine = engineWith(
    byOperator('create', 1, '2026-05-01', CONSUMPTION),
    byOperator('create', 2, '2026-05-01', { ...CHILD, parentId: pointId(1) }),
    byOperator('close_down', 2, '2026-06-01'),
  )
  expect(engine.faults(byOperator('close_down', 1, '2026-05-31'))).toEqual([['CHILDREN_OPEN connection_state']])
  expect(engine.faults(byOperator('close_down', 1, '2026-06-01'))).toEqual([[]])
})
