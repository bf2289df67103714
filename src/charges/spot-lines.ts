import { marketDayOf, parseDecimal, parseInstant, slotOf } from '../kernel/index.ts'
import type { Finding, MarketZone } from '../kernel/index.ts'
import { lineFields } from '../platform/index.ts'
import type { CsvLine, LineFields } from '../platform/index.ts'

/** The price of one interval of a price area as it was published. */
export type SpotLine = {
  readonly line: number
  readonly priceArea: string
  /** first instant, epoch milliseconds */
  readonly startMs: number
  readonly resolution: 'PT15M' | 'PT1H'
  /** DKK for a MWh, millionths */
  readonly dkkPerMwh: bigint
}

/**
 * The columns of a file of spot prices. The name of the price's column says its unit, because kroner for a MWh and øre for
 * a kWh look alike and differ tenfold (datahub 4.1). The public data sets DayAheadPrices and Elspotprices go as they are.
 */
export const SPOT_COLUMNS = {
  required: ['price_area', 'start'],
  oneOf: ['price_dkk_per_mwh', 'price_dkk_per_kwh', 'price_oere_per_kwh'],
  optional: ['resolution'],
  aliases: new Map([
    ['pricearea', 'price_area'],
    ['timeutc', 'start'],
    ['hourutc', 'start'],
    ['dayaheadpricedkk', 'price_dkk_per_mwh'],
    ['spotpricedkk', 'price_dkk_per_mwh'],
  ]),
  ignored: ['timedk', 'hourdk', 'dayaheadpriceeur', 'spotpriceeur'],
}

// By how many places the number grows from the unit of the column to DKK for a MWh: 1 øre for a kWh is 10 DKK for a MWh.
const UNITS: readonly (readonly [column: string, shift: number])[] = [
  ['price_dkk_per_mwh', 0],
  ['price_oere_per_kwh', 1],
  ['price_dkk_per_kwh', 3],
]
const SCALE = 6
// 999,999 DKK for a MWh: fifteen times the highest price that the market allows.
const INTEGER_DIGITS = 6

/** How a file is written, as its header tells. */
export type SpotForm = {
  /** what holds where a line has no resolution: that of the public data set, else none */
  readonly resolution: SpotLine['resolution'] | undefined
  /** instants without a zone are UTC, and decimals may have a comma: only in the public data sets, which say so */
  readonly isPublic: boolean
}

/** The form of a file with these columns, in lower case. */
export function spotFormOf(header: readonly string[]): SpotForm {
  if (header.includes('timeutc')) return { resolution: 'PT15M', isPublic: true }
  if (header.includes('hourutc')) return { resolution: 'PT1H', isPublic: true }
  return { resolution: undefined, isPublic: false }
}

/** Reads a line of a file of spot prices. */
export function spotLine(
  line: CsvLine,
  form: SpotForm,
  zone: MarketZone,
): { value?: SpotLine; faults: readonly Finding[] } {
  const fields = lineFields(line)
  const priceArea = fields.required('price_area', 16)
  const resolution =
    form.resolution !== undefined && fields.optional('resolution') === undefined
      ? form.resolution
      : fields.word('resolution', ['PT15M', 'PT1H'])
  const startMs = startOf(fields, resolution, form, zone)
  const dkkPerMwh = priceOf(fields, form)
  if (resolution === undefined || startMs === undefined || dkkPerMwh === undefined || fields.faults.length > 0)
    return { faults: fields.faults }
  return { value: { line: line.line, priceArea, startMs, resolution, dkkPerMwh }, faults: [] }
}

function startOf(
  fields: LineFields,
  resolution: SpotLine['resolution'] | undefined,
  { isPublic }: SpotForm,
  zone: MarketZone,
): number | undefined {
  const text = fields.required('start')
  if (text === '') return undefined
  const withoutZone = isPublic && /^[\d-]{10}[T ][\d:.]+$/.test(text)
  const startMs = parseInstant(withoutZone ? `${text.replace(' ', 'T')}Z` : text)
  if (startMs === undefined)
    fields.fault('FIELD_INVALID', `'${text.slice(0, 40)}' is not an instant such as 2026-03-28T23:00Z`, 'start')
  else if (resolution !== undefined && slotOf(marketDayOf(startMs, zone), resolution, startMs) === undefined)
    fields.fault('FIELD_INVALID', `no interval of ${resolution} begins at ${text}`, 'start')
  else return startMs
  return undefined
}

function priceOf(fields: LineFields, { isPublic }: SpotForm): bigint | undefined {
  const [column, shift] = UNITS.find(([name]) => fields.optional(name) !== undefined) ?? ['price_dkk_per_mwh', 0]
  const written = fields.required(column)
  if (written === '') return undefined
  const text = isPublic ? written.replace(',', '.') : written
  const [maxIntegerDigits, decimals] = [INTEGER_DIGITS - shift, SCALE + shift]
  // Read with as many decimals more as the unit is larger, the scaled integer is that of DKK for a MWh.
  const parsed = parseDecimal(text, { scale: decimals, maxIntegerDigits, maxDecimals: decimals })
  if (parsed.ok) return parsed.value
  const limits = `at most ${maxIntegerDigits} digits before the point and ${decimals} after it`
  fields.fault('PRICE_LIMITS', `'${written.slice(0, 40)}' is not a decimal of ${limits}`, column)
  return undefined
}
