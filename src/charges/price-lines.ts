import type { Finding, MarketZone } from '../kernel/index.ts'
import { lineFields, periodFields } from '../platform/index.ts'
import type { CsvLine, LineFields, StatedPeriod } from '../platform/index.ts'
import { keyFields } from './charge-lines.ts'
import type { KnownCharge } from './known-charges.ts'
import { chargeKeyText } from './model.ts'
import { readSeries } from './price-series.ts'
import type { PricedDay } from './price-series.ts'
import { parsePrice } from './price-text.ts'

/** One price, or 24 by the hour of the local clock, from a market day on; undefined where the line withdraws. */
export type TablePrice = StatedPeriod & {
  readonly prices: { readonly price: bigint } | { readonly hourPrices: readonly bigint[] } | undefined
}

/** What a line of a file of prices says about a charge. */
export type PriceLine = {
  readonly line: number
  readonly charge: KnownCharge
  /** days with one price or 24; of a series by the day or the month one for each stretch of the same price */
  readonly tables: readonly TablePrice[]
  /** days of a series by the hour or the quarter */
  readonly days: readonly PricedDay[]
}

/** The names of the 24 columns, `price1` being the hour from 00:00 to 01:00. */
export const HOUR_FIELDS: readonly string[] = Array.from({ length: 24 }, (_, hour) => `price${hour + 1}`)

/** Reads a line of a file of prices and holds it against its charge. */
export function priceLine(
  line: CsvLine,
  charges: ReadonlyMap<string, KnownCharge>,
  zone: MarketZone,
): { value?: PriceLine; faults: readonly Finding[] } {
  const fields = lineFields(line)
  const key = keyFields(fields)
  const charge = key === undefined ? undefined : charges.get(chargeKeyText(key))
  if (key !== undefined && charge === undefined)
    fields.fault('CHARGE_UNKNOWN', `${key.ownerId} has no ${key.type} ${key.code}`, 'code')
  const isSeries = line.fields.has('start')
  const said = isSeries
    ? readSeries(fields, charge, zone)
    : { tables: [tablePrice(line, fields, charge, zone)], days: [] }
  if (charge === undefined || fields.faults.length > 0) return { faults: fields.faults }
  return { value: { line: line.line, charge, ...said }, faults: [] }
}

function tablePrice(line: CsvLine, fields: LineFields, charge: KnownCharge | undefined, zone: MarketZone): TablePrice {
  for (const field of ['resolution', 'prices'])
    if (line.fields.has(field)) fields.fault('FIELD_INVALID', `${field} belongs to a series, which has a start`, field)
  const period = periodFields(fields, zone)
  if (charge?.type === 'subscription') monthFaults(fields, period)
  return { ...period, prices: period.withdraws ? undefined : statedPrices(line, fields, charge) }
}

/** A subscription is priced by whole months (settlement 6.3, VR.923). */
function monthFaults(fields: LineFields, { validFrom, validTo }: StatedPeriod): void {
  for (const [field, day] of [
    ['valid_from', validFrom],
    ['valid_to', validTo],
  ] as const)
    if (day !== null && day !== '' && !day.endsWith('-01'))
      fields.fault('PRICE_MONTH', `${day} is not the first day of a month`, field)
}

function statedPrices(line: CsvLine, fields: LineFields, charge: KnownCharge | undefined): TablePrice['prices'] {
  const given = HOUR_FIELDS.filter((field) => line.fields.has(field))
  if (line.fields.has('price') && given.length > 0)
    fields.fault('PRICE_COUNT', 'price and price1 to price24 exclude each other', 'price')
  if (given.length === 0) return { price: readPrice(fields, 'price') }
  if (charge !== undefined && !byTheHour(charge))
    fields.fault('PRICE_COUNT', `a charge of resolution ${charge.resolution ?? ''} has one price a day`, given[0] ?? '')
  return { hourPrices: HOUR_FIELDS.map((field) => readPrice(fields, field)) }
}

function byTheHour({ resolution }: KnownCharge): boolean {
  return resolution === 'PT1H' || resolution === 'PT15M'
}

function readPrice(fields: LineFields, field: string): bigint {
  const text = fields.required(field)
  if (text === '') return 0n
  const parsed = parsePrice(text)
  if (parsed.ok) return parsed.value
  fields.fault('PRICE_LIMITS', parsed.error, field)
  return 0n
}
