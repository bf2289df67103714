import type { MarketDay } from '../kernel/index.ts'
import type { Engine, Transaction, WrittenFile } from '../platform/index.ts'
import { dayColumn, slotColumns } from './slot-columns.ts'
import { spotDays } from './spot-days.ts'

/**
 * Writes `spot_price_day`: price_area, market_day, p_1 .. p_100 in DKK for a kWh of nine decimals, exactly as published
 * for a MWh; ordered by area and day, a row for each area that has spot prices and each day. NULL: there is no price.
 */
export async function exportSpotDays(
  trx: Transaction,
  engine: Engine,
  path: string,
  days: readonly MarketDay[],
  atSeq: bigint,
): Promise<WrittenFile> {
  const rows = await spotDays(trx, days, atSeq)
  const slots = slotColumns(rows.length, 'DECIMAL(18,9)')
  for (const [n, { quarterPrices }] of rows.entries()) slots.put(n, quarterPrices)
  return await engine.writeParquet(path, rows.length, [
    { name: 'price_area', type: 'VARCHAR', data: rows.map(({ priceArea }) => priceArea) },
    dayColumn(
      'market_day',
      rows.map(({ day }) => day),
    ),
    ...slots.columns,
  ])
}
