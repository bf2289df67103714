import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { derivedPeriods, inTransaction, nextRecordedSeq } from '../platform/index.ts'
import { CHARGES, faultsOf, GRID, link, LINKS, loaders, pointId, tariff, withPoints } from './example-charges.ts'
import { LINK_LOG } from './model.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  await withPoints(database.pool, 60)
  await load.charges(
    CHARGES,
    tariff('T1'),
    tariff('T2'),
    `${GRID};S1;subscription;2026-01-01;;Subscription;;P1M;true;;;`,
  )
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

async function linksOf(n: number): Promise<unknown[]> {
  const source = '(select * from charges.charge_link where metering_point_id = $1)'
  const { rows } = await database.pool.query({
    rowMode: 'array',
    text: `select code, factor, p.valid_from::text, p.valid_to::text
           from (${derivedPeriods(LINK_LOG, source)}) p join charges.charge using (charge_id) order by code, p.valid_from`,
    values: [pointId(n)],
  })
  return rows
}

test('links arrive with factor and days; a factor left out is 1', async () => {
  const report = await load.links(
    LINKS,
    link(1, 'T1'),
    link(1, 'T2', '2026-02-01', '2026-03-01'),
    link(1, 'S1', '2026-01-01', '', 'subscription', '3'),
    link(2, 'T1', '2026-01-01', '', 'tariff', ''),
  )
  expect(report).toMatchObject({ lines: 4, appended: 4, findings: [] })
  expect(await linksOf(1)).toEqual([
    ['S1', 3, '2026-01-01', null],
    ['T1', 1, '2026-01-01', null],
    ['T2', 1, '2026-02-01', '2026-03-01'],
  ])
  expect(await linksOf(2)).toEqual([['T1', 1, '2026-01-01', null]])
})

test('a tariff with a factor is linked, and said (datahub 2.12)', async () => {
  const report = await load.links(LINKS, link(3, 'T1', '2026-01-01', '', 'tariff', '2'))
  expect(report).toMatchObject({ appended: 1, refused: 0 })
  expect(report.findings).toMatchObject([{ code: 'LINK_FACTOR', severity: 'warning', line: 2, point: pointId(3) }])
  expect(await linksOf(3)).toEqual([['T1', 2, '2026-01-01', null]])
})

test('a link ends by stating its end, and comes back by stating it again', async () => {
  await load.links(LINKS, link(4, 'T1'))
  await load.links(LINKS, link(4, 'T1', '2026-01-01', '2026-05-01'))
  expect(await linksOf(4)).toEqual([['T1', 1, '2026-01-01', '2026-05-01']])
  await load.links(LINKS, link(4, 'T1', '2026-07-01'))
  expect(await linksOf(4)).toEqual([
    ['T1', 1, '2026-01-01', '2026-05-01'],
    ['T1', 1, '2026-07-01', null],
  ])
  await load.links(LINKS, `${link(4, 'T1', '2026-07-01')}true`)
  expect(await linksOf(4)).toEqual([['T1', 1, '2026-01-01', '2026-05-01']])
})

test('good lines are stored, each bad one is named with line, code and field', async () => {
  const report = await load.links(
    LINKS,
    link(5, 'T1'),
    link(6, 'NONE'),
    link(777, 'T1'),
    link(900_000, 'T1'),
    link(7, 'T1').replace(pointId(7), '571313180000000000'),
    link(8, 'T1', '2026-02-30', '2026-01-01', 'tariff', '0'),
    `${pointId(9)};;;;;`,
    link(5, 'T1'),
    link(10, 'T1', '2026-01-01', '2026-03-01'),
    link(10, 'T1', '2026-02-01'),
    `${link(11, 'T1')}true`,
  )
  expect(report).toMatchObject({ lines: 11, appended: 2, refused: 9 })
  expect(faultsOf(report)).toEqual([
    [3, 'CHARGE_UNKNOWN', 'code'],
    [4, 'E10', 'metering_point_id'],
    [5, 'LINK_POINT', 'metering_point_id'],
    [6, 'CHECK_DIGIT', 'metering_point_id'],
    [7, 'FIELD_INVALID', 'factor'],
    [7, 'FIELD_INVALID', 'valid_from'],
    [8, 'CSV_BROKEN', undefined],
    [9, 'STATEMENT_DOUBLED', 'valid_from'],
    [11, 'PERIODS_OVERLAP', 'valid_from'],
    [12, 'STATEMENT_UNKNOWN', 'valid_from'],
  ])
})

test('an import done twice takes one number; eight at once too', async () => {
  const lines = [LINKS, ...Array.from({ length: 40 }, (_, n) => link(20 + n, 'T1'))]
  const reports = await Promise.all(Array.from({ length: 8 }, async () => await load.links(...lines)))
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 40])
  expect(await load.links(...lines)).toMatchObject({ appended: 0, unchanged: 40, recordedSeq: undefined })
})

test('two writers of points in opposite order wait for each other, never in a circle', async () => {
  const numbers = Array.from({ length: 40 }, (_, n) => 20 + n)
  const there = [LINKS, ...numbers.map((n) => link(n, 'T2', '2026-03-01'))]
  const back = [LINKS, ...numbers.toReversed().map((n) => link(n, 'T2', '2026-03-01', '2026-09-01'))]
  const reports = await Promise.all([
    load.links(...there),
    load.links(...back),
    load.links(...there),
    load.links(...back),
  ])
  expect(reports.every(({ refused }) => refused === 0)).toBe(true)
  // Whoever came first: the end is stated once, and an open line says nothing about ends.
  expect(await linksOf(33)).toContainEqual(['T2', 1, '2026-03-01', '2026-09-01'])
})

test('an import waits for a writer of the same point only, and takes its number last', async () => {
  const locked = Promise.withResolvers<undefined>()
  const release = Promise.withResolvers<undefined>()
  const holder = inTransaction(database.pool, async (trx) => {
    await trx.query('insert into charges.linked_point values ($1) on conflict do nothing', [pointId(50)])
    await trx.query('select from charges.linked_point where metering_point_id = $1 for update', [pointId(50)])
    locked.resolve(undefined)
    await release.promise
    return await nextRecordedSeq(trx)
  })
  await locked.promise
  let isDone = false
  const waiting = load.links(LINKS, link(50, 'S1', '2026-01-01', '', 'subscription')).then((report) => {
    isDone = true
    return report
  })
  await load.links(LINKS, link(51, 'S1', '2026-01-01', '', 'subscription'))
  expect(isDone).toBe(false)
  release.resolve(undefined)
  const seq = await holder
  expect((await waiting).recordedSeq).toBe(seq + 1n)
})
