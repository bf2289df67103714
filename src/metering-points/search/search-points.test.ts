import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import { consumption, exchange, heating, pointId, recorded, supplierId } from '../example-points.ts'
import type { NewPointPeriod } from '../model.ts'
import { lockPoints } from '../store.ts'
import type { PointFilter } from './point-filter.ts'
import { bringFewPointsToToday, bringPointsToToday } from './points-today.ts'
import { searchPoints } from './search-points.ts'
import type { PointPage, SearchedPage, SearchedTime } from './search-points.ts'
import { todayQuery } from './today-query.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let pool: Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = database.pool
})
afterAll(async () => {
  await database.drop()
})

const TODAY = '2026-03-15'
const search = async (
  filter: PointFilter,
  time: Partial<SearchedTime> = {},
  page: SearchedPage = { limit: 100 },
): Promise<PointPage> =>
  await inTransaction(pool, async (trx) => await searchPoints(trx, filter, { today: TODAY, ...time }, page), {
    readOnly: true,
  })
const ids = async (...given: Parameters<typeof search>): Promise<string[]> =>
  (await search(...given)).points.map(({ meteringPointId }) => meteringPointId)
const points = (...numbers: number[]): string[] => numbers.map(pointId)

const HOME: Partial<NewPointPeriod> = {
  meterNumber: '4711',
  powerPlantId: pointId(999),
  streetName: 'Ørstedsgade',
  buildingNumber: '12B',
  floor: '2',
  room: 'tv',
  postCode: '5000',
  city: 'Odense C',
}

test('every field of the filter finds its points, alone and together, today and in the past', async () => {
  await recorded(
    pool,
    consumption(1, '2026-01-01', HOME),
    consumption(2, '2026-01-01', {
      gridArea: '802',
      energySupplierId: supplierId(2),
      balanceResponsibleId: supplierId(3),
      connectionState: 'new',
      settlementMethod: 'non_profiled',
      resolution: 'PT1H',
      streetName: 'Østergade',
      postCode: '5000',
      city: 'ODENSE C',
    }),
    heating(3, 1, '2026-01-01'),
    exchange(4, '2026-01-01'),
    consumption(5, '2026-04-01'),
  )
  await bringPointsToToday(pool, TODAY)
  const cases: [PointFilter, string[]][] = [
    [{}, points(1, 2, 3, 4)],
    [{ id: pointId(2) }, points(2)],
    [{ id: pointId(2).slice(0, 17) }, points(2)],
    [{ id: pointId(2).slice(0, 5) }, points(1, 2, 3, 4)],
    [{ gridAreas: ['802'] }, points(2)],
    [{ gridAreas: ['801', '802'] }, points(1, 2, 3, 4)],
    [{ gridAreas: [] }, []],
    [{ energySupplierId: supplierId(2) }, points(2)],
    [{ balanceResponsibleId: supplierId(3) }, points(2)],
    [{ connectionState: 'new' }, points(2)],
    [{ connectionState: 'connected' }, points(1, 3, 4)],
    [{ type: 'exchange' }, points(4)],
    [{ type: 'consumption' }, points(1, 2)],
    [{ settlementMethod: 'non_profiled' }, points(2)],
    [{ resolution: 'PT1H' }, points(2, 3, 4)],
    [{ parentId: pointId(1) }, points(3)],
    [{ meterNumber: '4711' }, points(1)],
    [{ powerPlantId: pointId(999) }, points(1)],
    [{ postCode: '5000' }, points(1, 2)],
    [{ streetName: 'ø' }, points(1, 2)],
    [{ streetName: 'ØRSTED' }, points(1)],
    [{ streetName: 'Østergade', buildingNumber: '12B' }, []],
    [{ postCode: '5000', buildingNumber: '12B' }, points(1)],
    [{ city: 'odense c' }, points(1, 2)],
    [{ city: 'Odense' }, []],
    [{ gridAreas: ['801'], resolution: 'PT1H', type: 'electrical_heating' }, points(3)],
  ]
  for (const [filter, expected] of cases) {
    expect([filter, await ids(filter)]).toEqual([filter, expected])
    // The day before is a search of the log, on which the same holds.
    expect([filter, await ids(filter, { asOf: '2026-03-14' })]).toEqual([filter, expected])
  }
})

test('a row says what the point is, with its address in one line', async () => {
  expect((await search({ id: pointId(1) })).points).toEqual([
    {
      meteringPointId: pointId(1),
      type: 'consumption',
      connectionState: 'connected',
      gridArea: '801',
      fromGridArea: null,
      toGridArea: null,
      settlementMethod: 'flex',
      resolution: 'PT15M',
      energySupplierId: supplierId(1),
      balanceResponsibleId: expect.any(String) as string,
      parentId: null,
      meterNumber: '4711',
      address: 'Ørstedsgade 12B, 2 tv, 5000 Odense C',
      validFrom: '2026-01-01',
      validTo: null,
      recordedSeq: 1n,
    },
  ])
  expect((await search({ type: 'exchange' })).points).toMatchObject([{ address: null, fromGridArea: '802' }])
})

test('pages follow one another without gap or double, today and in the past', async () => {
  for (const time of [{}, { asOf: '2026-03-14' }]) {
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await search({ resolution: 'PT1H' }, time, { limit: 2, after })
      expect(page.points.length).toBeLessThanOrEqual(2)
      found.push(...page.points.map(({ meteringPointId }) => meteringPointId))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(found).toEqual(points(2, 3, 4))
  }
  expect(await search({ resolution: 'PT1H' }, {}, { limit: 3 })).toMatchObject({ next: null })
  for (const limit of [0, 1_001, 1.5]) await expect(search({}, {}, { limit })).rejects.toThrow(RangeError)
})

test('what was known earlier is found as it was known', async () => {
  const before = await recorded(pool, consumption(20, '2026-01-01', { gridArea: '820' }))
  await recorded(pool, consumption(20, '2026-01-01', { gridArea: '821' }))
  expect(await ids({ gridAreas: ['820'] })).toEqual([])
  expect(await ids({ gridAreas: ['820'] }, { asKnown: before })).toEqual(points(20))
  expect(await ids({ gridAreas: ['821'] }, { asKnown: before })).toEqual([])
  expect(await ids({ gridAreas: ['820', '821'] }, { asKnown: before - 1n })).toEqual([])
})

test('a change whose day has come is found before and after somebody brought the points to that day', async () => {
  await recorded(
    pool,
    consumption(30, '2026-01-01', { gridArea: '830' }),
    consumption(30, '2026-03-20', { gridArea: '831' }),
  )
  await bringPointsToToday(pool, '2026-03-19')
  expect(await ids({ gridAreas: ['830'] }, { today: '2026-03-19' })).toEqual(points(30))
  expect(await isCurrent('2026-03-20')).toBe(false)
  expect(await ids({ gridAreas: ['831'] }, { today: '2026-03-20' })).toEqual(points(30))
  await bringFewPointsToToday(pool, '2026-03-20')
  expect(await isCurrent('2026-03-20')).toBe(true)
  expect(await ids({ gridAreas: ['831'] }, { today: '2026-03-20' })).toEqual(points(30))
  expect(await ids({ gridAreas: ['830'] }, { today: '2026-03-20' })).toEqual([])
  // A clock that is behind finds the day that it shows.
  expect(await isCurrent('2026-03-19')).toBe(false)
  expect(await ids({ gridAreas: ['830'] }, { today: '2026-03-19' })).toEqual(points(30))
})

test('what a large import left behind is found before and after it is taken in', async () => {
  const rows = Array.from({ length: 1_001 }, (_, n) => consumption(5_000 + n, '2026-01-01', { gridArea: '840' }))
  await recorded(pool, ...rows)
  await recorded(pool, { meteringPointId: pointId(5_000), validFrom: '2026-01-01', tombstone: true })
  expect(await isCurrent(TODAY)).toBe(false)
  const behindFirst = points(5_001, 5_002, 5_003)
  expect(await ids({ gridAreas: ['840'] }, {}, { limit: 3 })).toEqual(behindFirst)
  await bringPointsToToday(pool, TODAY) // as many as are there: all is made anew
  expect(await isCurrent(TODAY)).toBe(true)
  expect(await ids({ gridAreas: ['840'] }, {}, { limit: 1_000 })).toHaveLength(1_000)
  await recorded(pool, ...Array.from({ length: 1_001 }, (_, n) => consumption(7_000 + n, '2026-01-01')))
  await recorded(pool, ...rows.map((row) => ({ ...row, validFrom: '2026-02-01', gridArea: '841' })))
  await bringPointsToToday(pool, TODAY) // as many again
  await recorded(pool, ...rows.map((row) => ({ ...row, validFrom: '2026-03-01', gridArea: '842' })))
  expect(await ids({ gridAreas: ['842'] }, {}, { limit: 4 })).toEqual([pointId(5_000), ...behindFirst])
  await bringPointsToToday(pool, TODAY) // fewer than are there: point by point
  expect(await isCurrent(TODAY)).toBe(true)
  expect(await ids({ gridAreas: ['842'] }, {}, { limit: 1_000, after: pointId(5_000) })).toHaveLength(1_000)
  expect(await ids({ gridAreas: ['841'] })).toEqual([])
})

test('points that somebody is writing are left to the next call, and searches stay true', async () => {
  await recorded(
    pool,
    consumption(50, '2026-01-01', { gridArea: '850' }),
    consumption(50, '2026-03-21', { gridArea: '851' }),
  )
  await bringPointsToToday(pool, '2026-03-20')
  const locked = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  const writer = inTransaction(pool, async (trx) => {
    await lockPoints(trx, [pointId(50)])
    locked.resolve()
    await mayEnd.promise
  })
  await locked.promise
  try {
    await bringPointsToToday(pool, '2026-03-21')
    expect(await isCurrent('2026-03-21')).toBe(false)
    expect(await ids({ gridAreas: ['851'] }, { today: '2026-03-21' })).toEqual(points(50))
  } finally {
    mayEnd.resolve()
    await writer
  }
  await bringPointsToToday(pool, '2026-03-21')
  expect(await isCurrent('2026-03-21')).toBe(true)
})

/** Whether a search of the day goes along point_today. */
async function isCurrent(day: string): Promise<boolean> {
  const { rows } = await pool.query<[boolean]>({ rowMode: 'array', ...todayQuery({}, day, { limit: 1 }) })
  return rows[0]?.[0] === true
}
