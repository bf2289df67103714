import { NEWEST_SEQ } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { knownCharges } from './known-charges.ts'
import type { ChargeKey } from './model.ts'
import { loadPriceBook } from './price-book.ts'
import type { ChargePeriod, PricePeriod } from './price-book.ts'

/** What is known about one charge. */
export type ChargeHistory = ChargeKey & {
  readonly chargeId: number
  /** what it is, in the order of days */
  readonly periods: readonly ChargePeriod[]
  /** one price, or 24 by the hour of the local clock, in the order of days; neither where the price ended. DKK, millionths */
  readonly prices: readonly PricePeriod[]
  /** days for which a series states prices, and the first and last of them */
  readonly series: { readonly days: number; readonly first: string | null; readonly last: string | null }
  /** metering points that were ever linked to it */
  readonly points: number
}

/**
 * Every charge of a code, which several owners may use.
 * @param atSeq as known when this number was committed; left out: now
 */
export async function chargeHistory(
  trx: Transaction,
  code: string,
  atSeq: bigint = NEWEST_SEQ,
): Promise<ChargeHistory[]> {
  const charges = [...(await knownCharges(trx, atSeq)).values()].filter((charge) => charge.code === code)
  const chargeIds = charges.map(({ chargeId }) => chargeId)
  const book = await loadPriceBook(trx, { atSeq, from: '0001-01-01', to: '9999-12-31', chargeIds })
  const counts = new Map((await countsOf(trx, chargeIds, atSeq)).map((row) => [row.chargeId, row]))
  return charges.map(({ chargeId, ownerId, type }) => {
    const { points = 0, days = 0, first = null, last = null } = counts.get(chargeId) ?? {}
    return {
      ownerId,
      code,
      type,
      chargeId,
      periods: book.periodsOf(chargeId),
      prices: book.tablesOf(chargeId),
      series: { days, first, last },
      points,
    }
  })
}

type Counts = {
  readonly chargeId: number
  readonly points: number
  readonly days: number
  readonly first: string | null
  readonly last: string | null
}

async function countsOf(trx: Transaction, chargeIds: readonly number[], atSeq: bigint): Promise<Counts[]> {
  const { rows } = await trx.query<Counts>(
    `select c.charge_id as "chargeId",
       (select count(distinct metering_point_id) from charges.charge_link l
        where l.charge_id = c.charge_id and l.recorded_seq <= $1::bigint)::integer as points,
       s.days, s.first, s.last
     from charges.charge c cross join lateral (
       select count(distinct market_day)::integer as days, min(market_day)::text as first, max(market_day)::text as last
       from charges.charge_price_slots s where s.charge_id = c.charge_id and s.recorded_seq <= $1::bigint
     ) s
     where c.charge_id = any ($2::integer[])`,
    [atSeq.toString(), chargeIds],
  )
  return rows
}
