import { expect, test } from 'vitest'
import { supplierGln } from '../identities.ts'
import { planMarket } from '../market.ts'
import { pointPeriods } from '../master-data.ts'
import { OUR_SUPPLIER, suppliedPoints } from './supplied-points.ts'
import { suppliedPeriods } from './market-tables.ts'

const plan = planMarket({ month: '2026-03', meteringPoints: 3000, seed: 5 })
const us = supplierGln(OUR_SUPPLIER)
const supplied = [...suppliedPoints(plan)]

test('on every day we supply exactly the points that the hub says are ours', () => {
  const statements = [...Map.groupBy(pointPeriods(plan), ({ meteringPointId }): string => meteringPointId)]
  for (const { index, day } of plan.days) {
    const ours = statements.flatMap(([meteringPointId, ofPoint]) => {
      const known = ofPoint.findLast(({ validFrom }) => validFrom <= day.date)
      return known?.energySupplierId === us && known.connectionState !== 'closed_down' ? [meteringPointId] : []
    })
    const made = supplied.filter(({ days }) => days.from <= index && index < days.to)
    expect(made.map(({ meteringPointId }): string => meteringPointId).toSorted()).toEqual(ours.toSorted())
  }
})

test('points come to us and leave us within the month, and none twice', () => {
  const last = plan.days.length
  expect(supplied.filter(({ days }) => days.from > 0).length).toBeGreaterThan(5)
  expect(supplied.filter(({ days }) => days.to < last).length).toBeGreaterThan(5)
  expect(new Set(supplied.map(({ number }) => number)).size).toBe(supplied.length)
})

test('the grid loss of both areas is ours, the correction of production is not', () => {
  const losses = supplied.filter(({ kind }) => kind === 'grid_loss')
  expect(losses.map(({ area, days }) => [area, days])).toEqual([
    ['801', { from: 0, to: 31 }],
    ['802', { from: 0, to: 31 }],
  ])
})

test('our statements begin with our supply, end with it, and know of no loss role', () => {
  const ours = Map.groupBy(suppliedPeriods(plan), ({ meteringPointId }): string => meteringPointId)
  expect(ours.size).toBe(supplied.length)
  for (const { meteringPointId, days } of supplied) {
    const statements = ours.get(meteringPointId) ?? []
    const [first, last] = [statements[0], statements.at(-1)]
    expect(first).toMatchObject({ validFrom: plan.days[days.from]?.day.date, energySupplierId: us })
    const over = last?.energySupplierId !== us || last?.connectionState === 'closed_down'
    expect(over).toBe(days.to < plan.days.length)
    if (over) expect(last?.validFrom).toBe(plan.days[days.to]?.day.date)
    expect(statements.filter((statement) => 'lossRole' in statement)).toEqual([])
  }
})
