import { expect, test } from 'vitest'
import { dk, METERING_POINT_TYPES } from '../../market/index.ts'
import { INSTALLATION_RULES } from './installation-rules.ts'
import { consumption, exchange, heating } from '../example-points.ts'
import type { NewPointPeriod } from '../model.ts'
import { valuesOf } from '../model.ts'
import { checkStatement } from './check-statement.ts'

const day = '2026-03-01'
const faultsOf = (row: NewPointPeriod): string[] => checkStatement(row, dk).map(({ code, field }) => `${code} ${field}`)
const group6: Partial<NewPointPeriod> = {
  netSettlementGroup: '6',
  scheduledMeterReadingDate: '0401',
  hasElectricalHeating: true,
  isMoveIn: true,
  meteringMethod: 'virtual',
}

test.each<[string, NewPointPeriod]>([
  ['nothing is stated', consumption(1, day)],
  ['a consumption point of group 6', consumption(1, day, group6)],
  ['group 6 that is read in January', consumption(1, day, { netSettlementGroup: '6' })],
  [
    'a production point of group 2',
    consumption(1, day, { type: 'production', settlementMethod: null, netSettlementGroup: '2' }),
  ],
  ['a group 0 point with a meter', consumption(1, day, { netSettlementGroup: '0', meteringMethod: 'physical' })],
  ['a calculated child', heating(2, 1, day, { meteringMethod: 'calculated' })],
])('sound: %s', (_, row) => {
  expect(faultsOf(row)).toEqual([])
})

test.each<[string, NewPointPeriod, string]>([
  [
    'no group of the market',
    consumption(1, day, { netSettlementGroup: '4' as '6' }),
    'NET_SETTLEMENT_GROUP net_settlement_group',
  ],
  [
    'a group at an exchange point',
    exchange(1, day, { netSettlementGroup: '0' }),
    'NET_SETTLEMENT_GROUP net_settlement_group',
  ],
  ['a group at a child', heating(2, 1, day, { netSettlementGroup: '6' }), 'NET_SETTLEMENT_GROUP net_settlement_group'],
  [
    'a reading outside group 6',
    consumption(1, day, { netSettlementGroup: '2', scheduledMeterReadingDate: '0401' }),
    'SCHEDULED_READING scheduled_meter_reading_date',
  ],
  [
    'a reading without a group',
    consumption(1, day, { scheduledMeterReadingDate: '0401' }),
    'SCHEDULED_READING scheduled_meter_reading_date',
  ],
  [
    'a reading in the middle of a month',
    consumption(1, day, { netSettlementGroup: '6', scheduledMeterReadingDate: '0415' }),
    'SCHEDULED_READING scheduled_meter_reading_date',
  ],
  [
    'a reading in no month',
    consumption(1, day, { netSettlementGroup: '6', scheduledMeterReadingDate: '1301' }),
    'SCHEDULED_READING scheduled_meter_reading_date',
  ],
  [
    'heating at a child',
    heating(2, 1, day, { hasElectricalHeating: true }),
    'FIELD_NOT_OF_TYPE has_electrical_heating',
  ],
  ['moving in at an exchange point', exchange(1, day, { isMoveIn: false }), 'FIELD_NOT_OF_TYPE is_move_in'],
  [
    'a method that is none',
    consumption(1, day, { meteringMethod: 'guessed' as 'physical' }),
    'ENUMERATION metering_method',
  ],
  [
    'group 2 with one meter',
    consumption(1, day, { netSettlementGroup: '2', meteringMethod: 'physical' }),
    'METERING_METHOD metering_method',
  ],
  [
    'net consumption that is measured',
    heating(2, 1, day, { type: 'net_consumption', meteringMethod: 'physical' }),
    'METERING_METHOD metering_method',
  ],
])('refused: %s', (_, row, fault) => {
  expect(faultsOf(row)).toContain(fault)
})

test('a statement that says nothing of it keeps every rule, whatever its type', () => {
  for (const type of METERING_POINT_TYPES) {
    const values = valuesOf({ ...consumption(1, day), type })
    expect(
      INSTALLATION_RULES.filter((rule) => rule.holds === 'always' && rule.broken(values, dk)),
      type,
    ).toEqual([])
  }
})
