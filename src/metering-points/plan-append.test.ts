import { describe, expect, test } from 'vitest'
import { dk } from '../market/index.ts'
import type { GridAreaPeriod } from '../market/index.ts'
import { candidateOf } from './candidate.ts'
import { consumption, exchange, heating, pointId } from './example-points.ts'
import { valuesOf } from './model.ts'
import type { NewPointPeriod, PointStatement } from './model.ts'
import { checkAlone, planAppend, pointsConcerned } from './plan-append.ts'
import type { RecordedStatement } from './store.ts'

const areas: GridAreaPeriod[] = ['801', '802'].map((code) => ({
  code,
  validFrom: '2020-01-01',
  validTo: null,
  name: code,
  priceArea: null,
  meteredDataResponsibleId: null,
  gridAccessProviderId: null,
  neighbours: null,
  recordedSeq: 1n,
}))
const known = (row: NewPointPeriod): RecordedStatement => ({
  meteringPointId: row.meteringPointId,
  validFrom: row.validFrom,
  recordedSeq: 1n,
  processId: null,
  values: valuesOf(row),
})
const withdrawn = (n: number, validFrom: string): PointStatement => ({
  meteringPointId: pointId(n),
  validFrom,
  tombstone: true,
})

/** What becomes of the statements: `append`, `unchanged`, or the codes of the faults, by line. */
function outcome(before: readonly RecordedStatement[], ...rows: PointStatement[]): string[] {
  const candidates = rows.map((row, line) => candidateOf(row, { line }))
  const plan = planAppend(checkAlone(candidates, dk), before, areas)
  const lines = Array.from<string>({ length: rows.length })
  for (const { where } of plan.append) lines[where.line ?? -1] = 'append'
  for (const { where } of plan.unchanged) lines[where.line ?? -1] = 'unchanged'
  for (const { candidate, findings } of plan.refused)
    lines[candidate.where.line ?? -1] = findings.map(({ code }) => code).join(' ')
  return lines
}

test('a statement is appended when it says something new', () => {
  const march = consumption(1, '2026-03-01')
  expect(outcome([], march)).toEqual(['append'])
  expect(outcome([known(march)], march)).toEqual(['unchanged'])
  expect(outcome([known(march)], { ...march, resolution: 'PT1H' })).toEqual(['append'])
  expect(outcome([known(march)], { ...march, validFrom: '2026-02-01' })).toEqual(['append'])
})

test('a withdrawal needs something to withdraw, and is done once', () => {
  const march = known(consumption(1, '2026-03-01'))
  expect(outcome([march], withdrawn(1, '2026-03-01'))).toEqual(['append'])
  expect(outcome([march], withdrawn(1, '2026-03-02'))).toEqual(['PERIOD_UNKNOWN'])
  expect(outcome([{ ...march, values: null }], withdrawn(1, '2026-03-01'))).toEqual(['unchanged'])
  expect(outcome([{ ...march, values: null }], consumption(1, '2026-03-01'))).toEqual(['append'])
})

test('the second of two statements for one point and day is refused', () => {
  expect(outcome([], consumption(1, '2026-03-01'), consumption(1, '2026-03-01'))).toEqual(['append', 'PERIOD_DOUBLED'])
})

describe('a closed point', () => {
  const closed = known(consumption(1, '2026-03-10', { connectionState: 'closed_down' }))
  const open = known(consumption(1, '2026-03-01'))
  test('takes no later statement, but corrections of its past', () => {
    expect(outcome([open, closed], consumption(1, '2026-03-11'))).toEqual(['POINT_CLOSED'])
    expect(outcome([open, closed], consumption(1, '2026-03-05', { resolution: 'PT1H' }))).toEqual(['append'])
  })
  test('opens again when its closing is withdrawn, also in the same delivery', () => {
    expect(outcome([open, closed], withdrawn(1, '2026-03-10'), consumption(1, '2026-03-11'))).toEqual([
      'append',
      'append',
    ])
  })
  test('cannot be closed before a period that stands', () => {
    expect(outcome([open], consumption(1, '2026-02-01', { connectionState: 'closed_down' }))).toEqual(['POINT_CLOSED'])
  })
})

test('a point keeps its type; of two types in one delivery the earlier day decides', () => {
  const production = consumption(1, '2026-04-01', { type: 'production', settlementMethod: null })
  expect(outcome([known(consumption(1, '2026-03-01'))], production)).toEqual(['TYPE_CHANGED'])
  expect(outcome([], production, consumption(1, '2026-03-01'))).toEqual(['TYPE_CHANGED', 'append'])
})

test('an earlier day does not change the type that is known, unless what is known is withdrawn or replaced', () => {
  const production = consumption(1, '2026-04-01', { type: 'production', settlementMethod: null })
  expect(outcome([known(production)], consumption(1, '2026-03-01'))).toEqual(['TYPE_CHANGED'])
  expect(outcome([known(production)], consumption(1, '2026-03-01'), withdrawn(1, '2026-04-01'))).toEqual([
    'append',
    'append',
  ])
  expect(outcome([known(production)], consumption(1, '2026-03-01'), consumption(1, '2026-04-01'))).toEqual([
    'append',
    'append',
  ])
})

describe('a child', () => {
  const parent = consumption(1, '2026-03-01')
  test('needs a parent that exists on its first day, before or in the same delivery', () => {
    expect(outcome([], heating(2, 1, '2026-03-01'))).toEqual(['PARENT_UNKNOWN'])
    expect(outcome([known(parent)], heating(2, 1, '2026-02-28'))).toEqual(['PARENT_UNKNOWN'])
    expect(outcome([known(parent)], heating(2, 1, '2026-03-01'))).toEqual(['append'])
    expect(outcome([], heating(2, 1, '2026-03-05'), parent)).toEqual(['append', 'append'])
  })
  test('falls with the parent that is refused', () => {
    expect(outcome([], heating(2, 1, '2026-03-01'), { ...parent, gridArea: '999' })).toEqual([
      'PARENT_UNKNOWN',
      'GRID_AREA_UNKNOWN',
    ])
    const production = known(consumption(1, '2026-04-01', { type: 'production', settlementMethod: null }))
    expect(outcome([production], heating(2, 1, '2026-03-01'), parent)).toEqual(['PARENT_UNKNOWN', 'TYPE_CHANGED'])
  })
  test('is held against what its parent becomes, not against what is refused of it', () => {
    const moved = { ...parent, validFrom: '2026-03-02', gridArea: '999' }
    expect(outcome([known(parent)], heating(2, 1, '2026-03-05'), moved)).toEqual(['append', 'GRID_AREA_UNKNOWN'])
  })
  test('of a child is refused, in whatever order they stand, and so is a circle', () => {
    const rows = [heating(3, 2, '2026-03-01'), heating(2, 1, '2026-03-01'), parent]
    expect(outcome([], ...rows)).toEqual(['PARENT_TYPE', 'append', 'append'])
    expect(outcome([], ...rows.toReversed())).toEqual(['append', 'append', 'PARENT_TYPE'])
    expect(outcome([], heating(2, 3, '2026-03-01'), heating(3, 2, '2026-03-01'))).toEqual([
      'PARENT_TYPE',
      'PARENT_TYPE',
    ])
  })
  test('lies in the area of its parent, below the right type, and not below a closed point', () => {
    expect(outcome([known(parent)], heating(2, 1, '2026-03-01', { gridArea: '802' }))).toEqual(['PARENT_AREA'])
    expect(outcome([known(exchange(1, '2026-03-01'))], heating(2, 1, '2026-03-01'))).toEqual(['PARENT_TYPE'])
    expect(outcome([known({ ...parent, connectionState: 'closed_down' })], heating(2, 1, '2026-03-02'))).toEqual([
      'PARENT_CLOSED',
    ])
  })
  test('may be closed after its parent', () => {
    const closing = heating(2, 1, '2026-03-05', { connectionState: 'closed_down' })
    expect(
      outcome([known({ ...parent, connectionState: 'closed_down' }), known(heating(2, 1, '2026-02-01'))], closing),
    ).toEqual(['append'])
  })
})

test('the grid areas exist on the first day', () => {
  expect(outcome([], consumption(1, '2019-12-31'))).toEqual(['GRID_AREA_UNKNOWN'])
  expect(outcome([], exchange(1, '2026-03-01', { fromGridArea: '998', toGridArea: '999' }))).toEqual([
    'GRID_AREA_UNKNOWN GRID_AREA_UNKNOWN',
  ])
})

test('the histories of parents are needed too', () => {
  const rows = [heating(2, 1, '2026-03-01'), withdrawn(3, '2026-03-01')]
  expect(pointsConcerned(rows.map((row) => candidateOf(row)))).toEqual(new Set([pointId(1), pointId(2), pointId(3)]))
})
