import { slotCount } from '../kernel/index.ts'
import type { MarketDay } from '../kernel/index.ts'
import { clockHours } from './clock-hours.ts'

/** One price, or 24 by the hour of the local clock; neither says that there is no price. DKK, millionths. */
export type TableStatement = {
  readonly recordedSeq: bigint
  readonly price?: bigint
  readonly hourPrices?: readonly bigint[]
}

/** What one commit stated for quarters of a day; undefined: it does not speak of the quarter. */
export type SlotStatement = {
  readonly recordedSeq: bigint
  readonly quarterPrices: readonly (bigint | undefined)[]
}

/**
 * The price of each quarter of a day, counted from its first instant; undefined where there is none, which is never zero.
 * What was recorded last holds; of one commit a series goes before a table, being the more exact.
 * @param table the statement in force on the day
 * @param slots statements for the day's instants, in any order
 */
export function pricesOfDay(
  day: MarketDay,
  table: TableStatement | undefined,
  slots: readonly SlotStatement[],
): (bigint | undefined)[] {
  const prices = tablePrices(day, table)
  const newer = slots.filter(({ recordedSeq }) => table === undefined || recordedSeq >= table.recordedSeq)
  for (const { quarterPrices } of newer.toSorted(byCommit)) {
    for (const [quarter, price] of quarterPrices.entries()) if (price !== undefined) prices[quarter] = price
  }
  return prices
}

/** The statement that gives a quarter of a day its price: of the table, or of the series. */
export type PriceSource = { readonly form: 'table' | 'series'; readonly recordedSeq: bigint }

/** Where pricesOfDay has the price of a quarter from; undefined where there is none. */
export function sourceOfQuarter(
  day: MarketDay,
  table: TableStatement | undefined,
  slots: readonly SlotStatement[],
  quarter: number,
): PriceSource | undefined {
  const series = slots
    .filter(({ recordedSeq }) => table === undefined || recordedSeq >= table.recordedSeq)
    .filter(({ quarterPrices }) => quarterPrices[quarter] !== undefined)
    .toSorted(byCommit)
    .at(-1)
  if (series !== undefined) return { form: 'series', recordedSeq: series.recordedSeq }
  if (table === undefined || tablePrices(day, table)[quarter] === undefined) return undefined
  return { form: 'table', recordedSeq: table.recordedSeq }
}

function byCommit(a: SlotStatement, b: SlotStatement): number {
  return a.recordedSeq < b.recordedSeq ? -1 : 1
}

function tablePrices(day: MarketDay, table: TableStatement | undefined): (bigint | undefined)[] {
  const quarters = slotCount(day, 'PT15M')
  const { price, hourPrices } = table ?? {}
  if (hourPrices === undefined) return Array.from({ length: quarters }, () => price)
  const hours = clockHours(day)
  return Array.from({ length: quarters }, (_, quarter) => hourPrices[hours[quarter >> 2] ?? 0])
}
