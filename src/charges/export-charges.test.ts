import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction, NEWEST_SEQ, openEngine, parquet } from '../platform/index.ts'
import type { Engine } from '../platform/index.ts'
import { exportCharges } from './export-charges.ts'
import { exportPriceDays } from './export-price-days.ts'
import { marketDay } from '../kernel/index.ts'
import {
  byTheHour,
  CHARGES,
  flat,
  GRID,
  HOURS,
  link,
  LINKS,
  loaders,
  pointId,
  PRICES,
  SERIES,
  SPOT,
  SYSTEM,
  tariff,
  withPoints,
} from './example-charges.ts'
import { knownCharges } from './known-charges.ts'
import { loadPriceBook } from './price-book.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
let directory: string
let engine: Engine
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  directory = await mkdtemp(join(tmpdir(), 'charge-export-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
  await withPoints(database.pool, 40)
})
afterAll(async () => {
  await engine.close()
  await load.close()
  await database.drop()
  await rm(directory, { recursive: true })
})

type Row = Record<string, unknown>
type Snapshot = Record<'charge' | 'period' | 'link' | 'price' | 'month' | 'spot', Row[]>

async function exported(from: string, to: string, atSeq: bigint = NEWEST_SEQ): Promise<Snapshot> {
  const target = await mkdtemp(join(directory, 'at-'))
  const files = await inTransaction(
    database.pool,
    async (trx) => await exportCharges(trx, engine, target, { from, to, atSeq, zone: 'Europe/Copenhagen' }),
    { isolation: 'repeatable read', readOnly: true },
  )
  const read = async (file: { path: string; rows: number }): Promise<Row[]> => {
    const rows = await engine.rows(`select * from ${parquet([file.path])}`)
    expect(rows).toHaveLength(file.rows)
    return rows
  }
  const names = [
    'charge',
    'charge_link_period',
    'charge_month_price',
    'charge_period',
    'charge_price_day',
    'spot_price_day',
  ]
  expect((await readdir(target)).toSorted()).toEqual(names.map((name) => `${name}.parquet`))
  return {
    charge: await read(files.charge),
    period: await read(files.chargePeriod),
    link: await read(files.chargeLinkPeriod),
    price: await read(files.chargePriceDay),
    month: await read(files.chargeMonthPrice),
    spot: await read(files.spotPriceDay),
  }
}

test('names and types of the columns are those that models rely on', async () => {
  const target = await mkdtemp(join(directory, 'types-'))
  const files = await inTransaction(
    database.pool,
    async (trx) =>
      await exportCharges(trx, engine, target, {
        from: '2030-01-01',
        to: '2030-02-01',
        atSeq: NEWEST_SEQ,
        zone: 'Europe/Copenhagen',
      }),
  )
  const types = async (path: string): Promise<string> => {
    const rows = await engine.rows<{ column_name: string; column_type: string }>(
      `select column_name, column_type from (describe select * from ${parquet([path])})`,
    )
    return rows.map(({ column_name, column_type }) => `${column_name} ${column_type}`).join(', ')
  }
  const quarters = (type: string): string => Array.from({ length: 100 }, (_, n) => `p_${n + 1} ${type}`).join(', ')
  expect(await types(files.charge.path)).toBe('charge_id INTEGER, code VARCHAR, owner_id VARCHAR, charge_type VARCHAR')
  expect(await types(files.chargePeriod.path)).toBe(
    'charge_id INTEGER, from_day DATE, to_day DATE, name VARCHAR, resolution VARCHAR, vat BOOLEAN, is_tax BOOLEAN',
  )
  expect(await types(files.chargeLinkPeriod.path)).toBe(
    'metering_point_id VARCHAR, charge_id INTEGER, factor INTEGER, from_day DATE, to_day DATE',
  )
  expect(await types(files.chargePriceDay.path)).toBe(
    `charge_id INTEGER, market_day DATE, is_flat BOOLEAN, price DECIMAL(18,6), ${quarters('DECIMAL(18,6)')}`,
  )
  expect(await types(files.chargeMonthPrice.path)).toBe('charge_id INTEGER, month DATE, price DECIMAL(18,6)')
  expect(await types(files.spotPriceDay.path)).toBe(`price_area VARCHAR, market_day DATE, ${quarters('DECIMAL(18,9)')}`)
})

test('links, what charges are, and prices, cut to the days; nothing of charges that nobody has', async () => {
  await load.charges(
    CHARGES,
    tariff('X1', 'PT1H', '2026-03-20'),
    tariff('X2', 'P1D'),
    tariff('X3'),
    `${GRID};XS;subscription;2026-01-01;;Subscription;;P1M;false;;;`,
    `${GRID};XF;fee;2026-01-01;;Fee;;P1M;true;;;`,
    `${SYSTEM};XT;tariff;2026-01-01;;Tax;;P1D;true;true;;`,
  )
  await load.prices(PRICES, flat('X1', '0.5'), flat('X2', '-0.1', '2026-03-10'), flat('X3', '1'))
  await load.prices(
    PRICES,
    flat('XS', '31', '2026-01-01', '', 'subscription'),
    flat('XF', '186.25', '2026-03-18', '2026-03-20', 'fee'),
  )
  await load.links(
    LINKS,
    link(2, 'X1'),
    link(2, 'X2', '2026-03-18', '2026-05-01'),
    link(1, 'X1', '2026-01-01', '2026-03-18'),
    link(2, 'XS', '2026-01-01', '', 'subscription', '2'),
    link(2, 'XF', '2026-03-19', '2026-03-20', 'fee'),
  )
  const { charge, period, link: links, price, month } = await exported('2026-03-18', '2026-03-22')
  const idOf = (code: string): unknown => charge.find((row) => row['code'] === code)?.['charge_id']
  expect(charge.map((row) => [row['code'], row['owner_id'], row['charge_type']])).toEqual([
    ['X1', GRID, 'tariff'],
    ['X2', GRID, 'tariff'],
    ['X3', GRID, 'tariff'],
    ['XS', GRID, 'subscription'],
    ['XF', GRID, 'fee'],
    ['XT', SYSTEM, 'tariff'],
  ])
  expect(links).toEqual([
    { metering_point_id: pointId(2), charge_id: idOf('X1'), factor: 1, from_day: '2026-03-18', to_day: '2026-03-22' },
    { metering_point_id: pointId(2), charge_id: idOf('X2'), factor: 1, from_day: '2026-03-18', to_day: '2026-03-22' },
    { metering_point_id: pointId(2), charge_id: idOf('XS'), factor: 2, from_day: '2026-03-18', to_day: '2026-03-22' },
    { metering_point_id: pointId(2), charge_id: idOf('XF'), factor: 1, from_day: '2026-03-19', to_day: '2026-03-20' },
  ])
  expect(
    period.map((row) => [row['charge_id'], row['from_day'], row['to_day'], row['resolution'], row['vat']]),
  ).toEqual([
    [idOf('X1'), '2026-03-18', '2026-03-20', 'PT1H', true],
    [idOf('X2'), '2026-03-18', '2026-03-22', 'P1D', true],
    [idOf('XS'), '2026-03-18', '2026-03-22', 'P1M', false],
    [idOf('XF'), '2026-03-18', '2026-03-22', 'P1M', true],
  ])
  // X1 is stopped on the 20th: its open price is not carried beyond that.
  expect(price.map((row) => [row['charge_id'], row['market_day'], row['is_flat'], row['price'], row['p_96']])).toEqual([
    [idOf('X1'), '2026-03-18', true, '0.500000', '0.500000'],
    [idOf('X1'), '2026-03-19', true, '0.500000', '0.500000'],
    [idOf('X1'), '2026-03-20', false, null, null],
    [idOf('X1'), '2026-03-21', false, null, null],
    ...['18', '19', '20', '21'].map((day) => [idOf('X2'), `2026-03-${day}`, true, '-0.100000', '-0.100000']),
  ])
  expect(month).toEqual([
    { charge_id: idOf('XS'), month: '2026-03-01', price: '31.000000' },
    { charge_id: idOf('XF'), month: '2026-03-18', price: '186.250000' },
    { charge_id: idOf('XF'), month: '2026-03-19', price: '186.250000' },
    { charge_id: idOf('XF'), month: '2026-03-20', price: null },
    { charge_id: idOf('XF'), month: '2026-03-21', price: null },
  ])
})

test('hours of the clock become quarters of the day: 92 in spring, 100 in autumn, the rest NULL', async () => {
  await load.charges(CHARGES, tariff('Y1'))
  await load.prices(HOURS, byTheHour('Y1'))
  await load.links(LINKS, link(10, 'Y1'))
  for (const [from, to, quarters] of [
    ['2026-03-29', '2026-03-30', 92],
    ['2026-03-30', '2026-03-31', 96],
    ['2026-10-25', '2026-10-26', 100],
  ] as const) {
    const { charge, price } = await exported(from, to)
    const id = charge.find((row) => row['code'] === 'Y1')?.['charge_id']
    const [row = {}] = price.filter((one) => one['charge_id'] === id)
    const values = Array.from({ length: 100 }, (_, n) => row[`p_${n + 1}`])
    expect(values.filter((value) => value !== null)).toHaveLength(quarters)
    expect(values.slice(quarters).every((value) => value === null)).toBe(true)
    expect(values.filter((value) => value === '0.030000')).toHaveLength(quarters - 92)
    expect(row).toMatchObject({ is_flat: false, price: null })
  }
})

test('spot prices of every area and day, nine decimals, NULL where nothing was published', async () => {
  await load.spot(SPOT, 'DK1;2026-06-30T22:00Z;PT1H;123.456789', 'DK2;2026-07-01T21:45Z;PT15M;-1')
  const { spot } = await exported('2026-07-01', '2026-07-03')
  expect(spot.map((row) => [row['price_area'], row['market_day'], row['p_4'], row['p_5'], row['p_96']])).toEqual([
    ['DK1', '2026-07-01', '0.123456789', null, null],
    ['DK1', '2026-07-02', null, null, null],
    ['DK2', '2026-07-01', null, null, '-0.001000000'],
    ['DK2', '2026-07-02', null, null, null],
  ])
})

test('as known at a number', async () => {
  await load.charges(CHARGES, tariff('Z1'))
  await load.prices(PRICES, flat('Z1', '1'))
  const { recordedSeq } = await load.links(LINKS, link(20, 'Z1'))
  await load.prices(PRICES, flat('Z1', '2'))
  await load.links(LINKS, link(20, 'Z1', '2026-01-01', '2026-08-02'))
  const priceOf = async (atSeq?: bigint): Promise<unknown[]> => {
    const { charge, price, link: links } = await exported('2026-08-01', '2026-08-04', atSeq)
    const id = charge.find((row) => row['code'] === 'Z1')?.['charge_id']
    const isOurs = (row: Row): boolean => row['charge_id'] === id
    return [price.find(isOurs)?.['price'], links.find(isOurs)?.['to_day']]
  }
  expect(await priceOf(recordedSeq)).toEqual(['1.000000', '2026-08-04'])
  expect(await priceOf()).toEqual(['2.000000', '2026-08-02'])
})

test('the number of rows held at once changes nothing, and no part is left behind', async () => {
  const days = ['2026-03-28', '2026-03-29', '2026-03-30'].map((date) => marketDay(date, 'Europe/Copenhagen'))
  const rows = await inTransaction(database.pool, async (trx) => {
    const charges = [...(await knownCharges(trx)).values()]
    const chargeIds = charges.map(({ chargeId }) => chargeId)
    const book = await loadPriceBook(trx, { atSeq: NEWEST_SEQ, from: '2026-03-28', to: '2026-03-31', chargeIds })
    return await Promise.all(
      [1_000, 5, 1].map(async (chunk) => {
        const path = join(directory, `chunk-${chunk}.parquet`)
        await exportPriceDays(engine, path, charges, book, days, chunk)
        return await engine.rows(`select * from ${parquet([path])}`)
      }),
    )
  })
  expect(rows[0]?.length).toBeGreaterThan(10)
  expect(rows[1]).toEqual(rows[0])
  expect(rows[2]).toEqual(rows[0])
  expect((await readdir(directory)).filter((name) => name.includes('.part-'))).toEqual([])
})

// One tariff over six days around the 23-hour day, told in a random order of tables and series.
const step = fc.oneof(
  fc.record({
    kind: fc.constant('flat' as const),
    day: fc.nat(5),
    days: fc.option(fc.integer({ min: 1, max: 3 })),
    price: fc.nat(9),
  }),
  fc.record({
    kind: fc.constant('series' as const),
    hour: fc.nat(120),
    prices: fc.array(fc.nat(9), { minLength: 1, maxLength: 30 }),
  }),
)
const START_MS = Date.parse('2026-03-26T23:00Z')
const dateOf = (n: number): string => new Date(Date.parse('2026-03-27') + n * 86_400_000).toISOString().slice(0, 10)

test('the exported price of each quarter is that of a plain reading of what was said', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const code = `P${(run += 1)}`
      await load.charges(CHARGES, tariff(code))
      await load.links(LINKS, link(30, code))
      // Plain: for each quarter who spoke last; of tables, the nearest that begins at or before the day.
      const tables = new Map<number, { price: string | null; at: number }>()
      const said = new Map<number, { price: string; at: number }>()
      for (const [at, one] of steps.entries()) {
        if (one.kind === 'series') {
          const startMs = START_MS + one.hour * 3_600_000
          const start = new Date(startMs).toISOString()
          const report = await load.prices(SERIES, `${GRID};${code};tariff;${start};PT1H;${one.prices.join(' ')}`)
          if (report.appended === 0) continue
          for (const [n, price] of one.prices.entries()) {
            const hour = one.hour + n
            said.set(hour, { price: `${price}.000000`, at })
          }
        } else {
          const end = one.days === null ? undefined : one.day + one.days
          const report = await load.prices(
            PRICES,
            flat(code, String(one.price), dateOf(one.day), end === undefined ? '' : dateOf(end)),
          )
          if (report.appended === 0) continue
          const before = tables.get(one.day)
          const same = before?.price === `${one.price}.000000`
          if (!same) tables.set(one.day, { price: `${one.price}.000000`, at })
          if (end === undefined) continue
          for (const day of tables.keys()) if (day > one.day && day < end) tables.delete(day)
          if (!tables.has(end)) tables.set(end, { price: null, at })
        }
      }
      const { charge, price } = await exported('2026-03-27', '2026-04-02')
      const id = charge.find((row) => row['code'] === code)?.['charge_id']
      const ours = price.filter((row) => row['charge_id'] === id)
      expect(ours).toHaveLength(6)
      let hour = 0
      for (const [day, row] of ours.entries()) {
        const table = [...tables].filter(([from]) => from <= day).toSorted(([a], [b]) => b - a)[0]?.[1]
        for (let n = 0; n < (day === 2 ? 23 : 24); n += 1, hour += 1) {
          const series = said.get(hour)
          const expected =
            series !== undefined && series.at >= (table?.at ?? -1) ? series.price : (table?.price ?? null)
          expect([day, n, row[`p_${4 * n + 1}`], row[`p_${4 * n + 4}`]]).toEqual([day, n, expected, expected])
        }
      }
    }),
    { numRuns: 15 },
  )
})
