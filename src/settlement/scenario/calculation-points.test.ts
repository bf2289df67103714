import { describe, expect, test } from 'vitest'
import type { CalculationArguments } from '../arguments.ts'
import { calculationPoints } from './calculation-points.ts'
import type { PointPeriodInput, ReadingInput } from './inputs.ts'
import { readingDays } from './reading-days.ts'

const DAY = 86_400_000
const start = Date.UTC(2026, 0, 31, 23)
const given: CalculationArguments = {
  calculationId: '',
  type: 'wholesale_fixing',
  gridAreas: ['800'],
  period: { fromMs: start, toMs: start + 10 * DAY },
  quarterlyTransitionMs: 0,
  zone: 'Europe/Copenhagen',
  isInternal: false,
  createdBy: '',
  executionStartMs: 0,
}

function point(id: string, from: number, to: number | null, change: Partial<PointPeriodInput> = {}): PointPeriodInput {
  return {
    meteringPointId: id,
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT1H',
    gridArea: '800',
    fromGridArea: null,
    toGridArea: null,
    parentId: null,
    energySupplierId: 'S1',
    balanceResponsibleId: 'B1',
    fromMs: start + from * DAY,
    toMs: to === null ? null : start + to * DAY,
    ...change,
  }
}

function daysOf(points: readonly PointPeriodInput[], type = given.type): [string, number, number, string | null][] {
  return calculationPoints(points, { ...given, type }).map((each) => [
    each.meteringPointId,
    (each.fromMs - start) / DAY,
    (each.toMs - start) / DAY,
    each.energySupplierId,
  ])
}

describe('the points of a calculation', () => {
  test('are clamped to its period; what lies outside or is empty is left out', () => {
    const points = [
      point('open', -5, null),
      point('inside', 2, 3),
      point('before', -5, 0),
      point('after', 10, null),
      point('empty', 4, 4),
    ]
    expect(daysOf(points)).toEqual([
      ['open', 0, 10, 'S1'],
      ['inside', 2, 3, 'S1'],
    ])
  })

  test('are those of its areas, an exchange point on either side', () => {
    const other = { gridArea: '801', type: 'exchange' as const, energySupplierId: null }
    const points = [
      point('own', 0, null),
      point('foreign', 0, null, { gridArea: '801' }),
      point('in', 0, null, { ...other, fromGridArea: '801', toGridArea: '800' }),
      point('out', 0, null, { ...other, fromGridArea: '800', toGridArea: '802' }),
      point('elsewhere', 0, null, { ...other, fromGridArea: '801', toGridArea: '802' }),
      point('owned', 0, null, { ...other, gridArea: '800', fromGridArea: '801', toGridArea: '802' }),
    ]
    expect(daysOf(points).map(([id]) => id)).toEqual(['own', 'in', 'out', 'owned'])
  })

  test('include children of wholesale types, with the supplier of their parent in each of its periods', () => {
    const child = {
      type: 'electrical_heating' as const,
      parentId: 'parent',
      energySupplierId: null,
      balanceResponsibleId: null,
    }
    const points = [
      point('parent', -5, 4),
      point('parent', 6, null, { energySupplierId: 'S2' }),
      point('child', 1, 8, child),
      point('orphan', 0, null, { ...child, parentId: 'nobody' }),
    ]
    expect(daysOf(points).slice(2)).toEqual([
      ['child', 1, 4, 'S1'],
      ['child', 6, 8, 'S2'],
    ])
    expect(daysOf(points, 'aggregation')).toHaveLength(2)
    expect(calculationPoints(points, given).at(-1)?.balanceResponsibleId).toBeNull()
  })

  test('leave out children of types that no calculation knows', () => {
    const child = { type: 'internal_use' as const, parentId: 'parent' }
    expect(daysOf([point('parent', 0, null), point('child', 0, null, child)])).toHaveLength(1)
  })
})

function hour(n: number): ReadingInput {
  return { meteringPointId: 'p', microKwh: 1n, quality: 'measured', observedMs: start + n * 3_600_000 }
}

describe('reading days', () => {
  test('stand by day and slot in the class of the resolution that the point has then', () => {
    const points = calculationPoints([point('p', 0, 1), point('p', 1, null, { resolution: 'PT15M' })], given)
    const ids = new Map([['p', 1]])
    const readings = [hour(0), hour(23), hour(24), hour(-1), { ...hour(1), observedMs: start + 900_000 }]
    const hours = readingDays(readings, points, ids, 25, given.zone)
    const quarters = readingDays(readings, points, ids, 100, given.zone)
    expect(hours.map(({ day, values }) => [day.date, [...values.keys()]])).toEqual([['2026-02-01', [0, 23]]])
    expect(quarters.map(({ day, values }) => [day.date, [...values.keys()]])).toEqual([['2026-02-02', [0]]])
  })
})
