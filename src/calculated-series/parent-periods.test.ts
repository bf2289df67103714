import { expect, test } from 'vitest'
import { joinedPeriods, parentPeriods, type ParentStatement } from './parent-periods.ts'

const statement = (fromDay: number, toDay: number, other: Partial<ParentStatement> = {}): ParentStatement => {
  const values = {
    energySupplierId: 'one',
    netSettlementGroup: '6',
    scheduledMeterReadingDate: '0401',
    hasElectricalHeating: false,
    isMoveIn: false,
    ...other,
  }
  return { fromDay, toDay, values: JSON.stringify(values), ...values }
}
const told = (...statements: ParentStatement[]): string[] =>
  parentPeriods(statements).map(
    (one) => `${one.fromDay}-${one.toDay}${one.beginsSupply ? ' supply' : ''}${one.beginsCustomer ? ' customer' : ''}`,
  )

test('a statement about something else changes nothing', () => {
  expect(told(statement(1, 5), statement(5, Infinity, { values: 'another resolution' }))).toEqual(['1-Infinity supply'])
})

test('what the calculations depend on divides, within one supply period', () => {
  expect(told(statement(1, 5), statement(5, 9, { hasElectricalHeating: true }))).toEqual(['1-5 supply', '5-9'])
  expect(told(statement(1, 5), statement(5, 9, { scheduledMeterReadingDate: '0501' }))).toEqual(['1-5 supply', '5-9'])
})

test('another supplier begins a supply period, a move-in a customer too', () => {
  expect(told(statement(1, 5), statement(5, 9, { energySupplierId: 'two' }))).toEqual(['1-5 supply', '5-9 supply'])
  expect(told(statement(1, 5), statement(5, 9, { isMoveIn: true }))).toEqual(['1-5 supply', '5-9 supply customer'])
  expect(told(statement(1, 5), statement(6, 9))).toEqual(['1-5 supply', '6-9 supply'])
})

test('a move-in is stated for all of its supply period, and begins anew by another supplier or by the same words again', () => {
  const moved = { isMoveIn: true }
  expect(told(statement(1, 5, moved), statement(5, 9, { ...moved, values: 'another resolution' }))).toEqual([
    '1-9 supply customer',
  ])
  expect(told(statement(1, 5, moved), statement(5, 9, moved))).toEqual(['1-5 supply customer', '5-9 supply customer'])
  expect(told(statement(1, 5, moved), statement(5, 9, { ...moved, energySupplierId: 'two' }))).toEqual([
    '1-5 supply customer',
    '5-9 supply customer',
  ])
})

test('the settlement month is that of the scheduled reading in group 6, January elsewhere', () => {
  const monthOf = (other: Partial<ParentStatement>): number | undefined =>
    parentPeriods([statement(1, 2, other)])[0]?.settlementMonth
  expect(monthOf({})).toBe(4)
  expect(monthOf({ scheduledMeterReadingDate: null })).toBe(1)
  expect(monthOf({ netSettlementGroup: '2' })).toBe(1)
})

test('neighbours are joined where nothing divides them, and never over a gap', () => {
  const periods = parentPeriods([
    statement(1, 5),
    statement(5, 9, { energySupplierId: 'two' }),
    statement(9, 12, { energySupplierId: 'two', isMoveIn: true }),
    statement(13, 15, { energySupplierId: 'two' }),
  ])
  const customers = joinedPeriods(periods, (_, after) => after.beginsCustomer)
  expect(customers.map(({ fromDay, toDay }) => [fromDay, toDay])).toEqual([
    [1, 9],
    [9, 12],
    [13, 15],
  ])
})
