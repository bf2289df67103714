import { addDays, isLocalMidnight, marketDayOf, monthOf, parseInstant, slotCount, slotOf } from '../kernel/index.ts'
import type { MarketDay, MarketZone } from '../kernel/index.ts'
import type { LineFields, StatedPeriod } from '../platform/index.ts'
import type { KnownCharge } from './known-charges.ts'
import { parsePrice } from './price-text.ts'

/** The prices that a series states for the quarters of one market day; undefined: it does not speak of the quarter. */
export type PricedDay = { readonly day: MarketDay; readonly quarterPrices: readonly (bigint | undefined)[] }

/** A stretch of days that a series by the day or the month gives one price. */
type PricedStretch = StatedPeriod & { readonly prices: { readonly price: bigint } }

/** What a series says. */
export type Series = { readonly tables: readonly PricedStretch[]; readonly days: readonly PricedDay[] }

const NOTHING: Series = { tables: [], days: [] }
const RESOLUTIONS = ['PT15M', 'PT1H', 'P1D', 'P1M'] as const
const OTHER_FIELDS = ['valid_from', 'valid_to', 'tombstone', 'price']

/**
 * Reads a series of absolute instants (datahub 4.5): `start`, `resolution`, and `prices` with blanks between them, one for
 * each interval from the start on. The resolution is that of the charge (settlement 6.3, VR.925).
 */
export function readSeries(fields: LineFields, charge: KnownCharge | undefined, zone: MarketZone): Series {
  for (const field of OTHER_FIELDS)
    if (fields.optional(field) !== undefined)
      fields.fault('FIELD_INVALID', `${field} does not go with a series, which has a start`, field)
  const resolution = fields.word('resolution', RESOLUTIONS)
  const startMs = startOf(fields, resolution, zone)
  const prices = pricesOf(fields)
  if (charge?.resolution !== undefined && resolution !== undefined && charge.resolution !== resolution)
    fields.fault('PRICE_COUNT', `the resolution of ${charge.code} is ${charge.resolution}`, 'resolution')
  if (resolution === undefined || startMs === undefined || prices.length === 0) return NOTHING
  if (resolution === 'P1D' || resolution === 'P1M')
    return { tables: stretches(marketDayOf(startMs, zone), resolution, prices), days: [] }
  return { tables: [], days: pricedDays(startMs, resolution, prices, zone) }
}

function startOf(fields: LineFields, resolution: string | undefined, zone: MarketZone): number | undefined {
  const text = fields.required('start')
  const startMs = parseInstant(text)
  if (startMs === undefined) {
    fields.fault('FIELD_INVALID', `'${text.slice(0, 40)}' is not an instant such as 2026-03-28T23:00Z`, 'start')
    return undefined
  }
  const day = marketDayOf(startMs, zone)
  const isAligned =
    resolution === 'PT15M' || resolution === 'PT1H'
      ? slotOf(day, resolution, startMs) !== undefined
      : isLocalMidnight(startMs, zone)
  if (!isAligned) fields.fault('FIELD_INVALID', `${text} is not the start of a ${resolution ?? 'day'}`, 'start')
  else if (resolution === 'P1M' && !day.date.endsWith('-01'))
    fields.fault('PRICE_MONTH', `${day.date} is not the first day of a month`, 'start')
  else return startMs
  return undefined
}

function pricesOf(fields: LineFields): bigint[] {
  const prices: bigint[] = []
  const texts = fields.required('prices').split(/ +/)
  for (const [n, text] of texts.entries()) {
    const parsed = parsePrice(text)
    if (parsed.ok) prices.push(parsed.value)
    else if (text !== '') fields.fault('PRICE_LIMITS', `price ${n + 1} of ${texts.length}: ${parsed.error}`, 'prices')
  }
  return prices
}

/** The days of each price, neighbours of the same price together. */
function stretches(first: MarketDay, resolution: 'P1D' | 'P1M', prices: readonly bigint[]): PricedStretch[] {
  const found: { validFrom: string; validTo: string; price: bigint }[] = []
  let day = first
  for (const price of prices) {
    const next = addDays(day, resolution === 'P1D' ? 1 : monthOf(day.date.slice(0, 7), day.zone).days.length)
    const last = found.at(-1)
    if (last?.price === price) last.validTo = next.date
    else found.push({ validFrom: day.date, validTo: next.date, price })
    day = next
  }
  return found.map(({ validFrom, validTo, price }) => ({ validFrom, validTo, withdraws: false, prices: { price } }))
}

const QUARTER_MS = 900_000

function pricedDays(
  startMs: number,
  resolution: 'PT15M' | 'PT1H',
  prices: readonly bigint[],
  zone: MarketZone,
): PricedDay[] {
  const days = new Map<MarketDay, (bigint | undefined)[]>()
  const each = resolution === 'PT1H' ? 4 : 1
  for (let n = 0; n < prices.length * each; n += 1) {
    const atMs = startMs + n * QUARTER_MS
    const day = marketDayOf(atMs, zone)
    let quarters = days.get(day)
    if (quarters === undefined) {
      quarters = Array.from({ length: slotCount(day, 'PT15M') }, () => undefined)
      days.set(day, quarters)
    }
    quarters[slotOf(day, 'PT15M', atMs) ?? 0] = prices[Math.floor(n / each)]
  }
  return [...days].map(([day, quarterPrices]) => ({ day, quarterPrices }))
}
