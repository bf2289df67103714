import { join } from 'node:path'
import type { PricingRelations } from '../src/billing/index.ts'
import { exportSeries } from '../src/measurements/index.ts'
import { inTransaction, parquet, slots } from '../src/platform/index.ts'
import type { Hub } from './bench-hub.ts'
import { MONTH } from './prepared-market.ts'

// Days around the month, so that links begin before it.
const DAYS = `(select (DATE '${MONTH}-01' + d::INTEGER) as market_day from range(-1, 32) as t(d))`
const FIRST = `DATE '${MONTH}-01'`
const END = `(DATE '${MONTH}-01' + 31)`

/**
 * What pricing reads, beside the hub's readings: every metering point has a customer, spot prices of one of two areas, the
 * time-differentiated tariff of one of four grid companies, three flat tariffs, a tax and a subscription.
 * @param readings SQL of the current reading days of quarters
 */
export async function pricingRelations(hub: Hub, directory: string, readings: string): Promise<PricingRelations> {
  const { engine } = hub
  const seriesFile = await inTransaction(hub.intake.pool, (trx) =>
    exportSeries(trx, engine, join(directory, 'series.parquet')),
  )
  const series = parquet([seriesFile.path])
  const table = async (name: string, select: string): Promise<string> =>
    parquet([(await engine.copyTo(select, join(directory, `${name}.parquet`))).path])
  const each = (columns: string): string => `select ${columns} from ${series} as s order by metering_point_id`
  const noHours = slots(25, (k) => `cast(null as DECIMAL(18,6)) as q_${k + 1}`)
  return {
    readingDay25: `(select 1::INTEGER as series_id, ${FIRST} as market_day, 0::BIGINT as missing_0, ${noHours} where false)`,
    readingDay100: readings,
    series,
    supplyPeriod: await table(
      'supply_period',
      each(`series_id as supply_period_id, metering_point_id, 'K' || series_id as contract_id, 'C' || series_id as customer_id, ${FIRST} as from_day,
        ${END} as to_day, 0.04::DECIMAL(18,6) as margin, 0::DECIMAL(18,6) as supplement, 39::DECIMAL(18,6) as subscription`),
    ),
    billedPeriod: `(select 'none' as metering_point_id, ${FIRST} as from_day, ${FIRST} as to_day where false)`,
    pointPeriod: await table(
      'point_period',
      each(`metering_point_id, 'consumption' as type, 'PT15M' as resolution, cast(800 + series_id % 4 as VARCHAR) as grid_area,
        DATE '2020-01-01' as from_day, cast(null as DATE) as to_day`),
    ),
    gridArea: await table(
      'grid_area',
      `select cast(800 + a as VARCHAR) as grid_area, 'DK' || (1 + a % 2) as price_area, DATE '2020-01-01' as from_day, cast(null as DATE) as to_day
       from range(4) as t(a) order by grid_area`,
    ),
    ...(await chargeRelations(table, series)),
  }
}

type ChargeRelations = Pick<
  PricingRelations,
  'charge' | 'chargePeriod' | 'chargeLinkPeriod' | 'chargePriceDay' | 'chargeMonthPrice' | 'spotPriceDay'
>

// Charges 0 to 3 are the profiles of the grid companies, 4 to 6 flat tariffs, 7 the tax, 8 a subscription.
async function chargeRelations(
  table: (name: string, select: string) => Promise<string>,
  series: string,
): Promise<ChargeRelations> {
  const profile = (k: number): string =>
    `case when c < 4 then cast((hash(c * 100 + ${k - (k % 4)}) % 900) * 0.001::DECIMAL(4,3) as DECIMAL(18,6)) end as p_${k + 1}`
  const spot = (k: number): string =>
    `cast((hash(a * 100000 + ${k} + 100 * (market_day - ${FIRST})) % 90000) * 0.00001::DECIMAL(6,5) as DECIMAL(18,9)) as p_${k + 1}`
  return {
    charge: await table(
      'charge',
      `select c::INTEGER as charge_id, 'C' || c as code, '5790000432752' as owner_id, case when c < 8 then 'tariff' else 'subscription' end as charge_type
       from range(9) as t(c) order by charge_id`,
    ),
    chargePeriod: await table(
      'charge_period',
      `select c::INTEGER as charge_id, DATE '2020-01-01' as from_day, cast(null as DATE) as to_day, 'charge ' || c as name, 'PT1H' as resolution,
         true as vat, c = 7 as is_tax from range(9) as t(c) order by charge_id`,
    ),
    chargeLinkPeriod: await table(
      'charge_link_period',
      `select metering_point_id, cast(case when n = 0 then series_id % 4 else n + 3 end as INTEGER) as charge_id, 1::INTEGER as factor,
         ${FIRST} - 1 as from_day, ${END} as to_day from ${series} as s cross join range(6) as t(n) order by metering_point_id, charge_id`,
    ),
    chargePriceDay: await table(
      'charge_price_day',
      `select c::INTEGER as charge_id, market_day, c > 3 as is_flat, case when c > 3 then cast(0.01 * c as DECIMAL(18,6)) end as price, ${slots(100, profile)}
       from range(8) as t(c), ${DAYS} as d order by charge_id, market_day`,
    ),
    chargeMonthPrice: await table(
      'charge_month_price',
      `select 8::INTEGER as charge_id, ${FIRST} as month, 21::DECIMAL(18,6) as price`,
    ),
    spotPriceDay: await table(
      'spot_price_day',
      `select 'DK' || a as price_area, market_day, ${slots(100, spot)} from range(1, 3) as t(a), ${DAYS} as d order by price_area, market_day`,
    ),
  }
}
