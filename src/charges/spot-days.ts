import { marketDayOf, slotCount, slotOf } from '../kernel/index.ts'
import type { MarketDay } from '../kernel/index.ts'
import type { Transaction } from '../platform/index.ts'
import { fromPriceText } from './price-text.ts'

/** The spot prices of a price area on one market day. */
export type SpotDay = {
  readonly priceArea: string
  readonly day: MarketDay
  /** for each quarter from the day's first instant DKK for a kWh in billionths, which is DKK for a MWh in millionths; undefined: none */
  readonly quarterPrices: readonly (bigint | undefined)[]
}

/** Spot prices as known at a number: a row for each area that ever had a price, and each of the days, which follow each other. */
export async function spotDays(trx: Transaction, days: readonly MarketDay[], atSeq: bigint): Promise<SpotDay[]> {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const areas = await trx.query<{ price_area: string }>(
    'select distinct price_area from charges.spot_price where recorded_seq <= $1::bigint order by price_area',
    [atSeq.toString()],
  )
  const byKey = new Map<string, (bigint | undefined)[]>()
  for (const { price_area } of areas.rows)
    for (const day of days)
      byKey.set(
        `${price_area} ${day.date}`,
        Array.from({ length: slotCount(day, 'PT15M') }, () => undefined),
      )
  for (const [area, startMs, price] of await newest(trx, first.startMs, last.endMs, atSeq)) {
    const day = marketDayOf(Number(startMs), first.zone)
    const prices = byKey.get(`${area} ${day.date}`)
    if (prices !== undefined) prices[slotOf(day, 'PT15M', Number(startMs)) ?? 0] = fromPriceText(price)
  }
  return areas.rows.flatMap(({ price_area: priceArea }) =>
    days.map((day) => ({ priceArea, day, quarterPrices: byKey.get(`${priceArea} ${day.date}`) ?? [] })),
  )
}

type SpotRow = [priceArea: string, startMs: string, dkkPerMwh: string]

async function newest(trx: Transaction, fromMs: number, toMs: number, atSeq: bigint): Promise<SpotRow[]> {
  const { rows } = await trx.query<SpotRow>({
    rowMode: 'array',
    text: `select distinct on (price_area, starts_at)
             price_area, (extract(epoch from starts_at) * 1000)::bigint::text, dkk_per_mwh::text
           from charges.spot_price
           where recorded_seq <= $1::bigint and starts_at >= to_timestamp($2::bigint / 1000) and starts_at < to_timestamp($3::bigint / 1000)
           order by price_area, starts_at, recorded_seq desc`,
    values: [atSeq.toString(), fromMs, toMs],
  })
  return rows
}
