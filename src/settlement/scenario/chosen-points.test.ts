import { expect, test } from 'vitest'
import { chosenPoints } from './chosen-points.ts'
import type { PointPeriodInput } from './inputs.ts'

const point = (meteringPointId: string, parentId: string | null = null, fromMs = 0): PointPeriodInput => ({
  meteringPointId,
  type: parentId === null ? 'consumption' : 'electrical_heating',
  settlementMethod: parentId === null ? 'flex' : null,
  resolution: 'PT1H',
  gridArea: '801',
  fromGridArea: null,
  toGridArea: null,
  parentId,
  energySupplierId: null,
  balanceResponsibleId: null,
  fromMs,
  toMs: null,
})
const many = Array.from({ length: 50 }, (_, n) => point(`p${n}`))
const ids = (points: readonly PointPeriodInput[]): string[] => points.map(({ meteringPointId }) => meteringPointId)

test('all points are chosen unless a number is given', () => {
  expect(chosenPoints({ points: many, lossPointIds: ['p1'] }, undefined).points).toBe(many)
})

test('so many beside the loss points, the same every time, with all of their periods', () => {
  const points = [...many, ...many.map((each) => ({ ...each, fromMs: 1 }))]
  const chosen = chosenPoints({ points, lossPointIds: ['p1', 'p2'] }, 5)
  const distinct = new Set(ids(chosen.points))
  expect(distinct.size).toBe(7)
  expect([distinct.has('p1'), distinct.has('p2')]).toEqual([true, true])
  expect(chosen.points).toHaveLength(14)
  expect(chosen.lossPointIds).toEqual(['p1', 'p2'])
  expect(chosenPoints({ points: points.toReversed(), lossPointIds: ['p1', 'p2'] }, 5).points.toReversed()).toEqual(
    chosen.points,
  )
})

test('a child comes with its parent', () => {
  const points = [...many, point('child', 'p7')]
  const withChild = Array.from({ length: 51 }, (_, n) => chosenPoints({ points, lossPointIds: [] }, n).points)
  const chosen = withChild.filter((each) => ids(each).includes('child'))
  expect(chosen.length).toBeGreaterThan(0)
  expect(chosen.filter((each) => !ids(each).includes('p7'))).toEqual([])
})
