import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Pool } from '../platform/index.ts'
import { consumption, exchange, pointId, recorded, supplierId } from './example-points.ts'
import type { PointPeriod, PointStatement } from './model.ts'
import { periodsAsKnown } from './periods-as-known.ts'
import { isInForce } from './point-history.ts'
import { appendPeriods } from './store.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let pool: Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = database.pool
})
afterAll(async () => {
  await database.drop()
})

const read = async (filter: Parameters<typeof periodsAsKnown>[1]): Promise<PointPeriod[]> =>
  await inTransaction(pool, async (trx) => await periodsAsKnown(trx, filter))
/** periods in short: from, to, resolution */
const short = (periods: readonly PointPeriod[]): string[] =>
  periods.map(({ validFrom, validTo, resolution }) => `${validFrom} ${validTo ?? 'open'} ${resolution}`)
/** periods in short: point, from, to */
const found = async (filter: Parameters<typeof periodsAsKnown>[1]): Promise<string[]> =>
  (await read(filter)).map((p) => `${p.meteringPointId} ${p.validFrom} ${p.validTo ?? 'open'}`)
const day = (n: number): string => `2026-05-${String(n).padStart(2, '0')}`
const text = (periods: unknown): string =>
  JSON.stringify(periods, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
const withdrawal = (n: number, validFrom: string): PointStatement => ({
  meteringPointId: pointId(n),
  validFrom,
  tombstone: true,
})

test('the end of a period is the start of the next', async () => {
  await recorded(pool, consumption(1, '2026-01-01'), consumption(1, '2026-03-01', { resolution: 'PT1H' }))
  expect(short(await read({ pointIds: [pointId(1)] }))).toEqual(['2026-01-01 2026-03-01 PT15M', '2026-03-01 open PT1H'])
})

test('a correction of the past changes what is known from then on, not what was known', async () => {
  const before = await recorded(pool, consumption(2, '2026-01-01'), consumption(2, '2026-04-01'))
  const inserted = await recorded(pool, consumption(2, '2026-02-01', { resolution: 'PT1H' }))
  const replaced = await recorded(pool, consumption(2, '2026-01-01', { resolution: 'PT1H' }))
  expect(short(await read({ pointIds: [pointId(2)], atSeq: before }))).toEqual([
    '2026-01-01 2026-04-01 PT15M',
    '2026-04-01 open PT15M',
  ])
  expect(short(await read({ pointIds: [pointId(2)], atSeq: inserted }))).toEqual([
    '2026-01-01 2026-02-01 PT15M',
    '2026-02-01 2026-04-01 PT1H',
    '2026-04-01 open PT15M',
  ])
  expect(short(await read({ pointIds: [pointId(2)], atSeq: replaced }))).toEqual([
    '2026-01-01 2026-02-01 PT1H',
    '2026-02-01 2026-04-01 PT1H',
    '2026-04-01 open PT15M',
  ])
  expect(await read({ pointIds: [pointId(2)], atSeq: before - 1n })).toEqual([])
})

test('a withdrawal lets the period before reach further, until the day is stated again', async () => {
  await recorded(pool, consumption(3, '2026-01-01'), consumption(3, '2026-02-01', { resolution: 'PT1H' }))
  await recorded(pool, withdrawal(3, '2026-02-01'))
  expect(short(await read({ pointIds: [pointId(3)] }))).toEqual(['2026-01-01 open PT15M'])
  await recorded(pool, withdrawal(3, '2026-01-01'))
  expect(await read({ pointIds: [pointId(3)] })).toEqual([])
  await recorded(pool, consumption(3, '2026-02-01', { resolution: 'PT1H' }))
  expect(short(await read({ pointIds: [pointId(3)] }))).toEqual(['2026-02-01 open PT1H'])
})

test('areas find points that lie in them or exchange with them; days find periods that touch them', async () => {
  await recorded(
    pool,
    consumption(4, '2026-01-01', { gridArea: '811' }),
    consumption(4, '2026-02-01', { gridArea: '812' }),
    exchange(5, '2026-01-01', { gridArea: '813', fromGridArea: '811', toGridArea: '814' }),
    exchange(6, '2026-01-01', { gridArea: '815', fromGridArea: '814', toGridArea: '815' }),
  )
  expect(await found({ gridAreas: ['811'] })).toEqual([
    `${pointId(4)} 2026-01-01 2026-02-01`,
    `${pointId(5)} 2026-01-01 open`,
  ])
  expect(await found({ gridAreas: ['814', '812'] })).toEqual([
    `${pointId(4)} 2026-02-01 open`,
    `${pointId(5)} 2026-01-01 open`,
    `${pointId(6)} 2026-01-01 open`,
  ])
  expect(await found({ pointIds: [pointId(4)], from: '2026-02-01' })).toEqual([`${pointId(4)} 2026-02-01 open`])
  expect(await found({ pointIds: [pointId(4)], to: '2026-02-01' })).toEqual([`${pointId(4)} 2026-01-01 2026-02-01`])
  expect(await found({ pointIds: [pointId(4)], from: '2026-01-31', to: '2026-02-02' })).toHaveLength(2)
})

test('as of a day and as known at a number equal a replay of the log: 1,000 random pairs', async () => {
  const log: { row: PointStatement; seq: bigint }[] = []
  const firstPoint = 500
  const statement = fc.record({
    point: fc.integer({ min: 0, max: 7 }),
    day: fc.integer({ min: 1, max: 12 }),
    supplier: fc.integer({ min: 1, max: 9 }),
    withdraw: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  })
  for (const commit of fc.sample(fc.array(statement, { minLength: 1, maxLength: 6 }), {
    numRuns: 120,
    seed: 20_260_301,
  })) {
    const rows = new Map<string, PointStatement>()
    for (const { point, day: d, supplier, withdraw } of commit) {
      const row = withdraw
        ? withdrawal(firstPoint + point, day(d))
        : consumption(firstPoint + point, day(d), { energySupplierId: supplierId(supplier) })
      rows.set(`${point} ${d}`, row)
    }
    const seq = await recorded(pool, ...rows.values())
    for (const row of rows.values()) log.push({ row, seq })
  }
  const numbers = [...new Set(log.map(({ seq }) => seq))]
  const pairs = fc.sample(
    fc.record({
      point: fc.integer({ min: 0, max: 7 }),
      asOf: fc.integer({ min: 0, max: 14 }),
      at: fc.integer({ min: 0, max: numbers.length - 1 }),
    }),
    { numRuns: 1_000, seed: 20_260_302 },
  )
  const outcomes = new Set<boolean>()
  await inTransaction(pool, async (trx) => {
    for (const { point, asOf, at } of pairs) {
      const [id, atSeq, on] = [pointId(firstPoint + point), numbers[at] ?? 0n, day(asOf)]
      const held = (await periodsAsKnown(trx, { pointIds: [id], atSeq })).filter((period) => isInForce(period, on))
      const expected = replay(log, id, atSeq, on)
      expect(
        held.map(({ validFrom, energySupplierId, recordedSeq }) => ({ validFrom, energySupplierId, recordedSeq })),
      ).toEqual(expected)
      outcomes.add(expected.length > 0)
    }
  })
  expect(outcomes.size).toBe(2) // both days with a period and days without one were asked for
})

/** What held on a day by the log alone: statement after statement, each replacing or removing that of its day. */
function replay(
  log: readonly { row: PointStatement; seq: bigint }[],
  id: string,
  atSeq: bigint,
  on: string,
): unknown[] {
  const days = new Map<string, { energySupplierId: unknown; recordedSeq: bigint }>()
  for (const { row, seq } of log) {
    if (row.meteringPointId !== id || seq > atSeq) continue
    if (row.tombstone === true) days.delete(row.validFrom)
    else days.set(row.validFrom, { energySupplierId: row.energySupplierId, recordedSeq: seq })
  }
  const latest = [...days.keys()]
    .filter((from) => from <= on)
    .toSorted()
    .at(-1)
  return latest === undefined ? [] : [{ validFrom: latest, ...days.get(latest) }]
}

test('a snapshot at a number stays the same while writers go on', async () => {
  const ids = Array.from({ length: 10 }, (_, n) => pointId(700 + n))
  const writing = new AbortController()
  const writers = [0, 1, 2].map(async (w) => {
    for (let n = 0; n < 40; n += 1) {
      await inTransaction(pool, async (trx) => {
        const rows = [0, 1, 2].map((k) =>
          consumption(700 + ((w * 3 + n + k) % 10), `2026-06-${10 + (n % 20)}`, {
            energySupplierId: supplierId(w + n),
          }),
        )
        await appendPeriods(trx, rows, await nextRecordedSeq(trx))
      })
    }
  })
  const snapshots: { atSeq: bigint; periods: string }[] = []
  const reader = (async () => {
    while (!writing.signal.aborted) {
      await inTransaction(pool, async (trx) => {
        const { rows } = await trx.query<{ seq: string }>('select seq::text from platform.head')
        const atSeq = BigInt(rows[0]?.seq ?? 0)
        snapshots.push({ atSeq, periods: text(await periodsAsKnown(trx, { pointIds: ids, atSeq })) })
      })
    }
  })()
  await Promise.all(writers)
  writing.abort()
  await reader
  expect(new Set(snapshots.map(({ atSeq }) => atSeq)).size).toBeGreaterThan(5)
  for (const { atSeq, periods } of snapshots) expect(text(await read({ pointIds: ids, atSeq }))).toBe(periods)
})

test('the current view says the same', async () => {
  const { rows } = await pool.query<{ n: string }>('select count(*)::text as n from metering_points.current_period')
  expect(Number(rows[0]?.n)).toBe((await read({})).length)
})
