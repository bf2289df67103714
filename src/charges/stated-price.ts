import { addDays, marketDay, nextDay } from '../kernel/index.ts'
import type { MarketDay } from '../kernel/index.ts'
import type { Transaction } from '../platform/index.ts'
import { firstDayInMonth } from './export-columns.ts'
import { knownCharges } from './known-charges.ts'
import { chargeKeyText } from './model.ts'
import type { ChargeKey } from './model.ts'
import { loadPriceBook } from './price-book.ts'
import type { PriceBook } from './price-book.ts'

/** A price with the statement that made it. */
export type StatedPrice = {
  /** DKK for a kWh, a month or a piece, millionths */
  readonly price: bigint
  /** table: one price, or 24 by the hour of the clock; series: prices of the day's instants */
  readonly form: 'table' | 'series'
  /** market days for which the statement is in force, half open; validTo null: open */
  readonly validFrom: string
  readonly validTo: string | null
  /** the commit by which it is known */
  readonly recordedSeq: bigint
}

/** Which price is asked for. */
export type StatedPriceQuery = {
  readonly charge: ChargeKey
  readonly day: MarketDay
  /** of a tariff: the hour of the day, counted from its first instant */
  readonly hour: number
  /** of a fee: the earliest market day from which a price is carried on */
  readonly carriedFrom: string
  /** as known when this number was committed */
  readonly atSeq: bigint
}

/**
 * The price that settlement has for a charge on a day (settlement 2.2), with its statement: of a tariff that of the hour's
 * first instant; of a subscription that of the month, by the first day of it on which the charge exists; of a fee the last
 * one since then. Undefined where there is none.
 */
export async function statedPrice(trx: Transaction, query: StatedPriceQuery): Promise<StatedPrice | undefined> {
  const { charge, day, carriedFrom, atSeq } = query
  const known = (await knownCharges(trx, atSeq)).get(chargeKeyText(charge))
  if (known === undefined) return undefined
  const { chargeId, type } = known
  const month = `${day.date.slice(0, 7)}-01`
  const from = carriedFrom < month ? carriedFrom : month
  const book = await loadPriceBook(trx, {
    atSeq,
    from,
    to: addDays(marketDay(month, day.zone), 31).date,
    chargeIds: [chargeId],
  })
  if (type === 'tariff') return ofTariff(book, chargeId, query)
  return type === 'subscription'
    ? ofTable(book, chargeId, firstDayInMonth(book, chargeId, month))
    : ofFee(book, chargeId, query)
}

function ofTariff(book: PriceBook, chargeId: number, { day, hour }: StatedPriceQuery): StatedPrice | undefined {
  const quarter = 4 * hour
  const source = book.periodOn(chargeId, day.date) === undefined ? undefined : book.sourceOn(chargeId, day, quarter)
  const price = book.statedOn(chargeId, day)[quarter]
  if (source === undefined || price === undefined) return undefined
  if (source.form === 'series') return { price, ...source, validFrom: day.date, validTo: nextDay(day).date }
  const table = book.tableOn(chargeId, day.date)
  return table === undefined ? undefined : { price, ...source, validFrom: table.validFrom, validTo: table.validTo }
}

function ofTable(book: PriceBook, chargeId: number, day: string | undefined): StatedPrice | undefined {
  if (day === undefined) return undefined
  const [price, table] = [book.priceOn(chargeId, day), book.tableOn(chargeId, day)]
  if (price === undefined || table === undefined) return undefined
  const { validFrom, validTo, recordedSeq } = table
  return { price, form: 'table', validFrom, validTo, recordedSeq }
}

// It is carried on within the period in which the charge is the same, and starts afresh with the next one.
function ofFee(book: PriceBook, chargeId: number, { day, carriedFrom }: StatedPriceQuery): StatedPrice | undefined {
  const period = book.periodOn(chargeId, day.date)
  if (period === undefined) return undefined
  const first = period.validFrom > carriedFrom ? period.validFrom : carriedFrom
  for (let at = day; at.date >= first; at = addDays(at, -1)) {
    const found = ofTable(book, chargeId, at.date)
    if (found !== undefined) return found
  }
  return undefined
}
