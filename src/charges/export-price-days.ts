import { rm } from 'node:fs/promises'
import type { MarketDay } from '../kernel/index.ts'
import { parquet } from '../platform/index.ts'
import type { Column, Engine, WrittenFile } from '../platform/index.ts'
import type { KnownCharge } from './known-charges.ts'
import type { PriceBook } from './price-book.ts'
import { dayColumn, nullableColumn, slotColumns } from './slot-columns.ts'

// 100 columns of eight bytes: some 25 MB in memory.
const CHUNK_ROWS = 30_000

/**
 * Writes `charge_price_day`: charge_id, market_day, is_flat, price, p_1 .. p_100, ordered by charge and day; a row for
 * each tariff and day. NULL: there is no price, or the day has no such quarter.
 */
export async function exportPriceDays(
  engine: Engine,
  path: string,
  charges: readonly KnownCharge[],
  book: PriceBook,
  days: readonly MarketDay[],
  chunkRows: number = CHUNK_ROWS,
): Promise<WrittenFile> {
  const rows = charges
    .filter(({ type }) => type === 'tariff')
    .flatMap(({ chargeId }) => days.map((day) => ({ chargeId, day })))
  if (rows.length <= chunkRows) return await engine.writeParquet(path, rows.length, priceColumns(rows, book))
  const parts: string[] = []
  try {
    for (let from = 0; from < rows.length; from += chunkRows) {
      const part = `${path}.part-${parts.length}`
      parts.push(part)
      const chunk = rows.slice(from, from + chunkRows)
      await engine.writeParquet(part, chunk.length, priceColumns(chunk, book))
    }
    return await engine.copyTo(`select * from ${parquet(parts)} order by charge_id, market_day`, path)
  } finally {
    for (const part of parts) await rm(part, { force: true })
  }
}

function priceColumns(
  rows: readonly { readonly chargeId: number; readonly day: MarketDay }[],
  book: PriceBook,
): Column[] {
  const isFlat = new Uint8Array(rows.length)
  const flat = nullableColumn('price', 'DECIMAL(18,6)', rows.length)
  const slots = slotColumns(rows.length, 'DECIMAL(18,6)')
  for (const [n, { chargeId, day }] of rows.entries()) {
    if (book.periodOn(chargeId, day.date) === undefined) continue
    const prices = book.statedOn(chargeId, day)
    slots.put(n, prices)
    const [first] = prices
    if (first === undefined || prices.some((price) => price !== first)) continue
    isFlat[n] = 1
    flat.put(n, first)
  }
  return [
    { name: 'charge_id', type: 'INTEGER', data: Int32Array.from(rows, ({ chargeId }) => chargeId) },
    dayColumn(
      'market_day',
      rows.map(({ day }) => day),
    ),
    { name: 'is_flat', type: 'BOOLEAN', data: isFlat },
    flat.column,
    ...slots.columns,
  ]
}
