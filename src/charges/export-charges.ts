import { join } from 'node:path'
import { addDays, marketDay } from '../kernel/index.ts'
import type { MarketDay, MarketZone } from '../kernel/index.ts'
import { exportPeriodLog, parquet } from '../platform/index.ts'
import type { Engine, Transaction, WrittenFile } from '../platform/index.ts'
import { chargeColumns, chargePeriodColumns, monthPriceColumns } from './export-columns.ts'
import { exportPriceDays } from './export-price-days.ts'
import { exportSpotDays } from './export-spot-days.ts'
import { knownCharges } from './known-charges.ts'
import { LINK_LOG } from './model.ts'
import { loadPriceBook } from './price-book.ts'

/** Which charges, links and prices a snapshot holds. */
export type ChargeExport = {
  /** market days `[from, to)` */
  readonly from: string
  readonly to: string
  /** as known when this number was committed */
  readonly atSeq: bigint
  readonly zone: MarketZone
}

/** The files of a snapshot; their columns are in the room's README. */
export type ChargeFiles = {
  readonly charge: WrittenFile
  readonly chargePeriod: WrittenFile
  readonly chargeLinkPeriod: WrittenFile
  readonly chargePriceDay: WrittenFile
  readonly chargeMonthPrice: WrittenFile
  readonly spotPriceDay: WrittenFile
}

/**
 * Writes what models need of charges and spot prices to Parquet files in a directory. Periods, months and prices are those
 * of charges that are linked on some day of `[from, to)`.
 * @param trx REPEATABLE READ where other inputs are pinned with it
 * @throws RangeError when from or to is no market day
 */
export async function exportCharges(
  trx: Transaction,
  engine: Engine,
  directory: string,
  { from, to, atSeq, zone }: ChargeExport,
): Promise<ChargeFiles> {
  const days = daysBetween(from, to, zone)
  const file = (name: string): string => join(directory, `${name}.parquet`)
  const chargeLinkPeriod = await exportPeriodLog(trx, engine, file('charge_link_period'), LINK_LOG, {
    key: [
      { name: 'metering_point_id', type: 'VARCHAR' },
      { name: 'charge_id', type: 'INTEGER' },
    ],
    values: [{ name: 'factor', type: 'INTEGER' }],
    atSeq,
    from,
    to,
  })
  const linked = await engine.rows<{ charge_id: number }>(
    `select distinct charge_id from ${parquet([chargeLinkPeriod.path])} order by charge_id`,
  )
  const linkedIds = new Set(linked.map(({ charge_id }) => charge_id))
  const all = [...(await knownCharges(trx, atSeq)).values()]
  const charges = all.filter(({ chargeId }) => linkedIds.has(chargeId))
  // A month's price is that of its first day, which may lie before the days.
  const book = await loadPriceBook(trx, {
    atSeq,
    from: `${from.slice(0, 7)}-01`,
    to,
    chargeIds: charges.map(({ chargeId }) => chargeId),
  })
  const write = async (name: string, { rowCount, columns }: ReturnType<typeof chargeColumns>): Promise<WrittenFile> =>
    await engine.writeParquet(file(name), rowCount, columns)
  return {
    charge: await write('charge', chargeColumns(all)),
    chargePeriod: await write('charge_period', chargePeriodColumns(charges, book, { from, to })),
    chargeLinkPeriod,
    chargePriceDay: await exportPriceDays(engine, file('charge_price_day'), charges, book, days),
    chargeMonthPrice: await write('charge_month_price', monthPriceColumns(charges, book, days)),
    spotPriceDay: await exportSpotDays(trx, engine, file('spot_price_day'), days, atSeq),
  }
}

function daysBetween(from: string, to: string, zone: MarketZone): MarketDay[] {
  const [first, end] = [marketDay(from, zone), marketDay(to, zone)]
  return Array.from({ length: Math.max(0, end.dayNumber - first.dayNumber) }, (_, n) => addDays(first, n))
}
