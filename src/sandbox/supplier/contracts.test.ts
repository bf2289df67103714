import { expect, test } from 'vitest'
import { planMarket } from '../market.ts'
import { contractOf } from './contracts.ts'
import type { ExampleContract } from './contracts.ts'
import { suppliedPoints } from './supplied-points.ts'

const plan = planMarket({ month: '2026-03', meteringPoints: 2000 })
const points = [...suppliedPoints(plan)]
const byContract = Map.groupBy(points, (point) => contractOf(1, point).contractId)

test('whichever of its points is asked, a contract is the same', () => {
  for (const ofContract of byContract.values()) {
    const [first, ...others] = ofContract.map((point): ExampleContract => contractOf(1, point))
    for (const other of others) expect(other).toEqual(first)
  }
})

test('chains of shops have several points, all in one grid area; everyone else has one', () => {
  const shared = [...byContract.values()].filter((ofContract) => ofContract.length > 1)
  expect(shared.length).toBeGreaterThan(2)
  for (const ofContract of shared) {
    expect(new Set(ofContract.map(({ kind, area }) => `${kind} ${area}`)).size).toBe(1)
    expect(ofContract[0]?.kind).toBe('shop')
  }
})

test('a contract has one customer and a customer one contract', () => {
  const customers = new Map(
    points.map((point) => [contractOf(1, point).contractId, contractOf(1, point).customer.customerId]),
  )
  expect(new Set(customers.values()).size).toBe(byContract.size)
})

test('companies have a number of eight digits and longer terms, residents neither', () => {
  for (const point of points) {
    const { customer, paymentTermsDays } = contractOf(1, point)
    const isResident = ['household', 'heat_pump', 'solar'].includes(point.kind)
    expect(paymentTermsDays).toBe(isResident ? 14 : 30)
    if (isResident) expect(customer.cvr).toBeUndefined()
    else expect(customer.cvr).toMatch(/^\d{8}$/)
  }
})

test('some contracts have a supplement, most have none; the seed decides the margins', () => {
  const contracts = [...byContract.values()].flatMap(([point]) => (point === undefined ? [] : [contractOf(1, point)]))
  const withSupplement = contracts.filter(({ supplementDkkPerKwh }) => supplementDkkPerKwh > 0n).length
  expect(withSupplement).toBeGreaterThan(contracts.length * 0.1)
  expect(withSupplement).toBeLessThan(contracts.length * 0.35)
  const [point] = points
  if (point === undefined) throw new Error('no point')
  const margins = new Set([1, 2, 3, 4, 5].map((seed) => contractOf(seed, point).marginDkkPerKwh))
  expect(margins.size).toBeGreaterThan(1)
})
