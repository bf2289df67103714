import { expect, test } from 'vitest'
import { CALCULATION_TYPES, isCalculationType, isWholesale } from './calculation-type.ts'
import { resultLines } from './result-kinds.ts'

test('aggregation and balance fixing make every result', () => {
  const made = resultLines('balance_fixing').map((line) => `${line.timeSeriesType} ${line.level}`)
  expect(new Set(made).size).toBe(16)
  expect(resultLines('aggregation')).toEqual(resultLines('balance_fixing'))
})

test('wholesale types make nothing by balance responsible party or neighbour (settlement 1.7)', () => {
  for (const type of CALCULATION_TYPES.filter(isWholesale)) {
    const levels = new Set(resultLines(type).map((line) => line.level))
    expect(levels).toEqual(new Set(['grid_area', 'supplier', 'metering_point']))
  }
  expect(CALCULATION_TYPES.filter(isWholesale)).toHaveLength(4)
})

function seriesOf(contribution: string): Set<string> {
  return new Set(
    resultLines('aggregation')
      .filter((line) => line.contribution === contribution)
      .map((line) => line.timeSeriesType),
  )
}

test('the allocated loss is part of the adjusted series and not of the temporary ones', () => {
  expect(seriesOf('negative_grid_loss')).toEqual(new Set(['negative_grid_loss', 'production']))
  expect(seriesOf('positive_grid_loss')).toEqual(new Set(['positive_grid_loss', 'flex_consumption']))
})

test('a word that is no type is none', () => {
  expect(isCalculationType('balance_fixing')).toBe(true)
  expect(isCalculationType('BalanceFixing')).toBe(false)
})
