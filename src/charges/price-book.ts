import type { MarketDay } from '../kernel/index.ts'
import { derivedPeriods } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { ChargeResolution } from './model.ts'
import { CHARGE_LOG, PRICE_LOG } from './model.ts'
import { pricesOfDay, sourceOfQuarter } from './price-of-day.ts'
import type { PriceSource, SlotStatement, TableStatement } from './price-of-day.ts'
import { fromPriceText } from './price-text.ts'

/** What a charge is in one period `[validFrom, validTo)`; validTo null: open. */
export type ChargePeriod = {
  readonly chargeId: number
  readonly validFrom: string
  readonly validTo: string | null
  readonly recordedSeq: bigint
  readonly name: string
  readonly description: string | null
  readonly resolution: ChargeResolution
  readonly vat: boolean
  readonly isTax: boolean
  readonly transparent: boolean
}

/** A price statement in the period for which it is in force. */
export type PricePeriod = TableStatement & { readonly validFrom: string; readonly validTo: string | null }

/** Charges and their prices as known, for some days. */
export type PriceBook = {
  readonly periodsOf: (chargeId: number) => readonly ChargePeriod[]
  readonly tablesOf: (chargeId: number) => readonly PricePeriod[]
  /** What the charge is on a day; undefined: it does not exist then, and has no price. */
  readonly periodOn: (chargeId: number, day: string) => ChargePeriod | undefined
  /** The prices stated for the quarters of a day, whether the charge exists on it or not. */
  readonly statedOn: (chargeId: number, day: MarketDay) => (bigint | undefined)[]
  /** The statement in force on a day, whether the charge exists on it or not; one without prices ended them. */
  readonly tableOn: (chargeId: number, day: string) => PricePeriod | undefined
  /** Which statement a quarter of a day has its price from; undefined: it has none. */
  readonly sourceOn: (chargeId: number, day: MarketDay, quarter: number) => PriceSource | undefined
  /** The one price that a subscription or fee has on a day on which it exists. */
  readonly priceOn: (chargeId: number, day: string) => bigint | undefined
}

/** What to load. */
export type PriceBookFilter = {
  readonly atSeq: bigint
  /** market days `[from, to)` */
  readonly from: string
  readonly to: string
  readonly chargeIds: readonly number[]
}

/** Loads what is known of some charges for some days: thousands of charges, months of days. */
export async function loadPriceBook(trx: Transaction, filter: PriceBookFilter): Promise<PriceBook> {
  const periods = grouped(await chargePeriods(trx, filter))
  const tables = grouped(await pricePeriods(trx, filter))
  const slots = grouped((await slotStatements(trx, filter)).map((slot) => ({ ...slot, chargeId: slot.key })))
  const on = <P extends { validFrom: string; validTo: string | null }>(all: readonly P[] | undefined, day: string) =>
    all?.find((period) => period.validFrom <= day && (period.validTo === null || day < period.validTo))
  const periodOn: PriceBook['periodOn'] = (chargeId, day) => on(periods.get(chargeId), day)
  return {
    periodsOf: (chargeId) => periods.get(chargeId) ?? [],
    tablesOf: (chargeId) => tables.get(chargeId) ?? [],
    periodOn,
    statedOn: (chargeId, day) =>
      pricesOfDay(day, on(tables.get(chargeId), day.date), slots.get(`${chargeId} ${day.date}`) ?? []),
    tableOn: (chargeId, day) => on(tables.get(chargeId), day),
    sourceOn: (chargeId, day, quarter) =>
      sourceOfQuarter(day, on(tables.get(chargeId), day.date), slots.get(`${chargeId} ${day.date}`) ?? [], quarter),
    priceOn: (chargeId, day) =>
      periodOn(chargeId, day) === undefined ? undefined : on(tables.get(chargeId), day)?.price,
  }
}

function grouped<Key, Row extends { readonly chargeId: Key }>(rows: readonly Row[]): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.chargeId)
    if (group === undefined) groups.set(row.chargeId, [row])
    else group.push(row)
  }
  return groups
}

const KNOWN = (table: string): string =>
  `(select * from ${table} where recorded_seq <= $1::bigint and valid_from < $3::date and charge_id = any ($4::integer[]))`
const TOUCHES = `where p.valid_to is null or p.valid_to > $2::date order by p.charge_id, p.valid_from`
const bound = ({ atSeq, from, to, chargeIds }: PriceBookFilter): unknown[] => [atSeq.toString(), from, to, chargeIds]

async function chargePeriods(trx: Transaction, filter: PriceBookFilter): Promise<ChargePeriod[]> {
  const { rows } = await trx.query<Omit<ChargePeriod, 'recordedSeq'> & { readonly recordedSeq: string }>(
    `select charge_id as "chargeId", valid_from::text as "validFrom", valid_to::text as "validTo", name, description,
            recorded_seq::text as "recordedSeq", resolution, vat, is_tax as "isTax", transparent
     from (${derivedPeriods(CHARGE_LOG, KNOWN('charges.charge_period'))}) p ${TOUCHES}`,
    bound(filter),
  )
  return rows.map((row) => ({ ...row, recordedSeq: BigInt(row.recordedSeq) }))
}

type TableRow = {
  readonly chargeId: number
  readonly validFrom: string
  readonly validTo: string | null
  readonly recordedSeq: string
  readonly price: string | null
  readonly hourPrices: string[] | null
}

async function pricePeriods(
  trx: Transaction,
  filter: PriceBookFilter,
): Promise<(PricePeriod & { readonly chargeId: number })[]> {
  const { rows } = await trx.query<TableRow>(
    `select charge_id as "chargeId", valid_from::text as "validFrom", valid_to::text as "validTo",
            recorded_seq::text as "recordedSeq", price::text, hour_prices::text[] as "hourPrices"
     from (${derivedPeriods(PRICE_LOG, KNOWN('charges.charge_price'), { withEnds: true })}) p ${TOUCHES}`,
    bound(filter),
  )
  return rows.map(({ recordedSeq, price, hourPrices, ...row }) => ({
    ...row,
    recordedSeq: BigInt(recordedSeq),
    ...(price === null ? {} : { price: fromPriceText(price) }),
    ...(hourPrices === null ? {} : { hourPrices: hourPrices.map(fromPriceText) }),
  }))
}

async function slotStatements(
  trx: Transaction,
  filter: PriceBookFilter,
): Promise<(SlotStatement & { readonly key: string })[]> {
  const { rows } = await trx.query<{ key: string; seq: string; prices: (string | null)[] }>(
    `select charge_id || ' ' || market_day::text as key, recorded_seq::text as seq, quarter_prices::text[] as prices
     from charges.charge_price_slots
     where recorded_seq <= $1::bigint and market_day >= $2::date and market_day < $3::date and charge_id = any ($4::integer[])`,
    bound(filter),
  )
  return rows.map(({ key, seq, prices }) => ({
    key,
    recordedSeq: BigInt(seq),
    quarterPrices: prices.map((price) => (price === null ? undefined : fromPriceText(price))),
  }))
}
