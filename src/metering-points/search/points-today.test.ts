import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { addDays, marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import { consumption, recorded, supplierId } from '../example-points.ts'
import { CONNECTION_STATES } from '../model.ts'
import type { ConnectionState, PointPeriod, PointStatement } from '../model.ts'
import { periodsAsKnown } from '../periods-as-known.ts'
import { isInForce } from '../point-history.ts'
import type { PointFilter } from './point-filter.ts'
import { bringPointsToToday, rebuildPointsToday } from './points-today.ts'
import { searchPoints } from './search-points.ts'
import type { SearchedTime } from './search-points.ts'
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

const DAYS = Array.from({ length: 12 }, (_, n) => addDays(marketDay('2026-06-01', dk.zone), n).date)
const anyDay = fc.constantFrom(...DAYS)
const statement = fc.record({
  point: fc.integer({ min: 900, max: 906 }),
  day: anyDay,
  supplier: fc.integer({ min: 1, max: 3 }),
  state: fc.constantFrom(...CONNECTION_STATES),
  withdraw: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
})
const step = fc.oneof(
  { weight: 4, arbitrary: fc.array(statement, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant('late' as const) },
  { weight: 2, arbitrary: anyDay },
)

test('point_today equals the log, and searches equal a plain look at every point: random writes, days that pass', async () => {
  const seqs: bigint[] = []
  for (const [n, steps] of fc
    .sample(fc.array(step, { minLength: 20, maxLength: 20 }), { numRuns: 5, seed: 8 })
    .entries()) {
    for (const taken of steps) {
      if (taken === 'late') await leaveBehind(seqs.at(-1) ?? 1n)
      else if (typeof taken === 'string') await bringPointsToToday(pool, taken)
      else seqs.push(await recorded(pool, ...statementsOf(taken)))
    }
    for (const day of fc.sample(anyDay, { numRuns: 2, seed: n })) {
      await compare(day, seqs.at(-1 - n) ?? 1n)
      expect(await isCurrent(day)).toBe(true)
    }
  }
})

/** What a large import does: its points are not brought in with it. */
async function leaveBehind(seq: bigint): Promise<void> {
  await pool.query(
    `delete from metering_points.point_today where metering_point_id in
       (select metering_point_id from metering_points.metering_point_period where recorded_seq = $1::bigint)`,
    [seq],
  )
  await pool.query('insert into metering_points.point_today_backlog values ($1::bigint) on conflict do nothing', [seq])
}

type Drawn = { point: number; day: string; supplier: number; state: ConnectionState; withdraw: boolean }

function statementsOf(drawn: readonly Drawn[]): PointStatement[] {
  const rows = new Map<string, PointStatement>()
  for (const { point, day, supplier, state, withdraw } of drawn) {
    const { meteringPointId, ...values } = consumption(point, day, {
      energySupplierId: supplierId(supplier),
      connectionState: state,
    })
    rows.set(
      `${point} ${day}`,
      withdraw ? { meteringPointId, validFrom: day, tombstone: true } : { meteringPointId, ...values },
    )
  }
  return [...rows.values()]
}

/** Holds searches of a day, before and after point_today is brought there, against the periods; then its rows. */
async function compare(day: string, asKnown: bigint): Promise<void> {
  const now = await periods()
  const then = await periods(asKnown)
  for (const filter of FILTERS) {
    const expected = plainly(now, filter, day)
    expect(await ids(filter, { today: day })).toEqual(expected)
    expect(await ids(filter, { today: '2026-01-01', asOf: day })).toEqual(expected)
    expect(await ids(filter, { today: day, asKnown })).toEqual(plainly(then, filter, day))
  }
  await bringPointsToToday(pool, day)
  expect(await isCurrent(day)).toBe(true)
  for (const filter of FILTERS) expect(await ids(filter, { today: day })).toEqual(plainly(now, filter, day))
  const kept = await rowsOfToday()
  await inTransaction(pool, async (trx) => {
    await rebuildPointsToday(trx, day)
  })
  expect(kept).toEqual(await rowsOfToday())
}

/** Whether a search of the day goes along point_today. */
async function isCurrent(day: string): Promise<boolean> {
  const { rows } = await pool.query<[boolean]>({ rowMode: 'array', ...todayQuery({}, day, { limit: 1 }) })
  return rows[0]?.[0] === true
}

const FILTERS: readonly PointFilter[] = [
  {},
  { connectionState: 'new' },
  { connectionState: 'connected' },
  { energySupplierId: supplierId(1) },
  { energySupplierId: supplierId(2), connectionState: 'closed_down' },
]

async function ids(filter: PointFilter, time: SearchedTime): Promise<string[]> {
  const { points } = await inTransaction(pool, async (trx) => await searchPoints(trx, filter, time, { limit: 100 }))
  return points.map(({ meteringPointId }) => meteringPointId)
}

async function periods(atSeq?: bigint): Promise<PointPeriod[]> {
  return await inTransaction(pool, async (trx) => await periodsAsKnown(trx, { atSeq }))
}

function plainly(known: readonly PointPeriod[], filter: PointFilter, day: string): string[] {
  return known
    .filter((period) => isInForce(period, day))
    .filter(({ connectionState }) => (filter.connectionState ?? connectionState) === connectionState)
    .filter(({ energySupplierId }) => (filter.energySupplierId ?? energySupplierId) === energySupplierId)
    .map(({ meteringPointId }) => meteringPointId)
}

async function rowsOfToday(): Promise<unknown[]> {
  const { rows } = await pool.query<object>('select * from metering_points.point_today order by metering_point_id')
  return rows
}
