import { addDays } from '../kernel/index.ts'
import { copyRows, NEWEST_SEQ } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { loadPriceBook } from './price-book.ts'
import type { PriceLine } from './price-lines.ts'
import type { PricedDay } from './price-series.ts'
import { toPriceArray } from './price-text.ts'

/** Days of series that say something new, and how many lines they come from. */
export type NewSeriesDays = {
  readonly appended: number
  readonly unchanged: number
  readonly days: readonly (PricedDay & { readonly chargeId: number })[]
}

/**
 * The days of series by the hour and the quarter that change a price. Where the same import changes the charge's tables
 * (`decided_period`) every day of its series is recorded, because it has to go before them.
 */
export async function newSeriesDays(trx: Transaction, lines: readonly PriceLine[]): Promise<NewSeriesDays> {
  const series = lines.filter(({ days }) => days.length > 0)
  const all = series.flatMap(({ days }) => days.map(({ day }) => day)).toSorted((a, b) => a.dayNumber - b.dayNumber)
  const [first, last] = [all[0], all.at(-1)]
  if (first === undefined || last === undefined) return { appended: 0, unchanged: 0, days: [] }
  const book = await loadPriceBook(trx, {
    atSeq: NEWEST_SEQ,
    from: first.date,
    to: addDays(last, 1).date,
    chargeIds: [...new Set(series.map(({ charge }) => charge.chargeId))],
  })
  const { rows } = await trx.query<{ charge_id: number }>('select distinct charge_id from decided_period')
  const retold = new Set(rows.map(({ charge_id }) => charge_id))
  const fresh = series.map(({ charge: { chargeId }, days }) =>
    days.flatMap((priced) => {
      const known = book.statedOn(chargeId, priced.day)
      const isKnown = priced.quarterPrices.every((price, quarter) => price === undefined || price === known[quarter])
      return isKnown && !retold.has(chargeId) ? [] : [{ ...priced, chargeId }]
    }),
  )
  const appended = fresh.filter((days) => days.length > 0).length
  return { appended, unchanged: series.length - appended, days: fresh.flat() }
}

/** Records the days of series; several lines may speak of parts of one day. */
export async function writeSeriesDays(trx: Transaction, days: NewSeriesDays['days'], seq: bigint): Promise<void> {
  const rows = new Map<string, { chargeId: number; date: string; prices: (bigint | undefined)[] }>()
  for (const { chargeId, day, quarterPrices } of days) {
    const key = `${chargeId} ${day.date}`
    const row = rows.get(key) ?? { chargeId, date: day.date, prices: quarterPrices.map(() => undefined) }
    rows.set(key, row)
    for (const [quarter, price] of quarterPrices.entries()) if (price !== undefined) row.prices[quarter] = price
  }
  await copyRows(
    trx,
    'charges.charge_price_slots (charge_id, market_day, recorded_seq, quarter_prices)',
    [...rows.values()].map(({ chargeId, date, prices }) => [
      String(chargeId),
      date,
      seq.toString(),
      toPriceArray(prices),
    ]),
  )
}
