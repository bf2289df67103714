import { addDays, marketDay } from '../kernel/index.ts'
import type { MarketDay, MarketZone } from '../kernel/index.ts'
import { derivedPeriods } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { LINK_LOG } from './model.ts'

/** Market days `[from, to)`, as known when a number was committed. */
export type KnownDays = { readonly from: string; readonly to: string; readonly atSeq: bigint }

const KNOWN = `(select * from charges.charge_link where recorded_seq <= $1::bigint and valid_from < $3::date)`
const LINKS = `(select * from (${derivedPeriods(LINK_LOG, KNOWN)}) p where valid_to is null or valid_to > $2::date) l`
const bound = ({ atSeq, from, to }: KnownDays): unknown[] => [atSeq.toString(), from, to]

/** The metering points that have any charge on any of the days. */
export async function linkedPoints(trx: Transaction, days: KnownDays): Promise<string[]> {
  const { rows } = await trx.query<{ id: string }>(
    `select distinct metering_point_id as id from ${LINKS} order by 1`,
    bound(days),
  )
  return rows.map(({ id }) => id)
}

/** The days on which each charge is linked to any point, in order; `starts` are those on which a link begins. */
export async function linkedDays(
  trx: Transaction,
  days: KnownDays,
  zone: MarketZone,
): Promise<ReadonlyMap<number, { readonly days: readonly MarketDay[]; readonly starts: readonly MarketDay[] }>> {
  const { rows } = await trx.query<{ id: number; starts: string; from: string; to: string }>(
    `select distinct charge_id as id, valid_from::text as starts, greatest(valid_from, $2::date)::text as "from",
       least(coalesce(valid_to, $3::date), $3::date)::text as "to" from ${LINKS} order by 1`,
    bound(days),
  )
  const found = new Map<number, { linked: Set<MarketDay>; starts: Set<MarketDay> }>()
  for (const { id, starts, from, to } of rows) {
    const entry = found.get(id) ?? { linked: new Set(), starts: new Set() }
    found.set(id, entry)
    for (let day = marketDay(from, zone); day.date < to; day = addDays(day, 1)) entry.linked.add(day)
    if (starts >= days.from) entry.starts.add(marketDay(starts, zone))
  }
  const inOrder = (set: ReadonlySet<MarketDay>): MarketDay[] => [...set].toSorted((a, b) => a.dayNumber - b.dayNumber)
  return new Map([...found].map(([id, { linked, starts }]) => [id, { days: inOrder(linked), starts: inOrder(starts) }]))
}
