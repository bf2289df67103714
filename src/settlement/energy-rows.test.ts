import { expect, test } from 'vitest'
import { slotsOfResult } from './energy-rows.ts'
import type { EnergyResultDay } from './energy-rows.ts'

const row: EnergyResultDay = {
  time_series_type: 'production',
  aggregation_level: 'supplier',
  grid_area: '800',
  neighbour_grid_area: null,
  energy_supplier_id: '1000000000000',
  balance_responsible_id: '1100000000000',
  metering_point_id: null,
  resolution: 'PT15M',
  market_day: '2026-10-25',
  present_0: 3n,
  present_1: 2n ** 47n,
  missing_0: 1n,
  missing_1: 0n,
  estimated_0: 0n,
  estimated_1: 0n,
  calculated_0: 1n,
  calculated_1: 0n,
  measured_0: 2n,
  measured_1: 2n ** 47n,
  q_1: '0.000',
  q_2: '1.250',
  q_100: '7.000',
}

test('a result day becomes one row for each slot that is present', () => {
  const rows = slotsOfResult(row, 'Europe/Copenhagen')
  expect(rows.map(({ time, quantityKwh, qualities }) => [time, quantityKwh, qualities])).toEqual([
    ['2026-10-24T22:00:00Z', '0.000', ['missing', 'calculated']],
    ['2026-10-24T22:15:00Z', '1.250', ['measured']],
    // Slot 99 is the last quarter of the day of 25 hours.
    ['2026-10-25T22:45:00Z', '7.000', ['measured']],
  ])
  expect(rows[0]).toMatchObject({
    level: 'supplier',
    gridArea: '800',
    energySupplierId: '1000000000000',
    meteringPointId: null,
  })
})

test('hourly results count their slots in hours', () => {
  const rows = slotsOfResult(
    { ...row, resolution: 'PT1H', present_0: 2n ** 24n, present_1: 0n, q_25: '3.000' },
    'Europe/Copenhagen',
  )
  expect(rows.map(({ time, quantityKwh }) => [time, quantityKwh])).toEqual([['2026-10-25T22:00:00Z', '3.000']])
})
