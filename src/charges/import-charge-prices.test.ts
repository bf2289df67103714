import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { marketDay } from '../kernel/index.ts'
import { inTransaction, NEWEST_SEQ } from '../platform/index.ts'
import { byTheHour, CHARGES, faultsOf, flat, GRID, HOURS, loaders, PRICES, SERIES, tariff } from './example-charges.ts'
import { knownCharges } from './known-charges.ts'
import { loadPriceBook } from './price-book.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  await load.charges(
    CHARGES,
    ...['F1', 'F2', 'H1', 'S1', 'S2', 'S3', 'S4', 'R1', 'BAD'].map((code) => tariff(code)),
    tariff('D1', 'P1D'),
    tariff('Q1', 'PT15M'),
    `${GRID};SUB;subscription;2026-01-01;;Subscription;;P1M;true;;;`,
    `${GRID};FEE;fee;2026-01-01;;Fee;;P1M;true;;;`,
  )
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

/** The prices of a day: how many quarters have each, in order. */
async function pricesOn(code: string, date: string, atSeq: bigint = NEWEST_SEQ): Promise<string> {
  const prices = await inTransaction(database.pool, async (trx) => {
    const charge = [...(await knownCharges(trx)).values()].find((known) => known.code === code)
    const chargeId = charge?.chargeId ?? 0
    const book = await loadPriceBook(trx, { atSeq, from: date, to: '2027-12-31', chargeIds: [chargeId] })
    return book.statedOn(chargeId, marketDay(date, 'Europe/Copenhagen'))
  })
  const runs: [string, number][] = []
  for (const price of prices) {
    const text = price === undefined ? 'none' : String(price)
    const last = runs.at(-1)
    if (last?.[0] === text) last[1] += 1
    else runs.push([text, 1])
  }
  return runs.map(([text, times]) => `${times} x ${text}`).join(', ')
}

test('one price holds until the next statement, and not beyond its end', async () => {
  await load.prices(PRICES, flat('F1', '0.5'), flat('F1', '-0.25', '2026-03-01', '2026-04-01'))
  expect(await pricesOn('F1', '2025-12-31')).toBe('96 x none')
  expect(await pricesOn('F1', '2026-02-28')).toBe('96 x 500000')
  expect(await pricesOn('F1', '2026-03-29')).toBe('92 x -250000')
  expect(await pricesOn('F1', '2026-04-01')).toBe('96 x none')
})

test('an open price is there months ahead', async () => {
  await load.prices(PRICES, flat('F2', '0.000001'))
  expect(await pricesOn('F2', '2027-11-30')).toBe('96 x 1')
})

test('a table of 24 follows the local clock', async () => {
  await load.prices(HOURS, byTheHour('H1'))
  expect(await pricesOn('H1', '2026-03-29')).toMatch(/^4 x 10000, 4 x 20000, 4 x 40000, 4 x 50000/)
  expect(await pricesOn('H1', '2026-10-25')).toMatch(/^4 x 10000, 4 x 20000, 8 x 30000, 4 x 40000/)
})

test('a series of absolute instants: 23 hours of prices fill the day in spring, a day more is the next day', async () => {
  const prices = Array.from({ length: 24 }, (_, n) => `0.${n + 10}`).join(' ')
  const report = await load.prices(SERIES, `${GRID};S1;tariff;2026-03-28T23:00Z;PT1H;${prices}`)
  expect(report).toMatchObject({ lines: 1, appended: 1, findings: [] })
  expect(await pricesOn('S1', '2026-03-29')).toMatch(/^4 x 100000, 4 x 110000, 4 x 120000, .*, 4 x 320000$/)
  expect(await pricesOn('S1', '2026-03-30')).toBe('4 x 330000, 92 x none')
  expect(await pricesOn('S1', '2026-03-28')).toBe('96 x none')
})

test('a series by the quarter, and by the day', async () => {
  await load.prices(SERIES, `${GRID};Q1;tariff;2026-06-30T22:15Z;PT15M;0.1 0.2 0.3`)
  expect(await pricesOn('Q1', '2026-07-01')).toBe('1 x none, 1 x 100000, 1 x 200000, 1 x 300000, 92 x none')
  await load.prices(SERIES, `${GRID};D1;tariff;2026-03-27T23:00:00Z;P1D;0.1 0.1 0.3`)
  expect(await pricesOn('D1', '2026-03-28')).toBe('96 x 100000')
  expect(await pricesOn('D1', '2026-03-29')).toBe('92 x 100000')
  expect(await pricesOn('D1', '2026-03-30')).toBe('96 x 300000')
  expect(await pricesOn('D1', '2026-03-31')).toBe('96 x none')
})

test('months: a subscription by table and by series', async () => {
  await load.prices(PRICES, flat('SUB', '21', '2026-01-01', '', 'subscription'))
  await load.prices(SERIES, `${GRID};SUB;subscription;2026-02-28T23:00Z;P1M;22 23`)
  expect(await pricesOn('SUB', '2026-02-28')).toBe('96 x 21000000')
  expect(await pricesOn('SUB', '2026-03-01')).toBe('96 x 22000000')
  expect(await pricesOn('SUB', '2026-04-30')).toBe('96 x 23000000')
  // The series ends with April, and a price is not carried beyond its end.
  expect(await pricesOn('SUB', '2026-05-01')).toBe('96 x none')
})

test('the later statement wins, whichever way it was made; the earlier stays known at its number', async () => {
  const table = await load.prices(PRICES, flat('S2', '1'))
  const series = await load.prices(SERIES, `${GRID};S2;tariff;2026-05-09T22:00Z;PT1H;2 2`)
  expect(await pricesOn('S2', '2026-05-10')).toBe('8 x 2000000, 88 x 1000000')
  // The same table again says nothing new, so the series goes on holding.
  expect(await load.prices(PRICES, flat('S2', '1'))).toMatchObject({ appended: 0, unchanged: 1 })
  expect(await pricesOn('S2', '2026-05-10')).toBe('8 x 2000000, 88 x 1000000')
  await load.prices(PRICES, flat('S2', '3'))
  expect(await pricesOn('S2', '2026-05-10')).toBe('96 x 3000000')
  expect(await pricesOn('S2', '2026-05-10', series.recordedSeq)).toBe('8 x 2000000, 88 x 1000000')
  expect(await pricesOn('S2', '2026-05-10', table.recordedSeq)).toBe('96 x 1000000')
})

const BOTH = 'owner_id;code;type;valid_from;price;start;resolution;prices'

test('of one file the series goes before the table, and doing it again changes nothing', async () => {
  const lines = [BOTH, `${GRID};S3;tariff;;;2026-05-09T22:00Z;PT1H;2`, `${GRID};S3;tariff;2026-01-01;1;;;`]
  expect(await load.prices(...lines)).toMatchObject({ appended: 2 })
  expect(await pricesOn('S3', '2026-05-10')).toBe('4 x 2000000, 92 x 1000000')
  expect(await load.prices(...lines)).toMatchObject({ appended: 0, unchanged: 2, recordedSeq: undefined })
  const changed = [BOTH, `${GRID};S3;tariff;;;2026-05-09T22:00Z;PT1H;2`, `${GRID};S3;tariff;2026-01-01;4;;;`]
  expect(await load.prices(...changed)).toMatchObject({ appended: 2 })
  expect(await pricesOn('S3', '2026-05-10')).toBe('4 x 2000000, 92 x 4000000')
})

test('two lines of one file share a day of a series; lines that cross are refused', async () => {
  const report = await load.prices(
    SERIES,
    `${GRID};S4;tariff;2026-05-09T22:00Z;PT1H;1 2`,
    `${GRID};S4;tariff;2026-05-10T00:00Z;PT1H;3 4`,
    `${GRID};S4;tariff;2026-05-10T01:00Z;PT1H;9 9`,
  )
  expect(report).toMatchObject({ appended: 2, refused: 1 })
  expect(faultsOf(report)).toEqual([[4, 'PERIODS_OVERLAP', 'start']])
  expect(await pricesOn('S4', '2026-05-10')).toBe('4 x 1000000, 4 x 2000000, 4 x 3000000, 4 x 4000000, 80 x none')
})

test('good lines are stored, each bad one is named with line, code and field', async () => {
  const header = `owner_id;code;type;valid_from;valid_to;price;price1;price2;start;resolution;prices`
  const report = await load.prices(
    header,
    `${GRID};BAD;tariff;2026-01-01;;1;;;;;`,
    `${GRID};NONE;tariff;2026-01-01;;1;;;;;`,
    `${GRID};BAD;tariff;;;;;;;;`,
    `${GRID};BAD;tariff;2026-02-01;;1000000;;;;;`,
    `${GRID};BAD;tariff;2026-02-02;;0.0000001;;;;;`,
    `${GRID};BAD;tariff;2026-02-03;;1,5;;;;;`,
    `${GRID};BAD;tariff;2026-02-04;;1;1;;;;`,
    `${GRID};D1;tariff;2026-02-05;;;1;1;;;`,
    `${GRID};SUB;subscription;2026-02-15;2026-03-02;1;;;;;`,
    `${GRID};BAD;tariff;2026-01-01;;1;;;2026-01-01T00:00Z;PT1H;1`,
    `${GRID};BAD;tariff;;;;;;2026-01-01T00:30Z;PT1H;1 x 1.2345678`,
    `${GRID};BAD;tariff;;;;;;yesterday;PT15M;1`,
    `${GRID};SUB;subscription;;;;;;2026-01-14T23:00Z;P1M;1`,
    `${GRID};D1;tariff;;;;;;2026-01-14T22:00Z;P1D;`,
    `${GRID};BAD;tariff;2026-03-01;;1;;;;PT1H;1`,
  )
  expect(report).toMatchObject({ appended: 1, refused: 14 })
  const faults = faultsOf(report) as [number, string, string][]
  expect(faults.filter(([line]) => line !== 8 && line !== 9)).toEqual([
    [3, 'CHARGE_UNKNOWN', 'code'],
    [4, 'FIELD_MISSING', 'valid_from'],
    [4, 'FIELD_MISSING', 'price'],
    [5, 'PRICE_LIMITS', 'price'],
    [6, 'PRICE_LIMITS', 'price'],
    [7, 'PRICE_LIMITS', 'price'],
    [10, 'PRICE_MONTH', 'valid_from'],
    [10, 'PRICE_MONTH', 'valid_to'],
    [11, 'FIELD_INVALID', 'valid_from'],
    [11, 'FIELD_INVALID', 'price'],
    [12, 'FIELD_INVALID', 'start'],
    [12, 'PRICE_LIMITS', 'prices'],
    [12, 'PRICE_LIMITS', 'prices'],
    [13, 'FIELD_INVALID', 'start'],
    [13, 'PRICE_COUNT', 'resolution'],
    [14, 'PRICE_MONTH', 'start'],
    [15, 'FIELD_INVALID', 'start'],
    [15, 'FIELD_MISSING', 'prices'],
    [16, 'FIELD_INVALID', 'resolution'],
    [16, 'FIELD_INVALID', 'prices'],
  ])
  // Line 8 has a price and the first of 24; line 9 two of 24 for a tariff by the day.
  const of = (n: number): string[] => faults.filter(([line]) => line === n).map(([, code, field]) => `${code} ${field}`)
  expect(of(8).slice(0, 2)).toEqual(['PRICE_COUNT price', 'FIELD_MISSING price2'])
  expect(of(8)).toHaveLength(24)
  expect(of(9).slice(0, 2)).toEqual(['PRICE_COUNT price1', 'FIELD_MISSING price3'])
  expect(await pricesOn('BAD', '2026-03-10')).toBe('96 x 1000000')
})

test('eight imports at once leave one effect', async () => {
  const lines = [BOTH, `${GRID};R1;tariff;2026-01-01;1;;;`, `${GRID};R1;tariff;;;2026-05-09T22:00Z;PT1H;2 3`]
  const reports = await Promise.all(Array.from({ length: 8 }, async () => await load.prices(...lines)))
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 2])
  expect(reports.filter(({ recordedSeq }) => recordedSeq !== undefined)).toHaveLength(1)
})
