import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import { consumption, pointId, recorded } from './example-points.ts'
import { valuesOf } from './model.ts'
import { appendPeriods, lockPoints, logOf, newestStatements } from './store.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await recorded(database.pool, consumption(2, '2026-03-01')) // something that could be changed
})
afterAll(async () => {
  await database.drop()
})

test('a statement comes back as it was recorded, and its number moves the mark of the room', async () => {
  const row = consumption(1, '2026-03-01', { lossRole: 'grid_loss', product: 'active_energy' })
  const first = await recorded(database.pool, row)
  const second = await recorded(database.pool, {
    meteringPointId: pointId(1),
    validFrom: '2026-03-01',
    tombstone: true,
  })
  const log = await inTransaction(database.pool, async (trx) => await logOf(trx, pointId(1), second))
  expect(log).toEqual([
    {
      meteringPointId: pointId(1),
      validFrom: '2026-03-01',
      recordedSeq: first,
      processId: null,
      values: valuesOf(row),
    },
    { meteringPointId: pointId(1), validFrom: '2026-03-01', recordedSeq: second, processId: null, values: null },
  ])
  const newest = await inTransaction(database.pool, async (trx) => await newestStatements(trx, [pointId(1)]))
  expect(newest).toEqual(log.slice(1))
  const { rows } = await database.pool.query('select seq::text from metering_points.changed')
  expect(rows).toEqual([{ seq: second.toString() }])
})

test.each([
  "update metering_points.metering_point_period set grid_area = '999'",
  'delete from metering_points.metering_point_period',
  'truncate metering_points.metering_point_period',
])('facts cannot be changed: %s', async (sql) => {
  const before = await database.pool.query('select count(*)::text from metering_points.metering_point_period')
  await expect(database.pool.query(sql)).rejects.toThrow('facts are only added')
  const after = await database.pool.query('select count(*)::text from metering_points.metering_point_period')
  expect(after.rows).toEqual(before.rows)
})

test('one commit cannot say two things about the same point and day', async () => {
  const row = consumption(3, '2026-03-01')
  await expect(recorded(database.pool, row, { ...row, gridArea: '802' })).rejects.toThrow(/metering_point_period_pkey/)
})

test('the table refuses an exchange point without areas and words it does not know', async () => {
  await expect(recorded(database.pool, { ...consumption(4, '2026-03-01'), type: 'exchange' })).rejects.toThrow(
    /check constraint/,
  )
  await expect(
    recorded(database.pool, { ...consumption(4, '2026-03-01'), connectionState: 'gone' as 'new' }),
  ).rejects.toThrow(/check constraint/)
})

test('the newest statement is that of the highest number, which has more digits than the one before', async () => {
  await database.pool.query('update platform.head set seq = 98')
  const seqs = [
    await recorded(database.pool, consumption(9, '2026-03-01')),
    await recorded(database.pool, consumption(9, '2026-03-01', { resolution: 'PT1H' })),
  ]
  expect(seqs).toEqual([99n, 100n])
  await inTransaction(database.pool, async (trx) => {
    const newest = await newestStatements(trx, [pointId(9)])
    expect(newest.map(({ values }) => values?.resolution)).toEqual(['PT1H'])
    expect((await logOf(trx, pointId(9), 100n)).map(({ recordedSeq }) => recordedSeq)).toEqual(seqs)
  })
})

test('whoever locks points hears whether any of them was ever written', async () => {
  await recorded(database.pool, consumption(51, '2026-03-01'))
  const locked = (...ids: number[]): Promise<boolean> =>
    inTransaction(database.pool, (trx) => lockPoints(trx, ids.map(pointId)))
  expect(await locked()).toBe(false)
  expect(await locked(52, 53)).toBe(false)
  expect(await locked(51, 54)).toBe(true)
  expect(await locked(52)).toBe(true)
})

test('two writers of one point take turns', async () => {
  const order: string[] = []
  const first = inTransaction(database.pool, async (trx) => {
    await lockPoints(trx, [pointId(5)])
    order.push('first locked')
    await sleep(150)
    order.push('first done')
  })
  while (order.length === 0) await sleep(5)
  const second = inTransaction(database.pool, async (trx) => {
    await lockPoints(trx, [pointId(5)])
    order.push('second locked')
  })
  await Promise.all([first, second])
  expect(order).toEqual(['first locked', 'first done', 'second locked'])
})

test.each([
  ['points known before', [31, 32, 33], [31, 32, 33]],
  ['points never written before', [], [41, 42, 43]],
])(
  'points are taken in sorted order, so that no two writers wait in a circle: %s',
  async (_, known, [low, middle, high]) => {
    for (const n of known) await recorded(database.pool, consumption(n, '2026-03-01'))
    const [first, second, third] = [low, middle, high].map((n) => pointId(n ?? 0)) as [string, string, string]
    const mayEnd = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holder = inTransaction(database.pool, async (trx) => {
      await lockPoints(trx, [second])
      locked.resolve()
      await mayEnd.promise
    })
    await locked.promise
    const waiting = inTransaction(database.pool, async (trx) => {
      await lockPoints(trx, [third, first, second])
    })
    try {
      await untilSomebodyWaits()
      // The one that waits for the middle point holds the first already and has not touched the third.
      await inTransaction(
        database.pool,
        async (trx) => {
          await lockPoints(trx, [third])
        },
        { statementTimeoutMs: 2_000 },
      )
      const onFirst = inTransaction(
        database.pool,
        async (trx) => {
          await lockPoints(trx, [first])
        },
        { statementTimeoutMs: 100 },
      )
      await expect(onFirst).rejects.toThrow(/statement timeout/)
    } finally {
      mayEnd.resolve()
      await Promise.all([holder, waiting])
    }
  },
)

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    if (rows.length > 0) return
    await sleep(5)
  }
}

test('many writers of the same points in any order all get through', async () => {
  const numbers = Array.from({ length: 40 }, (_, n) => 100 + n)
  const days = Array.from({ length: 8 }, (_, n) => `2026-03-0${n + 1}`)
  await Promise.all(
    days.map(async (day, n) => {
      const turned = [...numbers.slice(n * 5), ...numbers.slice(0, n * 5)]
      await recorded(database.pool, ...turned.map((number) => consumption(number, day)))
    }),
  )
  const { rows } = await database.pool.query(
    `select count(*)::integer as n, count(distinct recorded_seq)::integer as seqs
     from metering_points.metering_point_period where metering_point_id = any ($1)`,
    [numbers.map(pointId)],
  )
  expect(rows).toEqual([{ n: 320, seqs: 8 }])
})

test('what is rolled back leaves nothing', async () => {
  const failing = inTransaction(database.pool, async (trx) => {
    await appendPeriods(trx, [consumption(6, '2026-03-01')], await nextRecordedSeq(trx))
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await inTransaction(database.pool, async (trx) => await newestStatements(trx, [pointId(6)]))).toEqual([])
})

test('numbers are compared as numbers: the tenth commit is newer than the ninth', async () => {
  const rows = [9n, 10n].map((seq) => ({
    seq,
    row: consumption(77, '2026-03-01', { resolution: seq === 10n ? 'PT1H' : 'PT15M' }),
  }))
  for (const { seq, row } of rows) await inTransaction(database.pool, (trx) => appendPeriods(trx, [row], seq))
  const [newest] = await inTransaction(database.pool, (trx) => newestStatements(trx, [pointId(77)]))
  expect([newest?.recordedSeq, newest?.values?.resolution]).toEqual([10n, 'PT1H'])
  const log = await inTransaction(database.pool, (trx) => logOf(trx, pointId(77), 10n))
  expect(log.map(({ recordedSeq }) => recordedSeq)).toEqual([9n, 10n])
})
