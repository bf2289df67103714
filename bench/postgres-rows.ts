import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { exportCharges } from '../src/charges/index.ts'
import { addDays, monthOf, slotCount } from '../src/kernel/index.ts'
import { dk, gridAreasAsKnown } from '../src/market/index.ts'
import { exportSeries } from '../src/measurements/index.ts'
import { exportPeriods } from '../src/metering-points/index.ts'
import { currentSeq, inTransaction, parquet, valuesRelation, type Transaction } from '../src/platform/index.ts'
import { exportSupply } from '../src/supply/index.ts'
import type { Hub } from './bench-hub.ts'
import { writeIntervalFiles } from './interval-files.ts'
import { MONTH } from './prepared-market.ts'

/**
 * Tables of a supplier that keeps one row for each interval, filled with what Gridbook's own rooms hand out. Indexes are those of
 * the keys. An hour is four quarters of a quarter of its energy, which is what datahub 4.5 makes of it.
 */
const TABLES = `
create schema bench;
create unlogged table bench.point (point_id int, metering_point_id text, price_area text, sign int, from_at timestamptz, to_at timestamptz, days int, terms numeric, subscription numeric);
create unlogged table bench.reading (point_id int, at timestamptz, kwh numeric);
create unlogged table bench.spot_price (price_area text, at timestamptz, price numeric);
create unlogged table bench.charge (charge_id int, charge_type text, is_tax boolean, is_profile boolean);
create unlogged table bench.charge_price (charge_id int, at timestamptz, price numeric);
create unlogged table bench.month_price (charge_id int, price numeric);
create unlogged table bench.link (point_id int, charge_id int, factor int, from_at timestamptz, to_at timestamptz, days int);
`
const KEYS = `
alter table bench.point add primary key (point_id);
alter table bench.reading add primary key (point_id, at);
alter table bench.spot_price add primary key (price_area, at);
alter table bench.charge add primary key (charge_id);
alter table bench.charge_price add primary key (charge_id, at);
alter table bench.month_price add primary key (charge_id);
alter table bench.link add primary key (point_id, charge_id, from_at);
`

/** Makes the tables, with keys and statistics. @returns rows of readings */
export async function fillPostgres(hub: Hub, directory: string): Promise<bigint> {
  const { pool } = hub.ports
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  await pool.query('drop schema if exists bench cascade')
  await pool.query(TABLES)
  for (const [table, select] of Object.entries(await selects(hub, directory))) {
    await copySelect(hub, table, select, join(directory, 'rows.csv'))
  }
  const intervals = await writeIntervalFiles(hub, join(directory, 'intervals'))
  for (const file of intervals) await copySelect(hub, 'reading', quartersOf(file), join(directory, 'rows.csv'))
  await pool.query(KEYS)
  await rm(directory, { recursive: true })
  // Each by itself: none of them may stand in a transaction.
  for (const table of ['point', 'reading', 'spot_price', 'charge', 'charge_price', 'month_price', 'link'])
    await pool.query(`vacuum (analyze) bench.${table}`)
  const { rows } = await pool.query<{ n: bigint }>('select count(*) as n from bench.reading')
  return rows[0]?.n ?? 0n
}

function quartersOf(file: string): string {
  const isHour = file.includes('PT1H-')
  if (!isHour)
    return `select series_id, ${instant('start_ms')}, quantity from ${parquet([file])} order by series_id, start_ms`
  return `select series_id, ${instant('start_ms + quarter * 900000')}, cast(quantity as DECIMAL(28,6)) * cast('0.25' as DECIMAL(3,2))
    from ${parquet([file])} cross join range(4) as q(quarter) order by series_id, start_ms, quarter`
}

async function selects(hub: Hub, directory: string): Promise<Record<string, string>> {
  const { ports } = hub
  const { fromMs, toMs, days } = monthOf(MONTH, dk.zone)
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError(`${MONTH} has no days`)
  const span = { from: first.date, to: addDays(last, 1).date }
  return await inTransaction(
    ports.pool,
    async (trx) => {
      const atSeq = await currentSeq(trx)
      const supply = await exportSupply(trx, ports.engine, directory, { ...span, atSeq })
      const charges = await exportCharges(trx, ports.engine, directory, { ...span, atSeq, zone: dk.zone })
      const period = { fromMs, toMs, zone: dk.zone }
      const points = await exportPeriods(trx, ports.engine, join(directory, 'points.parquet'), { atSeq, period })
      const series = await exportSeries(trx, ports.engine, join(directory, 'series.parquet'))
      const calendar = valuesRelation(
        [
          { name: 'market_day', type: 'DATE' },
          { name: 'start_ms', type: 'BIGINT' },
          { name: 'slots', type: 'INTEGER' },
        ],
        [...days, addDays(last, 1)].map((day) => [day.date, BigInt(day.startMs), slotCount(day, 'PT15M')]),
      )
      const [price, spot] = [parquet([charges.chargePriceDay.path]), parquet([charges.spotPriceDay.path])]
      const start = (alias: string, day: string): string =>
        `join ${calendar} as ${alias} on ${alias}.market_day = ${day}`
      return {
        point: `select s.series_id, u.metering_point_id, a.price_area, case p.type when 'production' then -1 else 1 end, ${instant('f.start_ms')},
            ${instant('t.start_ms')}, u.to_day - u.from_day, u.margin + u.supplement, u.subscription
          from ${parquet([supply.path])} as u join ${parquet([series.path])} as s on s.metering_point_id = u.metering_point_id
          join (select metering_point_id, min(type) as type, min(grid_area) as grid_area from ${parquet([points.path])} group by 1) as p
            on p.metering_point_id = u.metering_point_id
          join ${await areas(trx)} as a on a.grid_area = p.grid_area
          ${start('f', 'u.from_day')} ${start('t', 'u.to_day')} order by 1`,
        spot_price: eachQuarter('price_area', (k) => `p_${k}`, spot, calendar),
        charge: `select c.charge_id, c.charge_type, i.is_tax, coalesce(not p.flat, false)
          from ${parquet([charges.charge.path])} as c join ${parquet([charges.chargePeriod.path])} as i on i.charge_id = c.charge_id
          left join (select charge_id, bool_and(is_flat) as flat from ${price} group by 1) as p on p.charge_id = c.charge_id order by 1`,
        charge_price: eachQuarter('charge_id', (k) => `case when is_flat then price else p_${k} end`, price, calendar),
        month_price: `select charge_id, price from ${parquet([charges.chargeMonthPrice.path])} where month = date '${first.date}' order by 1`,
        link: `select s.series_id, l.charge_id, l.factor, ${instant('f.start_ms')}, ${instant('t.start_ms')}, l.to_day - l.from_day
          from ${parquet([charges.chargeLinkPeriod.path])} as l join ${parquet([series.path])} as s on s.metering_point_id = l.metering_point_id
          ${start('f', 'l.from_day')} ${start('t', `coalesce(l.to_day, date '${span.to}')`)} order by 1, 2`,
      }
    },
    { isolation: 'repeatable read' },
  )
}

async function areas(trx: Transaction): Promise<string> {
  const known = await gridAreasAsKnown(trx)
  const columns = [
    { name: 'grid_area', type: 'VARCHAR' },
    { name: 'price_area', type: 'VARCHAR' },
  ] as const
  return valuesRelation(
    columns,
    known.map(({ code, priceArea }) => [code, priceArea]),
  )
}

function eachQuarter(key: string, price: (k: number) => string, of: string, calendar: string): string {
  const prices = Array.from({ length: 100 }, (_, k) => price(k + 1)).join(', ')
  return `select ${key}, ${instant('start_ms + quarter * 900000')}, price from
    (select ${key}, d.start_ms, d.slots, unnest(range(100)) as quarter, unnest([${prices}]) as price
      from ${of} as p join ${calendar} as d on d.market_day = p.market_day) as q
    where quarter < slots order by 1, 2`
}

function instant(ms: string): string {
  return `make_timestamp(cast(${ms} as BIGINT) * 1000)`
}

// Through a file: the engine writes one faster than rows of it could be made here.
async function copySelect({ ports }: Hub, table: string, select: string, path: string): Promise<void> {
  await ports.engine.run(`copy (${select}) to '${path}' (format csv, header false)`)
  await inTransaction(ports.pool, async (trx) => {
    await trx.query("set local timezone = 'UTC'")
    await pipeline(createReadStream(path), trx.query(copyFrom(`copy bench.${table} from stdin (format csv)`)))
  })
}
