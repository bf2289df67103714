import { describe, expect, test } from 'vitest'
import {
  canBeChildOf,
  canCarryCharges,
  couplingOf,
  isAccountingType,
  isChildType,
  isExchangeType,
  isMeteringPointType,
  isParentType,
  isWholesaleType,
  METERING_POINT_TYPES,
} from './metering-point-type.ts'

describe('metering point types', () => {
  test('are the 29 of the market, each known by its word', () => {
    expect(METERING_POINT_TYPES).toHaveLength(29)
    expect(METERING_POINT_TYPES.every(isMeteringPointType)).toBe(true)
    for (const text of ['E17', 'Consumption', '', 'toString']) expect(isMeteringPointType(text)).toBe(false)
  })

  test('consumption, production and exchange are the parents', () => {
    expect(METERING_POINT_TYPES.filter(isParentType)).toEqual(['consumption', 'production', 'exchange'])
    expect(METERING_POINT_TYPES.filter(isAccountingType)).toEqual(['consumption', 'production'])
    expect(METERING_POINT_TYPES.filter(isExchangeType)).toEqual(['exchange'])
  })

  test('no type is parent and child', () => {
    for (const type of METERING_POINT_TYPES) expect(isParentType(type) && isChildType(type)).toBe(false)
  })

  test('everything but exchange carries charges, of what is in use and may be coupled', () => {
    const without = METERING_POINT_TYPES.filter((type) => !canCarryCharges(type))
    expect(without).toEqual(['exchange', ...METERING_POINT_TYPES.filter((type) => couplingOf(type) === 'none')])
    expect(canCarryCharges('electrical_heating')).toBe(true)
  })

  test('the wholesale calculations accept 15 types, each of which settles or is a child', () => {
    const accepted = METERING_POINT_TYPES.filter(isWholesaleType)
    expect(accepted).toHaveLength(15)
    expect(accepted.every((type) => isParentType(type) || isChildType(type))).toBe(true)
    expect(
      ['surplus_production_group_6', 'net_loss_correction', 'analysis'].filter(
        (type) => isMeteringPointType(type) && isWholesaleType(type),
      ),
    ).toEqual([])
  })

  test('children are coupled to the kind of parent that the rule names', () => {
    expect(canBeChildOf('electrical_heating', 'consumption')).toBe(true)
    expect(canBeChildOf('net_production', 'production')).toBe(true)
    expect(canBeChildOf('electrical_heating', 'exchange')).toBe(false)
    expect(canBeChildOf('exchange_reactive_energy', 'exchange')).toBe(true)
    expect(canBeChildOf('exchange_reactive_energy', 'consumption')).toBe(false)
    expect(canBeChildOf('consumption', 'consumption')).toBe(false)
    expect(canBeChildOf('not_used', 'not_used')).toBe(false)
  })
})
