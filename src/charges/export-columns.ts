import { findMarketDay } from '../kernel/index.ts'
import type { MarketDay } from '../kernel/index.ts'
import type { Column } from '../platform/index.ts'
import type { KnownCharge } from './known-charges.ts'
import type { PriceBook } from './price-book.ts'
import { dayColumn, nullableColumn } from './slot-columns.ts'

/** A small file in memory. */
export type FileColumns = { readonly rowCount: number; readonly columns: readonly Column[] }

/** `charge`: charge_id, code, owner_id, charge_type; in the order of charge_id. */
export function chargeColumns(charges: readonly KnownCharge[]): FileColumns {
  return {
    rowCount: charges.length,
    columns: [
      idColumn(charges),
      { name: 'code', type: 'VARCHAR', data: charges.map(({ code }) => code) },
      { name: 'owner_id', type: 'VARCHAR', data: charges.map(({ ownerId }) => ownerId) },
      { name: 'charge_type', type: 'VARCHAR', data: charges.map(({ type }) => type) },
    ],
  }
}

/** `charge_period`: charge_id, from_day, to_day (exclusive), name, resolution, vat, is_tax; cut to `[from, to)`. */
export function chargePeriodColumns(
  charges: readonly KnownCharge[],
  book: PriceBook,
  { from, to }: { readonly from: string; readonly to: string },
): FileColumns {
  const periods = charges
    .flatMap(({ chargeId }) => book.periodsOf(chargeId))
    .filter(({ validTo }) => validTo === null || validTo > from)
  const later = (a: string, b: string): string => (a > b ? a : b)
  const earlier = (a: string, b: string): string => (a < b ? a : b)
  return {
    rowCount: periods.length,
    columns: [
      idColumn(periods),
      dayColumn(
        'from_day',
        periods.map(({ validFrom }) => dayOf(later(validFrom, from))),
      ),
      dayColumn(
        'to_day',
        periods.map(({ validTo }) => dayOf(earlier(validTo ?? to, to))),
      ),
      { name: 'name', type: 'VARCHAR', data: periods.map(({ name }) => name) },
      { name: 'resolution', type: 'VARCHAR', data: periods.map(({ resolution }) => resolution) },
      { name: 'vat', type: 'BOOLEAN', data: Uint8Array.from(periods, ({ vat }) => Number(vat)) },
      { name: 'is_tax', type: 'BOOLEAN', data: Uint8Array.from(periods, ({ isTax }) => Number(isTax)) },
    ],
  }
}

/**
 * `charge_month_price`: charge_id, month, price. A subscription has a row for each month that the days touch: `month` is
 * its first day, the price that of the first day in it on which the charge exists. A fee has a row for each day. NULL:
 * there is no price.
 */
export function monthPriceColumns(
  charges: readonly KnownCharge[],
  book: PriceBook,
  days: readonly MarketDay[],
): FileColumns {
  const rows = charges.flatMap(({ chargeId, type }) => {
    if (type === 'fee') return days.map((day) => ({ chargeId, day, price: book.priceOn(chargeId, day.date) }))
    if (type === 'tariff') return []
    return monthsOf(days).map((day) => ({ chargeId, day, price: priceOfMonth(book, chargeId, day.date) }))
  })
  const price = nullableColumn('price', 'DECIMAL(18,6)', rows.length)
  for (const [n, row] of rows.entries()) if (row.price !== undefined) price.put(n, row.price)
  return {
    rowCount: rows.length,
    columns: [
      idColumn(rows),
      dayColumn(
        'month',
        rows.map(({ day }) => day),
      ),
      price.column,
    ],
  }
}

/** The price of a subscription in a month, by the first day of the month on which the charge exists. */
export function priceOfMonth(book: PriceBook, chargeId: number, month: string): bigint | undefined {
  const inMonth = firstDayInMonth(book, chargeId, month)
  return inMonth === undefined ? undefined : book.priceOn(chargeId, inMonth)
}

/** The first day of a month on which a charge exists. @param month its first day */
export function firstDayInMonth(book: PriceBook, chargeId: number, month: string): string | undefined {
  return book
    .periodsOf(chargeId)
    .map(({ validFrom }) => (validFrom < month ? month : validFrom))
    .find((day) => day.slice(0, 7) === month.slice(0, 7) && book.periodOn(chargeId, day) !== undefined)
}

/** The first day of each month that the days touch. */
function monthsOf(days: readonly MarketDay[]): MarketDay[] {
  const months = new Map(days.map(({ date, zone }) => [date.slice(0, 7), zone]))
  return [...months].map(([month, zone]) => dayOf(`${month}-01`, zone))
}

function idColumn(rows: readonly { readonly chargeId: number }[]): Column {
  return { name: 'charge_id', type: 'INTEGER', data: Int32Array.from(rows, ({ chargeId }) => chargeId) }
}

// The number of a date is the same in every zone.
function dayOf(date: string, zone: MarketDay['zone'] = 'Europe/Copenhagen'): MarketDay {
  const day = findMarketDay(date, zone)
  if (day === undefined) throw new RangeError(`'${date}' is not a date YYYY-MM-DD`)
  return day
}
