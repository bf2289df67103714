import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { inTransaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import { latestDays, publications, type Publication, type PublicationFilter } from './publications.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await publish({ version: 3, seq: 10, minute: 10, days: [1, 2] })
  await publish({ version: 2, seq: 11, minute: 9, days: [2, 3], areas: ['801', '802'] })
  await publish({ version: 5, seq: 12, minute: 12, days: [1], type: 'aggregation', internal: true })
  await publish({ version: 4, seq: 13, minute: 13, days: [1], type: 'aggregation' })
})
afterAll(async () => {
  await database.drop()
})

interface Published {
  readonly version: number
  readonly seq: number
  /** when the transaction began, after noon */
  readonly minute: number
  readonly days: readonly number[]
  readonly areas?: readonly string[]
  readonly type?: CalculationType
  readonly internal?: boolean
}

const NOON = Date.UTC(2026, 4, 1, 12)
const idOf = (version: number): string => `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`

/** What a run leaves that was carried out at once. */
async function publish(given: Published): Promise<void> {
  const { version, seq, minute, days, areas = ['801'], type = 'balance_fixing', internal = false } = given
  const id = idOf(version)
  const { pool } = database
  await pool.query(
    `insert into settlement.calculation values ($1, $2, $3, '2026-02-28T23:00Z', '2026-03-31T22:00Z', $4, '2023-04-30T22:00Z', $5, 'a test', '1', now())`,
    [id, version, type, areas, internal],
  )
  await pool.query('insert into settlement.calculation_result values ($1, to_timestamp($2::numeric / 1000), $3)', [
    id,
    NOON + minute * 60_000,
    seq,
  ])
  await pool.query(
    `insert into settlement.publication select $1, a, d::date, $4, $5, $6 from unnest($2::text[]) a cross join unnest($3::text[]) d`,
    [type, areas, days.map((day) => `2026-03-0${day}`), version, id, seq],
  )
}

const short = (rows: readonly Publication[]): string[] =>
  rows.map((row) => `${row.calculationType} ${row.gridArea} ${row.marketDay.slice(-2)} v${row.version}`)
const latest = async (filter: Partial<PublicationFilter> = {}): Promise<string[]> =>
  short(await inTransaction(database.pool, async (trx) => await latestDays(trx, { internal: false, ...filter })))
const all = async (filter: Partial<PublicationFilter> = {}): Promise<Publication[]> =>
  await inTransaction(database.pool, async (trx) => await publications(trx, { internal: true, ...filter }))

describe('the latest of each type, area and day', () => {
  test('is the highest version that was published, whatever was published last', async () => {
    expect(await latest()).toEqual([
      'aggregation 801 01 v4',
      'balance_fixing 801 01 v3',
      'balance_fixing 801 02 v3',
      'balance_fixing 801 03 v2',
      'balance_fixing 802 02 v2',
      'balance_fixing 802 03 v2',
    ])
  })

  test('may be an internal one when those are asked for', async () => {
    expect(await latest({ internal: true, types: ['aggregation'] })).toEqual(['aggregation 801 01 v5'])
  })

  test('of some types, days and areas', async () => {
    expect(
      await latest({ types: ['balance_fixing'], from: '2026-03-02', to: '2026-03-03', gridAreas: ['802'] }),
    ).toEqual(['balance_fixing 802 02 v2'])
    expect(await latest({ types: ['wholesale_fixing'] })).toEqual([])
  })

  test('as known at a number, and at an instant', async () => {
    expect(await latest({ asKnownSeq: 10n })).toEqual(['balance_fixing 801 01 v3', 'balance_fixing 801 02 v3'])
    expect(await latest({ asKnownSeq: 9n })).toEqual([])
    expect(await latest({ asKnownMs: NOON + 10 * 60_000, gridAreas: ['801'] })).toEqual([
      'balance_fixing 801 01 v3',
      'balance_fixing 801 02 v3',
      'balance_fixing 801 03 v2',
    ])
  })

  test('a commit is not published before the commit before it, though its transaction began earlier', async () => {
    expect(await latest({ asKnownMs: NOON + 9 * 60_000 })).toEqual([])
    const rows = await all({ types: ['balance_fixing'], gridAreas: ['801'], from: '2026-03-02', to: '2026-03-03' })
    expect(rows.map((row) => [row.version, row.publishedSeq, (row.publishedAtMs - NOON) / 60_000])).toEqual([
      [3n, 10n, 10],
      [2n, 11n, 10],
    ])
  })
})

test('as known at any number, the latest is what a replay of the publications leaves', async () => {
  const every = await all()
  expect(every).toHaveLength(8)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 8, max: 15 }), async (seq) => {
      const held = new Map<string, Publication>()
      for (const one of every) {
        const key = `${one.calculationType} ${one.gridArea} ${one.marketDay}`
        const before = held.get(key)
        if (one.publishedSeq > BigInt(seq)) continue
        if (before === undefined || before.version < one.version) held.set(key, one)
      }
      expect(await latest({ internal: true, asKnownSeq: BigInt(seq) })).toEqual(short([...held.values()]).toSorted())
    }),
    { numRuns: 12 },
  )
})
