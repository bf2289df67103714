import { expect, test } from 'vitest'
import type { Range } from '../layout.ts'
import { planMarket } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import { contractOf } from './contracts.ts'
import { plainLines } from './plain-lines.ts'
import type { PlainLine } from './plain-lines.ts'
import { spotPrice } from './spot-prices.ts'
import type { QuarterEnergy } from './supplied-energy.ts'
import { suppliedPoints } from './supplied-points.ts'
import type { SuppliedPoint } from './supplied-points.ts'

// 100 kWh in every quarter-hour: 400,000 quarters of a milli-kWh.
const constant: (plan: MarketPlan) => QuarterEnergy = (plan) => (_, dayIndex) =>
  new Float64Array(plan.days[dayIndex]?.quarters ?? 0).fill(400_000)

const march = planMarket({ month: '2026-03', meteringPoints: 3000 })
const october = planMarket({ month: '2026-10', meteringPoints: 3000 })

function household(plan: MarketPlan, wanted: (point: SuppliedPoint) => boolean = () => true): SuppliedPoint {
  const isWhole = ({ days }: SuppliedPoint): boolean => days.from === 0 && days.to === plan.days.length
  const found = [...suppliedPoints(plan)].find((point) => point.kind === 'household' && isWhole(point) && wanted(point))
  if (found === undefined) throw new Error('the market has such a household')
  return found
}

function linesOf(plan: MarketPlan, point: SuppliedPoint, days: Range): readonly PlainLine[] {
  return plainLines(plan, constant(plan), point, days)
}

function ore(lines: readonly PlainLine[], code: string | undefined, type?: PlainLine['type']): bigint[] {
  return lines.filter((line) => line.code === code && (type ?? line.type) === line.type).map((line) => line.amountOre)
}

/** Positive millionths of a krone in øre. */
const rounded = (exact: bigint): bigint => (exact + 5_000n) / 10_000n

test('a flat tariff is the energy times the price', () => {
  const lines = linesOf(march, household(march), { from: 0, to: 2 })
  // 192 quarters of 100 kWh: 19,200 kWh at 0.072 and 0.043.
  expect(ore(lines, '41000')).toEqual([138_240n])
  expect(ore(lines, '40000')).toEqual([82_560n])
})

test('the levels of the grid tariff follow the local clock on days of 23, 24 and 25 hours', () => {
  const of = (plan: MarketPlan, dayIndex: number): bigint[] =>
    ore(
      linesOf(
        plan,
        household(plan, ({ area }) => area === '801'),
        { from: dayIndex, to: dayIndex + 1 },
      ),
      'NT-801',
    )
  const cost = (low: bigint): bigint => (low * 110_116n + 14n * 330_349n + 4n * 991_048n) * 4n * 100n
  expect(of(march, 9)).toEqual([rounded(cost(6n))])
  expect(of(march, 28)).toEqual([rounded(cost(5n))])
  expect(of(october, 24)).toEqual([rounded(cost(7n))])
})

test('the energy line is spot, margin and supplement of every quarter', () => {
  const point = household(march, ({ area }) => area === '802')
  const [day] = march.days
  if (day === undefined) throw new Error('a month has a day')
  const { marginDkkPerKwh, supplementDkkPerKwh } = contractOf(1, point)
  let exact = 0n // 10^-6 kroner
  for (let q = 0; q < 96; q += 1) {
    // Hundredths of a krone for a MWh are 10^-5 kroner for a kWh.
    exact += 100n * (BigInt(spotPrice(1, 'DK2', day, q)) * 10n + marginDkkPerKwh + supplementDkkPerKwh)
  }
  expect(ore(linesOf(march, point, { from: 0, to: 1 }), undefined, 'energy')).toEqual([rounded(exact)])
})

test('what is produced is bought at spot, less margin and supplement; no charge but the own subscription', () => {
  const producer = [...suppliedPoints(march)].find((point) => point.isProduction && point.days.from === 0)
  const [day] = march.days
  if (producer === undefined || day === undefined) throw new Error('somebody produces')
  const { marginDkkPerKwh, supplementDkkPerKwh } = contractOf(1, producer)
  const area = producer.area === '801' ? 'DK1' : 'DK2'
  let exact = 0n
  for (let q = 0; q < 96; q += 1) {
    exact += 100n * (BigInt(spotPrice(1, area, day, q)) * 10n - marginDkkPerKwh - supplementDkkPerKwh)
  }
  const lines = linesOf(march, producer, { from: 0, to: 1 })
  expect(lines.map(({ type }) => type)).toEqual(['energy', 'supplier_subscription'])
  expect(lines[0]?.amountOre).toBe(-rounded(exact))
})

test('subscriptions are pro rata by days of the month, of both kinds', () => {
  const point = household(march, ({ area }) => area === '801')
  const lines = linesOf(march, point, { from: 24, to: 31 })
  // 39.00 * 7 / 31 = 8.806..., 29.00 * 7 / 31 = 6.548...
  expect(ore(lines, 'AB-801')).toEqual([881n])
  expect(ore(lines, undefined, 'supplier_subscription')).toEqual([655n])
})

test('where the rebate changes its line ends and another begins', () => {
  const point = household(march, ({ area }) => area === '801')
  const kwhADay = 9_600n
  const rebates = (days: Range): bigint[] => ore(linesOf(march, point, days), 'NT-801-R')
  expect(rebates({ from: 10, to: 20 })).toEqual([
    (kwhADay * 5n * -21_500n) / 10_000n,
    (kwhADay * 5n * -24_750n) / 10_000n,
  ])
  expect(rebates({ from: 0, to: 15 })).toHaveLength(1)
  expect(rebates({ from: 15, to: 31 })).toHaveLength(1)
})

test('a fee falls on its day and on no other', () => {
  const newcomer = [...suppliedPoints(march)].find(({ days, isProduction }) => days.from > 0 && !isProduction)
  if (newcomer === undefined) throw new Error('somebody comes within the month')
  const { from } = newcomer.days
  const fees = (days: Range): bigint[] =>
    linesOf(march, newcomer, days).flatMap(({ type, amountOre }) => (type === 'fee' ? [amountOre] : []))
  expect(fees({ from: 0, to: 31 })).toEqual([12_550n])
  expect(fees({ from: 0, to: from + 1 })).toEqual([12_550n])
  expect(fees({ from: from + 1, to: 31 })).toEqual([])
})

test('nothing is billed for days on which the point is not ours', () => {
  const leaver = [...suppliedPoints(march)].find(({ days }) => days.to < 25)
  if (leaver === undefined) throw new Error('somebody leaves within the month')
  expect(linesOf(march, leaver, { from: leaver.days.to, to: 31 })).toEqual([])
})

test('each line is rounded once, half away from zero', () => {
  const point = household(march, ({ area }) => area === '801')
  const tiny: QuarterEnergy = (_, dayIndex) => {
    const day = new Float64Array(march.days[dayIndex]?.quarters ?? 0)
    // 1 kWh in one quarter of each of two days.
    day[40] = 4000
    return day
  }
  const lines = plainLines(march, tiny, point, { from: 0, to: 2 })
  // 2 kWh * 0.072 = 14.4 øre, whereas 7.2 rounded twice would be 14; 2 * 0.043 = 8.6; 2 * -0.0215 = -4.3.
  expect([ore(lines, '41000'), ore(lines, '40000'), ore(lines, 'NT-801-R')]).toEqual([[14n], [9n], [-4n]])
  const half: QuarterEnergy = (_, dayIndex) => tiny(point, dayIndex).map((value) => (value * 5) / 2)
  // 5 kWh * -0.0215 = -10.75 øre; 5 * 0.043 = 21.5.
  expect([ore(plainLines(march, half, point, { from: 0, to: 2 }), '40000')]).toEqual([[22n]])
})
