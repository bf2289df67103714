import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { fillManyPoints, manyPointId, RARE_EVERY } from '../../../test/many-points.ts'
import { keepingQueries, planOf } from '../../../test/query-plan.ts'
import type { AskedQuery, QueryPlan } from '../../../test/query-plan.ts'
import { inTransaction } from '../../platform/index.ts'
import { pointTimeline } from '../timeline/point-timeline.ts'
import { viewPoint } from '../point-view.ts'
import { pastQuery } from './past-query.ts'
import type { PointFilter } from './point-filter.ts'
import { rebuildPointsToday } from './points-today.ts'
import { todayQuery } from './today-query.ts'

const POINTS = 60_000
const RARE = POINTS / RARE_EVERY
const TODAY = '2026-03-15'
const LIMIT = 100

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await fillManyPoints(database.pool, POINTS)
  await inTransaction(database.pool, async (trx) => {
    await rebuildPointsToday(trx, TODAY)
  })
  await database.pool.query('analyze metering_points.point_today')
})
afterAll(async () => {
  await database.drop()
})

const plan = async (query: AskedQuery): Promise<QueryPlan> => await planOf(database.pool, query)

// The backlog has a row for each large import that is not taken in yet: none, or a few.
const SMALL = 'point_today_backlog'

/** Where a page begins: at the first point, in the middle, among the last. */
const PAGES: readonly (readonly [string, string | undefined])[] = [
  ['first', undefined],
  ['middle', manyPointId(POINTS / 2)],
  ['last', manyPointId(POINTS - 500)],
]

const KEY = 'point_today_pkey'
/** Each filter with the index that must find its points; those of a value that is rare name how many there are. */
const FILTERS: readonly (readonly [name: string, filter: PointFilter, index: string, count: number | undefined])[] = [
  ['no filter', {}, KEY, undefined],
  ['an id', { id: manyPointId(77) }, KEY, 1],
  ['the beginning of an id', { id: manyPointId(50_000).slice(0, 15) }, KEY, 1_000],
  ['an area', { gridAreas: ['801'] }, 'point_today_area', undefined],
  ['a rare area', { gridAreas: ['999'] }, 'point_today_area', RARE],
  ['a supplier', { energySupplierId: '5790000001003' }, 'point_today_supplier', undefined],
  ['a rare supplier', { energySupplierId: '5790000009999' }, 'point_today_supplier', RARE],
  ['a balance responsible party', { balanceResponsibleId: '5790000002003' }, 'point_today_responsible', undefined],
  ['a rare one', { balanceResponsibleId: '5790000008888' }, 'point_today_responsible', RARE],
  ['the state of most', { connectionState: 'connected' }, KEY, undefined],
  ['a state that every point once had', { connectionState: 'new' }, 'point_today_state', RARE],
  ['the type of most', { type: 'consumption' }, KEY, undefined],
  ['a type', { type: 'production' }, 'point_today_type', undefined],
  ['a rare type', { type: 'analysis' }, 'point_today_type', RARE],
  ['the method of most', { settlementMethod: 'flex' }, KEY, undefined],
  ['a rare method', { settlementMethod: 'profiled' }, 'point_today_method', RARE],
  ['the resolution of most', { resolution: 'PT15M' }, KEY, undefined],
  ['a rare resolution', { resolution: 'PT5M' }, 'point_today_resolution', RARE],
  ['a parent', { parentId: manyPointId(4) }, 'point_today_parent', 1],
  ['a meter', { meterNumber: '10000077' }, 'point_today_meter', 1],
  ['a power plant', { powerPlantId: '571313000000000999' }, 'point_today_plant', RARE],
  ['a post code', { postCode: '1500' }, 'point_today_post_code', 55],
  ['a rare post code', { postCode: '9998' }, 'point_today_post_code', RARE],
  ['a rare street', { streetName: 'åkande' }, 'point_today_street', RARE],
  ['a house', { streetName: 'Møllevej 99', buildingNumber: '14' }, 'point_today_street', 1],
  ['a city', { city: 'by 17' }, 'point_today_city', 100],
  ['a rare city', { city: 'SKAGEN' }, 'point_today_city', RARE],
  ['a rare state in an area', { gridAreas: ['801'], connectionState: 'new' }, 'point_today_state', RARE],
  ['an area whose ids lie together', { gridAreas: ['998'] }, 'point_today_area', undefined],
  ['areas', { gridAreas: ['801', '999'] }, 'point_today_area', undefined],
]

describe.each(FILTERS)('today: %s', (_, filter, index, count) => {
  test.each(PAGES)('%s page', async (page, after) => {
    const { sequential, indexes, examined, found } = await plan(todayQuery(filter, TODAY, { limit: LIMIT, after }))
    expect(sequential.filter((table) => table !== SMALL)).toEqual([])
    expect(indexes).toContain(index)
    // Each point is looked at in an index, in point_today and in the log.
    expect(examined).toBeLessThanOrEqual(4 * (LIMIT + 1))
    if (count !== undefined && page === 'first') expect(found).toBe(Math.min(count, LIMIT + 1))
  })
})

test.each(PAGES)('today: two conditions look at no more than the points of each, %s page', async (_, after) => {
  const filter: PointFilter = { gridAreas: ['803'], energySupplierId: '5790000001003' }
  const { sequential, indexes, examined } = await plan(todayQuery(filter, TODAY, { limit: LIMIT, after }))
  expect(sequential.filter((table) => table !== SMALL)).toEqual([])
  expect(indexes).toContain('point_today_supplier')
  expect(examined).toBeLessThanOrEqual(POINTS / 40 + POINTS / 50 + 4 * (LIMIT + 1))
})

const LOG = 'metering_point_period_pkey'
/** Each filter with the index from which a search of the past takes its candidates. */
const PAST_FILTERS: readonly (readonly [string, PointFilter, string])[] = [
  ['no filter', {}, 'metering_point_pkey'],
  ['an id', { id: manyPointId(77) }, 'metering_point_pkey'],
  ['an area', { gridAreas: ['801'] }, 'metering_point_period_grid_area'],
  ['a rare area', { gridAreas: ['999'] }, 'metering_point_period_grid_area'],
  ['an area whose ids lie together', { gridAreas: ['998'] }, 'metering_point_period_grid_area'],
  ['areas', { gridAreas: ['801', '999'] }, 'metering_point_period_grid_area'],
  ['a supplier', { energySupplierId: '5790000001003' }, 'metering_point_period_supplier'],
  ['a rare supplier', { energySupplierId: '5790000009999' }, 'metering_point_period_supplier'],
  ['a parent', { parentId: manyPointId(4) }, 'metering_point_period_parent'],
  ['a state', { connectionState: 'connected' }, 'metering_point_pkey'],
]

describe.each(PAST_FILTERS)('in the past: %s', (_, filter, index) => {
  test.each(PAGES)('%s page', async (__, after) => {
    const page = { limit: LIMIT, after }
    const { sequential, indexes, examined } = await plan(pastQuery(filter, { asOf: '2021-01-01', asKnown: 2n }, page))
    expect(sequential).toEqual([])
    expect(indexes).toEqual(expect.arrayContaining([index, LOG]))
    // Of each candidate both statements in the index of the value, and in the log; then what follows. PostgreSQL 15 says
    // whole rows for each of many loops, which makes some more of them.
    expect(examined).toBeLessThanOrEqual(9 * (LIMIT + 1))
  })
})

test('what a view and a timeline ask for goes along indexes, however long the log is and however often somebody was refused', async () => {
  const point = manyPointId(4)
  await database.pool.query(
    `insert into metering_points.process (process_id, kind, metering_point_id, stated, outcome, findings, sender_id, sender_role, received_at, recorded_seq)
     select n, 'connect', '5713131' || lpad((n % 100)::text, 11, '0'), '{}', 'rejected', '[{"code":"E10","message":"no"}]', '5790000000012', 'DDM', now(), 2
     from generate_series(1, 20000) n`,
  )
  await database.pool.query('analyze metering_points.process')
  const asked: AskedQuery[] = []
  await inTransaction(database.pool, async (trx) => {
    const keeping = keepingQueries(trx, asked)
    await viewPoint(keeping, point, { today: TODAY })
    await viewPoint(keeping, manyPointId(5), { today: TODAY, asOf: '2020-01-15', asKnown: 1n })
    const first = await pointTimeline(keeping, point, { limit: 10 })
    await pointTimeline(keeping, point, { limit: 10, after: first?.next ?? undefined })
  })
  expect(asked.length).toBeGreaterThan(10)
  for (const query of asked) {
    const { sequential, examined } = await plan(query)
    expect([query.text, sequential.filter((table) => table !== SMALL)]).toEqual([query.text, []])
    expect([query.text, examined < 100]).toEqual([query.text, true])
  }
})
