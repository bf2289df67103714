import { expect, test } from 'vitest'
import { NO_DETAILS } from './details.ts'
import { consumption, exchange } from './example-points.ts'
import { sameValues, valuesOf } from './model.ts'

test('what is left out does not apply; state and unit have a default', () => {
  expect(valuesOf(exchange(1, '2026-03-01'))).toEqual({
    ...NO_DETAILS,
    type: 'exchange',
    settlementMethod: null,
    resolution: 'PT1H',
    gridArea: '801',
    fromGridArea: '802',
    toGridArea: '801',
    parentId: null,
    energySupplierId: null,
    balanceResponsibleId: null,
    connectionState: 'connected',
    lossRole: null,
    product: null,
    unit: 'kWh',
    netSettlementGroup: null,
    scheduledMeterReadingDate: null,
    hasElectricalHeating: null,
    isMoveIn: null,
    meteringMethod: null,
  })
  expect(valuesOf(consumption(1, '2026-03-01', { type: 'exchange_reactive_energy' })).unit).toBe('kVArh')
})

test('two statements are the same only when every value is', () => {
  const one = valuesOf(consumption(1, '2026-03-01', { product: 'active_energy' }))
  expect(sameValues(one, { ...one })).toBe(true)
  for (const field of Object.keys(one)) expect(sameValues(one, { ...one, [field]: 'other' }), field).toBe(false)
})
