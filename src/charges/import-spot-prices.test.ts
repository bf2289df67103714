import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { marketDay } from '../kernel/index.ts'
import { inTransaction, NEWEST_SEQ } from '../platform/index.ts'
import { faultsOf, loaders, SPOT } from './example-charges.ts'
import { spotDays } from './spot-days.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

/** The prices of a day in billionths of a krone for a kWh. */
const spotOn = async (area: string, date: string, atSeq: bigint = NEWEST_SEQ): Promise<(bigint | undefined)[]> =>
  await inTransaction(database.pool, async (trx) => {
    const days = await spotDays(trx, [marketDay(date, 'Europe/Copenhagen')], atSeq)
    return [...(days.find(({ priceArea }) => priceArea === area)?.quarterPrices ?? [])]
  })

test('quarters and hours; each hour stands in its quarters; negative prices; exactly as published', async () => {
  const report = await load.spot(
    SPOT,
    'A;2026-03-28T23:00Z;PT15M;512.345678',
    'A;2026-03-28T23:15Z;PT15M;-0.01',
    'A;2026-03-29T00:00Z;PT1H;1000',
    'A;2026-03-29T21:45:00Z;PT15M;0',
  )
  expect(report).toMatchObject({ lines: 4, appended: 4, findings: [] })
  const prices = await spotOn('A', '2026-03-29')
  expect(prices).toHaveLength(92)
  expect(prices.slice(0, 9)).toEqual([
    512_345_678n,
    -10_000n,
    undefined,
    undefined,
    1_000_000_000n,
    1_000_000_000n,
    1_000_000_000n,
    1_000_000_000n,
    undefined,
  ])
  expect(prices.at(-1)).toBe(0n)
})

test('the unit is in the name of the column: 1 DKK for a kWh is 100 øre for a kWh is 1,000 DKK for a MWh', async () => {
  const at = '2026-05-01T00:00Z;PT15M'
  await load.spot('price_area;start;resolution;price_dkk_per_mwh', `B1;${at};450.5`)
  await load.spot('price_area;start;resolution;price_oere_per_kwh', `B2;${at};45.05`)
  await load.spot('price_area;start;resolution;price_dkk_per_kwh', `B3;${at};0.4505`)
  const at2 = 8
  expect((await spotOn('B1', '2026-05-01'))[at2]).toBe(450_500_000n)
  expect((await spotOn('B2', '2026-05-01'))[at2]).toBe(450_500_000n)
  expect((await spotOn('B3', '2026-05-01'))[at2]).toBe(450_500_000n)
})

test('a file without a unit, or with two, is refused whole', async () => {
  expect(faultsOf(await load.spot('price_area;start;resolution;price', 'C;2026-05-01T00:00Z;PT15M;1'))).toEqual([
    [1, 'FIELD_INVALID', 'price'],
    [1, 'FIELD_MISSING', 'price_dkk_per_mwh'],
  ])
  const both = 'price_area;start;resolution;price_dkk_per_mwh;price_oere_per_kwh'
  expect(faultsOf(await load.spot(both, 'C;2026-05-01T00:00Z;PT15M;1;1'))).toEqual([
    [1, 'FIELD_INVALID', 'price_oere_per_kwh'],
  ])
  expect(await spotOn('C', '2026-05-01')).toEqual([])
})

test('the public data sets go as they are', async () => {
  await load.spot(
    '"TimeUTC";"TimeDK";"PriceArea";"DayAheadPriceEUR";"DayAheadPriceDKK"',
    '"2025-10-01T00:15:00";"2025-10-01T02:15:00";"D";"85,370003";"637,170959"',
  )
  expect((await spotOn('D', '2025-10-01')).slice(8, 11)).toEqual([undefined, 637_170_959n, undefined])
  await load.spot(
    'HourUTC,HourDK,PriceArea,SpotPriceDKK,SpotPriceEUR',
    '2025-09-30T20:00:00,2025-09-30T22:00:00,D,512.5,68.7',
  )
  expect((await spotOn('D', '2025-09-30')).slice(87, 93)).toEqual([
    undefined,
    512_500_000n,
    512_500_000n,
    512_500_000n,
    512_500_000n,
    undefined,
  ])
})

test('the last hour of the 25-hour day is not the first of the next', async () => {
  const day = ['22', '23'].map((h) => `E;2026-10-24T${h}:00Z;PT1H;1`)
  const next = Array.from({ length: 23 }, (_, h) => `E;2026-10-25T${String(h).padStart(2, '0')}:00Z;PT1H;${h + 2}`)
  await load.spot(SPOT, ...day, ...next)
  const prices = await spotOn('E', '2026-10-25')
  expect(prices).toHaveLength(100)
  expect(prices.includes(undefined)).toBe(false)
  expect(prices.at(-1)).toBe(24_000_000n)
})

test('a later statement of an instant replaces the earlier; at its number the earlier stays', async () => {
  const first = await load.spot(SPOT, 'F;2026-05-01T00:00Z;PT1H;100')
  const second = await load.spot(SPOT, 'F;2026-05-01T00:15Z;PT15M;200')
  expect((await spotOn('F', '2026-05-01')).slice(8, 12)).toEqual([
    100_000_000n,
    200_000_000n,
    100_000_000n,
    100_000_000n,
  ])
  expect((await spotOn('F', '2026-05-01', first.recordedSeq))[9]).toBe(100_000_000n)
  expect(await load.spot(SPOT, 'F;2026-05-01T00:15Z;PT15M;200')).toMatchObject({ appended: 0, unchanged: 1 })
  expect(second.recordedSeq).toBe((first.recordedSeq ?? 0n) + 1n)
})

test('good lines are stored, each bad one is named with line, code and field', async () => {
  const report = await load.spot(
    SPOT,
    'G;2026-05-01T00:00Z;PT1H;1',
    'G;2026-05-01T00:45Z;PT15M;2',
    ';2026-05-01;PT5M;x',
    'G;2026-05-01T01:10Z;PT15M;1000000',
    'G;2026-05-01T01:30Z;PT1H;1.1234567',
    'G;2026-05-01T02:00;PT1H;',
    'G;2026-05-01T03:00Z;;1,5',
    'G;2026-05-01T04:00Z;PT1H;3',
  )
  expect(report).toMatchObject({ lines: 8, appended: 2, refused: 6 })
  expect(faultsOf(report)).toEqual([
    [3, 'STATEMENT_DOUBLED', 'start'],
    [4, 'FIELD_MISSING', 'price_area'],
    [4, 'FIELD_INVALID', 'resolution'],
    [4, 'FIELD_INVALID', 'start'],
    [4, 'PRICE_LIMITS', 'price_dkk_per_mwh'],
    [5, 'FIELD_INVALID', 'start'],
    [5, 'PRICE_LIMITS', 'price_dkk_per_mwh'],
    [6, 'FIELD_INVALID', 'start'],
    [6, 'PRICE_LIMITS', 'price_dkk_per_mwh'],
    [7, 'FIELD_INVALID', 'start'],
    [7, 'FIELD_MISSING', 'price_dkk_per_mwh'],
    [8, 'FIELD_MISSING', 'resolution'],
    [8, 'PRICE_LIMITS', 'price_dkk_per_mwh'],
  ])
})

test('eight imports at once leave one effect and one number', async () => {
  const lines = [
    SPOT,
    ...Array.from({ length: 24 }, (_, h) => `H;2026-05-02T${String(h).padStart(2, '0')}:00Z;PT1H;${h}`),
  ]
  const reports = await Promise.all(Array.from({ length: 8 }, async () => await load.spot(...lines)))
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 24])
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::integer as n from charges.spot_price where price_area = 'H'`,
  )
  expect(rows[0]?.n).toBe(96)
})
