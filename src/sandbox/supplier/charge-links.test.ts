import { expect, test } from 'vitest'
import { planMarket } from '../market.ts'
import { exampleCharges } from './charges.ts'
import { linksOf } from './charge-links.ts'
import { suppliedPoints } from './supplied-points.ts'

const plan = planMarket({ month: '2026-03', meteringPoints: 3000 })
const charges = new Map(exampleCharges('2026-03').map((charge) => [charge.code, charge]))
const consumers = [...suppliedPoints(plan)].filter(({ kind, isProduction }) => kind !== 'grid_loss' && !isProduction)

test('a consumption point has a grid tariff, its rebate, two of the system operator, a tax and a subscription', () => {
  for (const point of consumers) {
    const links = linksOf(1, point).filter(({ code }) => charges.get(code)?.type !== 'fee')
    expect(links.map(({ code }) => code.replace(/00[12]$/, ''))).toEqual([
      `NT-${point.area}`,
      `NT-${point.area}-R`,
      '41000',
      '40000',
      'EA-',
      `AB-${point.area}`,
    ])
    expect(links.every(({ days }) => days === point.days)).toBe(true)
  }
})

test('whoever comes within the month pays for one reading, on the first day', () => {
  const fees = consumers.flatMap((point) =>
    linksOf(1, point)
      .filter(({ code }) => charges.get(code)?.type === 'fee')
      .map(({ days }) => [point.number, days]),
  )
  const newcomers = consumers.filter(({ days }) => days.from > 0)
  expect(newcomers.length).toBeGreaterThan(5)
  expect(fees).toEqual(newcomers.map(({ number, days: { from } }) => [number, { from, to: from + 1 }]))
})

test('works have two connections, and both taxes are in use', () => {
  const links = consumers.flatMap((point) => linksOf(1, point).map((link) => ({ ...link, kind: point.kind })))
  expect(new Set(links.filter(({ factor }) => factor !== 1).map(({ kind, code }) => `${kind} ${code}`))).toEqual(
    new Set(['industry AB-801', 'industry AB-802']),
  )
  expect(links.some(({ code }) => code === 'EA-001')).toBe(true)
  expect(links.some(({ code }) => code === 'EA-002')).toBe(true)
})

test('production and grid loss have no charge', () => {
  const others = [...suppliedPoints(plan)].filter(({ kind, isProduction }) => isProduction || kind === 'grid_loss')
  expect(others.length).toBeGreaterThan(2)
  expect(others.flatMap((point) => linksOf(1, point))).toEqual([])
})

test.each([
  ['2022-12', 900_000n],
  ['2023-06', 8_000n],
  ['2023-07', 697_000n],
  ['2025-12', 720_000n],
  ['2026-03', 8_000n],
])('the electricity tax of %s is the one of the law', (month, tax) => {
  const charge = exampleCharges(month).find(({ code }) => code === 'EA-001')
  expect(charge?.prices).toEqual([{ fromDay: 0, prices: [tax] }])
  expect(charge?.isTax).toBe(true)
})

test('the grid tariff has three levels by the hour of the clock; one rebate changes inside the month', () => {
  const [levels] = charges.get('NT-801')?.prices ?? []
  expect(levels?.prices).toHaveLength(24)
  expect([0, 5, 6, 16, 17, 20, 21, 23].map((hour) => levels?.prices[hour])).toEqual([
    110_116n,
    110_116n,
    330_349n,
    330_349n,
    991_048n,
    991_048n,
    330_349n,
    330_349n,
  ])
  const changing = [...charges.values()].filter(({ prices }) => prices.length > 1)
  expect(changing.map(({ code }) => code)).toEqual(['NT-801-R'])
  expect(changing[0]?.prices.every(({ prices: [price = 0n] }) => price < 0n)).toBe(true)
})
