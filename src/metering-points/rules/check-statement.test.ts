import { describe, expect, test } from 'vitest'
import { auNem, dk } from '../../market/index.ts'
import { consumption, exchange, heating, pointId, responsibleId, supplierId } from '../example-points.ts'
import type { NewPointPeriod } from '../model.ts'
import { checkStatement } from './check-statement.ts'

const day = '2026-03-01'
const production = (other: Partial<NewPointPeriod> = {}): NewPointPeriod =>
  consumption(1, day, { type: 'production', settlementMethod: null, ...other })
/** code and field of every finding */
const faultsOf = (row: Parameters<typeof checkStatement>[0], profile = dk): string[] =>
  checkStatement(row, profile).map(({ code, field }) => `${code} ${field}`)

describe('sound statements', () => {
  const sound: Record<string, NewPointPeriod> = {
    'flex consumption': consumption(1, day),
    'non-profiled consumption by the hour': consumption(1, day, {
      settlementMethod: 'non_profiled',
      resolution: 'PT1H',
    }),
    production: production(),
    'a new point without a supplier': consumption(1, day, {
      connectionState: 'new',
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
    'a closed point without a supplier': production({
      connectionState: 'closed_down',
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
    'a disconnected point': consumption(1, day, { connectionState: 'disconnected' }),
    'the grid loss point': consumption(1, day, { lossRole: 'grid_loss' }),
    'the system correction point': production({ lossRole: 'system_correction' }),
    exchange: exchange(1, day),
    'exchange owned by a third area': exchange(1, day, { gridArea: '803' }),
    'electrical heating': heating(2, 1, day),
    'VE production once a month': heating(2, 1, day, { type: 've_production', resolution: 'P1M', unit: 'MWh' }),
    'reactive energy': heating(2, 1, day, { type: 'exchange_reactive_energy', product: 'reactive_energy' }),
    'other consumption in MWh': heating(2, 1, day, { type: 'other_consumption', unit: 'MWh' }),
  }
  test.each(Object.entries(sound))('%s', (_, row) => {
    expect(faultsOf(row)).toEqual([])
  })
})

describe('one fault', () => {
  const broken: Record<string, [NewPointPeriod, string]> = {
    'consumption without a method': [
      consumption(1, day, { settlementMethod: null }),
      'SETTLEMENT_METHOD settlement_method',
    ],
    'consumption by a profile, which is no longer in use': [
      consumption(1, day, { settlementMethod: 'profiled' }),
      'SETTLEMENT_METHOD settlement_method',
    ],
    'production with a method': [production({ settlementMethod: 'flex' }), 'SETTLEMENT_METHOD settlement_method'],
    'exchange from nowhere': [exchange(1, day, { fromGridArea: null }), 'EXCHANGE_AREAS from_grid_area'],
    'exchange to nowhere': [exchange(1, day, { toGridArea: null }), 'EXCHANGE_AREAS to_grid_area'],
    'consumption between areas': [consumption(1, day, { fromGridArea: '801' }), 'EXCHANGE_AREAS from_grid_area'],
    'a supplier without a balance responsible party': [
      consumption(1, day, { balanceResponsibleId: null }),
      'BALANCE_RESPONSIBLE_MISSING balance_responsible_id',
    ],
    'exchange with a supplier': [exchange(1, day, { energySupplierId: supplierId(1) }), 'SUPPLIER energy_supplier_id'],
    'a child with a balance responsible party': [
      heating(2, 1, day, { balanceResponsibleId: responsibleId(1) }),
      'SUPPLIER balance_responsible_id',
    ],
    'consumption with a parent': [consumption(2, day, { parentId: pointId(1) }), 'PARENT_TYPE parent_id'],
    'grid loss at a non-profiled point': [
      consumption(1, day, { settlementMethod: 'non_profiled', lossRole: 'grid_loss' }),
      'LOSS_ROLE loss_role',
    ],
    'grid loss at production': [production({ lossRole: 'grid_loss' }), 'LOSS_ROLE loss_role'],
    'system correction at consumption': [consumption(1, day, { lossRole: 'system_correction' }), 'LOSS_ROLE loss_role'],
    'consumption once a month': [consumption(1, day, { resolution: 'P1M' }), 'RESOLUTION resolution'],
    'a resolution of another market': [consumption(1, day, { resolution: 'PT5M' }), 'RESOLUTION resolution'],
    'consumption in MWh': [consumption(1, day, { unit: 'MWh' }), 'UNIT unit'],
    'reactive energy at consumption': [consumption(1, day, { product: 'reactive_energy' }), 'PRODUCT product'],
    'a wrong check digit': [
      { ...consumption(1, day), meteringPointId: '570000000000000013' },
      'CHECK_DIGIT metering_point_id',
    ],
    'a supplier that is no actor': [
      consumption(1, day, { energySupplierId: '123' }),
      'ACTOR_UNKNOWN energy_supplier_id',
    ],
    'an area of two digits': [consumption(1, day, { gridArea: '80' }), 'GRID_AREA_UNKNOWN grid_area'],
    'a day that does not exist': [consumption(1, '2026-02-29'), 'FIELD_INVALID valid_from'],
  }
  test.each(Object.entries(broken))('%s', (_, [row, fault]) => {
    expect(faultsOf(row)).toEqual([fault])
  })
})

test('connected consumption needs a supplier and then its balance responsible party', () => {
  expect(faultsOf(consumption(1, day, { energySupplierId: null, balanceResponsibleId: null }))).toEqual([
    'SUPPLIER energy_supplier_id',
  ])
})

test('every fault of a statement is named at once, with its place', () => {
  const row = {
    meteringPointId: 'x',
    validFrom: 'tomorrow',
    type: 'exchange',
    resolution: 'PT7M',
    gridArea: '80',
    settlementMethod: 'flex',
    energySupplierId: '1',
    connectionState: 'asleep',
    lossRole: 'none',
    product: 'gas',
    unit: 'J',
    parentId: '2',
    fromGridArea: 'a',
    toGridArea: 'b',
    balanceResponsibleId: '3',
  } as unknown as NewPointPeriod
  const findings = checkStatement(row, dk, { line: 7 })
  expect(new Set(findings.map(({ field }) => field))).toEqual(
    new Set([
      'metering_point_id',
      'valid_from',
      'resolution',
      'grid_area',
      'from_grid_area',
      'to_grid_area',
      'parent_id',
      'energy_supplier_id',
      'balance_responsible_id',
      'connection_state',
      'loss_role',
      'product',
      'unit',
      'settlement_method',
    ]),
  )
  for (const { line, point, hint } of findings) expect([line, point, hint.length > 0]).toEqual([7, 'x', true])
})

test('an unknown type is one fault: what it would need cannot be said', () => {
  expect(faultsOf({ ...consumption(1, day), type: 'E17' as 'consumption' })).toEqual(['ENUMERATION type'])
})

test('a withdrawal needs a point and a day, nothing else', () => {
  expect(faultsOf({ meteringPointId: pointId(1), validFrom: day, tombstone: true })).toEqual([])
  expect(faultsOf({ meteringPointId: '1', validFrom: '', tombstone: true })).toEqual([
    'FIELD_INVALID metering_point_id',
    'FIELD_INVALID valid_from',
  ])
})

test('identifiers and resolutions are those of the market', () => {
  const row = {
    ...heating(1, 2, day),
    meteringPointId: 'QB02087637',
    parentId: 'QB02087637',
    resolution: 'PT5M' as const,
  }
  expect(faultsOf(row, auNem)).toEqual([])
  expect(faultsOf(row)).toEqual([
    'FIELD_INVALID metering_point_id',
    'RESOLUTION resolution',
    'PARENT_UNKNOWN parent_id',
  ])
})
