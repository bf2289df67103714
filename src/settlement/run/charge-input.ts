import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { exportCharges } from '../../charges/index.ts'
import { addDays, daysOf, marketDayOf, type MarketDay, type MarketZone, type Period } from '../../kernel/index.ts'
import { parquet, type Engine, type Transaction } from '../../platform/index.ts'
import { bigintColumn, dateColumn } from '../models/calculation-days.ts'
import { perSlot } from '../models/columns.ts'
import { AMOUNT_SLOTS, p } from '../wholesale/amount-columns.ts'
import type { ChargeRelations } from '../wholesale/wholesale-relations.ts'

/**
 * The charges of a wholesale calculation, as known at a number. What is linked, stated or priced from a market day on holds
 * until the next statement; so the price in force at the period's first instant is handed on as one of that instant
 * (settlement 2.2: a calculation sees prices of its own period only). The period is one month.
 * @param directory the calculation's own, for what is made of it
 */
export async function openChargeRelations(
  trx: Transaction,
  engine: Engine,
  directory: string,
  { period, zone, atSeq }: { readonly period: Period; readonly zone: MarketZone; readonly atSeq: bigint },
): Promise<ChargeRelations> {
  const midnights = await writeMidnights(period, zone, engine, directory)
  const [from, to] = [marketDayOf(period.fromMs, zone).date, marketDayOf(period.toMs, zone).date]
  const charges = join(directory, 'charges')
  await mkdir(charges, { recursive: true })
  const files = await exportCharges(trx, engine, charges, { from, to, atSeq, zone })
  const relation = ({ path }: { readonly path: string }): string => parquet([path])
  const [charge, chargePeriod] = [relation(files.charge), relation(files.chargePeriod)]
  const inMs = (relationText: string): string =>
    `${relationText} as r join ${midnights} as f on f.market_day = r.from_day join ${midnights} as t on t.market_day = coalesce(r.to_day, date '${to}')`
  return {
    charge: `(select charge_id as charge_no, code as charge_code, owner_id as charge_owner_id, charge_type from ${charge} as c)`,
    chargePeriod: `(select r.charge_id as charge_no, r.resolution, r.is_tax, f.start_ms as from_ms, t.start_ms as to_ms from ${inMs(chargePeriod)})`,
    chargeLink: `(select r.metering_point_id, r.charge_id as charge_no, r.factor as quantity, f.start_ms as from_ms, t.start_ms as to_ms from ${inMs(relation(files.chargeLinkPeriod))})`,
    // An hourly price holds for the quarters of its hour, so the first one tells it.
    tariffPriceDay: `(select charge_id as charge_no, market_day, ${perSlot(AMOUNT_SLOTS, (k) => `p_${4 * k + 1} as ${p(k)}`)} from ${relation(files.chargePriceDay)} as d)`,
    unitPrice: unitPrice(charge, chargePeriod, relation(files.chargeMonthPrice)),
  }
}

// A fee has a price for each day. A subscription has one for the month, which holds from where the charge begins in it.
function unitPrice(charge: string, chargePeriod: string, monthPrice: string): string {
  return `(select m.charge_id as charge_no, case when c.charge_type = 'subscription' then r.from_day else m.month end as market_day, m.price
    from ${monthPrice} as m join ${charge} as c on c.charge_id = m.charge_id join ${chargePeriod} as r on r.charge_id = m.charge_id
    where c.charge_type = 'subscription' or (r.from_day <= m.month and m.month < r.to_day))`
}

/** Writes the first instants of the days of a period, and of the day that follows it: market_day, start_ms. */
async function writeMidnights(period: Period, zone: MarketZone, engine: Engine, directory: string): Promise<string> {
  const days = daysOf(period, zone).map(({ day }) => day)
  const last = days.at(-1)
  const all: MarketDay[] = last === undefined ? [] : [...days, addDays(last, 1)]
  const path = join(directory, 'market_midnight.parquet')
  await engine.writeParquet(path, all.length, [
    dateColumn('market_day', all, (day) => day.dayNumber),
    bigintColumn('start_ms', all, (day) => day.startMs),
  ])
  return parquet([path])
}
