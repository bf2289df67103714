import { expect, test } from 'vitest'
import { EngineInMemory } from '../../../test/points/engine-in-memory.ts'
import { byOperator, type ProcessStep } from '../../../test/points/steps.ts'
import { consumption, pointId, responsibleId, supplierId } from '../example-points.ts'
import { CHILD, CONSUMPTION, EXCHANGE } from './example-processes.ts'
import type { StatedFields } from './request.ts'

const supplier = (n: number): StatedFields => ({
  energySupplierId: supplierId(n),
  balanceResponsibleId: responsibleId(1),
})
const REACTIVE: StatedFields = {
  type: 'exchange_reactive_energy',
  resolution: 'PT1H',
  gridArea: '801',
  product: 'reactive_energy',
  unit: 'kVArh',
  meteringMethod: 'physical',
  meterNumber: '55',
}
const back = (step: ProcessStep, n = 1): ProcessStep => byOperator('cancel', n, step.day, {}, step)

/** An engine in which the first example point is created on 1 May, and has taken in these processes. */
function engineWith(...steps: readonly ProcessStep[]): EngineInMemory {
  const engine = new EngineInMemory()
  const created = byOperator('create', 1, '2026-05-01', CONSUMPTION)
  expect(engine.faults(created, ...steps).flat()).toEqual([])
  return engine
}

test('of two changes on one day each can be taken back, in either order', () => {
  const first = byOperator('update_master_data', 1, '2026-05-10', { city: 'Odense' })
  const second = byOperator('update_master_data', 1, '2026-05-10', { city: 'Ribe' })
  for (const order of [
    [first, second],
    [second, first],
  ]) {
    const engine = engineWith(first, second)
    expect(engine.faults(...order.map((step) => back(step)))).toEqual([[], []])
    expect(engine.shown(1, 'city')).toEqual(['2026-05-01 Middelfart'])
  }
})

test('what was corrected before it meanwhile reaches on, not what it once replaced', () => {
  const later = byOperator('change_energy_supplier', 1, '2026-06-01', supplier(1))
  const engine = engineWith(later, byOperator('change_energy_supplier', 1, '2026-05-20', supplier(2)))
  expect(engine.faults(back(later))).toEqual([[]])
  expect(engine.shown(1, 'energySupplierId')).toEqual(['2026-05-01 null', `2026-05-20 ${supplierId(2)}`])
})

test('a change that was registered for a later day stays, also where it says the same', () => {
  const later = byOperator('update_master_data', 1, '2026-06-01', { city: 'Ribe' })
  const earlier = byOperator('update_master_data', 1, '2026-05-10', { city: 'Ribe' })
  const engine = engineWith(later, earlier)
  expect(engine.faults(back(earlier))).toEqual([[]])
  expect(engine.shown(1, 'city')).toEqual(['2026-05-01 Middelfart', '2026-06-01 Ribe'])
})

test('a statement of an import stays whole', () => {
  const change = byOperator('update_master_data', 1, '2026-05-10', { city: 'Ribe' })
  const engine = engineWith(change)
  const row = { ...consumption(1, '2026-05-20'), ...CONSUMPTION, ...supplier(1), city: 'Ribe' }
  expect(engine.import({ act: 'import', row })).toBe(true)
  expect(engine.faults(back(change))).toEqual([[]])
  expect(engine.shown(1, 'city')).toEqual(['2026-05-01 Middelfart', '2026-05-20 Ribe'])
})

test('what was connected needs the supplier that would be taken back', () => {
  const supplied = byOperator('change_energy_supplier', 1, '2026-05-10', supplier(1))
  const engine = engineWith(supplied, byOperator('connect', 1, '2026-05-12'))
  expect(engine.faults(back(supplied))).toEqual([['SUPPLIER energy_supplier_id']])
})

test('a state on which another builds, on the same day too, is not taken back before it', () => {
  const connect = byOperator('connect', 1, '2026-05-10')
  const disconnect = byOperator('disconnect', 1, '2026-05-10')
  const engine = engineWith(byOperator('change_energy_supplier', 1, '2026-05-01', supplier(1)), connect, disconnect)
  expect(engine.faults(back(connect))).toEqual([['STATE connection_state']])
  expect(engine.faults(back(disconnect), back(connect))).toEqual([[], []])
  expect(new Set(engine.shown(1, 'connectionState'))).toEqual(new Set(['2026-05-01 new']))
})

test('a creation on which something builds, on the same day too, stays', () => {
  const engine = new EngineInMemory()
  const created = byOperator('create', 1, '2026-05-01', CONSUMPTION)
  const changed = byOperator('update_master_data', 1, '2026-05-01', { city: 'Ribe' })
  const child = byOperator('create', 2, '2026-05-05', { ...CHILD, parentId: pointId(1) })
  expect(engine.faults(created, changed, child)).toEqual([[], [], []])
  expect(engine.faults(back(created))).toEqual([['STATE connection_state']])
  expect(engine.faults(back(changed), back(created))).toEqual([[], ['CHILDREN_OPEN connection_state']])
  expect(engine.faults(back(child, 2), back(created))).toEqual([[], []])
  expect(engine.shown(1, 'city')).toEqual([])
})

test('a child is not opened again below a parent that is closed down by then', () => {
  const closed = byOperator('close_down', 2, '2026-06-01')
  const engine = engineWith(
    byOperator('create', 2, '2026-05-05', { ...CHILD, parentId: pointId(1) }),
    closed,
    byOperator('close_down', 1, '2026-07-01'),
  )
  expect(engine.faults(back(closed, 2))).toEqual([['PARENT_CLOSED parent_id']])
})

test('a resolution that a child has by now stays', () => {
  const faster = byOperator('change_resolution', 1, '2026-05-10', { resolution: 'PT15M' })
  const engine = new EngineInMemory()
  const made = engine.faults(
    byOperator('create', 1, '2026-05-01', EXCHANGE),
    faster,
    byOperator('create', 2, '2026-05-12', { ...REACTIVE, resolution: 'PT15M', parentId: pointId(1) }),
  )
  expect(made).toEqual([[], [], []])
  expect(engine.faults(back(faster))).toEqual([['RESOLUTION resolution']])
})

test('what an import tells less of does not stop it', () => {
  const engine = engineWith()
  const connect = byOperator('connect', 1, '2026-06-01')
  const supplied = byOperator('change_energy_supplier', 1, '2026-05-01', supplier(1))
  expect(engine.faults(supplied, connect)).toEqual([[], []])
  expect(engine.import({ act: 'import', row: consumption(1, '2026-05-20') })).toBe(true)
  expect(engine.faults(back(connect))).toEqual([[]])
  expect(engine.shown(1, 'city')).toEqual(['2026-05-01 Middelfart', '2026-05-20 null'])
})
