import { expect, test } from 'vitest'
import { statedTextOf } from '../../test/plain-days.ts'
import { dk } from '../market/index.ts'
import { toCalculatedReadings, transactionIds } from './calculated-readings.ts'
import { numberOf } from './testing/plain-calendar.ts'
import type { PointDays } from './run/series-result.ts'

const run = { runId: '11111111-1111-4111-8111-111111111111', calculation: 'test', senderId: 'hub', registeredAtMs: 1 }
const point = (meteringPointId: string, ...dates: string[]): PointDays => ({
  meteringPointId,
  type: 'electrical_heating',
  days: dates.map((date, n) => ({ day: numberOf(date), milliKwh: BigInt(n + 1) * 1_500n, settlementType: null })),
})

test('a day stands in its first hour; the others of its 23, 24 or 25 hours are zero, all calculated', () => {
  const { rows } = toCalculatedReadings([point('p', '2026-03-28', '2026-03-29', '2026-10-25')], {
    ...run,
    zone: dk.zone,
  })
  const day = (hours: number, micro: number): string =>
    Array.from({ length: 25 }, (_, k) => (k < hours ? `calculated ${k === 0 ? micro : 0}` : '')).join('|')
  expect([0, 1, 2].map((row) => statedTextOf(rows, row))).toEqual([
    day(24, 1_500_000),
    day(23, 3_000_000),
    day(25, 4_500_000),
  ])
  expect([...rows.marketDay]).toEqual([numberOf('2026-03-28'), numberOf('2026-03-29'), numberOf('2026-10-25')])
})

test('a transaction for each gap-free group, with an id that follows from run, point and first day', () => {
  const points = [point('p', '2026-01-01', '2026-01-02', '2026-01-05'), point('q', '2026-01-01')]
  const { transactions } = toCalculatedReadings(points, { ...run, zone: dk.zone })
  expect(transactions.map(({ meteringPointId, firstRow, rowCount }) => [meteringPointId, firstRow, rowCount])).toEqual([
    ['p', 0, 2],
    ['p', 2, 1],
    ['q', 3, 1],
  ])
  const ids = transactions.map(({ transactionId }) => transactionId)
  expect(new Set(ids).size).toBe(3)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(points.flatMap((one) => transactionIds(run.runId, one, dk.zone))).toEqual([ids[0], ids[0], ids[1], ids[2]])
  expect(toCalculatedReadings(points, { ...run, zone: dk.zone }).transactions).toEqual(transactions)
  const other = toCalculatedReadings(points, { ...run, runId: '2', zone: dk.zone }).transactions
  expect(other.some(({ transactionId }) => ids.includes(transactionId))).toBe(false)
})

test('no days, no transactions', () => {
  expect(toCalculatedReadings([point('p')], { ...run, zone: dk.zone })).toMatchObject({
    transactions: [],
    rows: { count: 0 },
  })
})
