import { addDays, marketDay } from '../kernel/index.ts'
import type { MarketDay, MarketZone } from '../kernel/index.ts'
import { changedStretches, derivedPeriods } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { knownCharges } from './known-charges.ts'
import { LINK_LOG } from './model.ts'
import type { ChargeKey } from './model.ts'
import { loadPriceBook } from './price-book.ts'
import type { PriceBook } from './price-book.ts'

/** Which changes are asked for: what was recorded after fromSeq, up to toSeq, about market days `[from, to)`. */
export type ChargeChangeQuery = {
  readonly fromSeq: bigint
  readonly toSeq: bigint
  readonly from: string
  readonly to: string
}

/** A stretch of days for which a charge is linked to a point another number of times than before. */
export type LinkChange = {
  readonly meteringPointId: string
  readonly charge: ChargeKey
  /** market days, toDay exclusive; cut to the days asked for */
  readonly fromDay: string
  readonly toDay: string
  /** how many times the charge applies; undefined: not linked */
  readonly before: number | undefined
  readonly after: number | undefined
}

/** A day for which a charge has other prices than before. */
export type PriceChange = {
  readonly charge: ChargeKey
  readonly marketDay: string
  /** quarters of the day whose price is another one, appeared or disappeared */
  readonly quarters: number
  /** the first of them, counted from 0, and its price: DKK, millionths; undefined: none */
  readonly firstQuarter: number
  readonly before: bigint | undefined
  readonly after: bigint | undefined
}

/** The links that changed between two numbers, by point, charge and day. */
export async function linkChanges(trx: Transaction, query: ChargeChangeQuery): Promise<LinkChange[]> {
  const state = (seq: string): string =>
    `(${derivedPeriods(
      LINK_LOG,
      `(select * from charges.charge_link l where recorded_seq <= ${seq}::bigint and exists (select from charges.charge_link n
          where n.metering_point_id = l.metering_point_id and n.charge_id = l.charge_id
            and n.recorded_seq > $1::bigint and n.recorded_seq <= $2::bigint))`,
    )})`
  const stretches = changedStretches({
    key: LINK_LOG.key,
    values: LINK_LOG.values,
    before: state('$1'),
    after: state('$2'),
    from: '$3::date',
    to: '$4::date',
  })
  const { rows } = await trx.query<LinkRow>({
    rowMode: 'array',
    text: `select c.metering_point_id, k.owner_id, k.code, k.charge_type, c.from_day::text, c.to_day::text, c.before_factor, c.after_factor
      from (${stretches}) c join charges.charge k using (charge_id)
      order by c.metering_point_id, k.owner_id, k.charge_type, k.code, c.from_day`,
    values: [query.fromSeq.toString(), query.toSeq.toString(), query.from, query.to],
  })
  return rows.map(([meteringPointId, ownerId, code, type, fromDay, toDay, before, after]) => ({
    meteringPointId,
    charge: { ownerId, code, type },
    fromDay,
    toDay,
    before: before ?? undefined,
    after: after ?? undefined,
  }))
}

type LinkRow = [
  point: string,
  owner: string,
  code: string,
  type: ChargeKey['type'],
  from: string,
  to: string,
  before: number | null,
  after: number | null,
]

/**
 * The days for which prices changed between two numbers, by charge and day. A day on which the charge does not exist has no
 * price, so one that begins to exist, or ends, is among them.
 */
export async function priceChanges(
  trx: Transaction,
  query: ChargeChangeQuery,
  zone: MarketZone,
): Promise<PriceChange[]> {
  const { rows } = await trx.query<{ charge_id: number }>(
    `select charge_id from (
       select charge_id, recorded_seq from charges.charge_price
       union all select charge_id, recorded_seq from charges.charge_price_slots
       union all select charge_id, recorded_seq from charges.charge_period
     ) stated where recorded_seq > $1::bigint and recorded_seq <= $2::bigint group by charge_id`,
    [query.fromSeq.toString(), query.toSeq.toString()],
  )
  const chargeIds = rows.map((row) => row.charge_id)
  if (chargeIds.length === 0) return []
  const load = async (atSeq: bigint): Promise<PriceBook> => await loadPriceBook(trx, { ...query, atSeq, chargeIds })
  const [before, after] = [await load(query.fromSeq), await load(query.toSeq)]
  const concerned = new Set(chargeIds)
  const charges = [...(await knownCharges(trx, query.toSeq)).values()].filter(({ chargeId }) => concerned.has(chargeId))
  const days = daysBetween(query.from, query.to, zone)
  return charges
    .toSorted((a, b) => a.chargeId - b.chargeId)
    .flatMap(({ chargeId, ownerId, code, type }) =>
      days.flatMap((day) => {
        const changed = changedQuarters(pricesOn(before, chargeId, day), pricesOn(after, chargeId, day))
        return changed === undefined ? [] : [{ charge: { ownerId, code, type }, marketDay: day.date, ...changed }]
      }),
    )
}

function pricesOn(book: PriceBook, chargeId: number, day: MarketDay): readonly (bigint | undefined)[] {
  return book.periodOn(chargeId, day.date) === undefined ? [] : book.statedOn(chargeId, day)
}

function changedQuarters(
  before: readonly (bigint | undefined)[],
  after: readonly (bigint | undefined)[],
): Pick<PriceChange, 'quarters' | 'firstQuarter' | 'before' | 'after'> | undefined {
  const length = Math.max(before.length, after.length)
  const changed = Array.from({ length }, (_, quarter) => quarter).filter(
    (quarter) => before[quarter] !== after[quarter],
  )
  const [firstQuarter] = changed
  if (firstQuarter === undefined) return undefined
  return { quarters: changed.length, firstQuarter, before: before[firstQuarter], after: after[firstQuarter] }
}

function daysBetween(from: string, to: string, zone: MarketZone): MarketDay[] {
  const [first, end] = [marketDay(from, zone), marketDay(to, zone)]
  return Array.from({ length: Math.max(0, end.dayNumber - first.dayNumber) }, (_, n) => addDays(first, n))
}
