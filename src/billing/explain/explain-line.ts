import { divideHalfAway, formatDecimal, formatInstant, GridbookError, marketDay, monthOf } from '../../kernel/index.ts'
import type { PointHistory } from '../../metering-points/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import type { InvoiceLine } from '../invoice/read-invoices.ts'
import type { ExplainedInterval, ExplainedLine } from './explanation.ts'
import type { KnownPrices } from './known-prices.ts'
import { sourcesOf, type ReadInterval } from './read-intervals.ts'

/** Decimals of a price, the mean of four quarters included. */
const PRICE_SCALE = 11
const AMOUNT_SCALE = 17

/** What an invoice was made from, as it was known then. */
export interface KnownFacts {
  readonly prices: KnownPrices
  /** the intervals of a point on the days of the invoice, in their order */
  readonly intervalsOf: (point: PointHistory) => Promise<readonly ReadInterval[]>
}

/**
 * Explains one line from what was known when it was made, interval by interval and without the models that made it.
 * @throws GridbookError IDENTITY_BROKEN when what is found does not come to the line
 */
export async function explainLine(
  line: InvoiceLine,
  { prices, intervalsOf }: KnownFacts,
  ports: BillingPorts,
): Promise<ExplainedLine> {
  const explained =
    line.unit === 'kWh' ? await explainEnergy(line, { prices, intervalsOf }, ports) : explainPieces(line, ports)
  if (explained.exactAmount === line.exactAmount && explained.quantity === line.quantity) return explained
  throw new GridbookError(
    'IDENTITY_BROKEN',
    `line ${line.lineNumber} has ${line.quantity} ${line.unit} for ${line.exactAmount}; what was known when it was made comes to ${explained.quantity} for ${explained.exactAmount}`,
  )
}

async function explainEnergy(
  line: InvoiceLine,
  { prices, intervalsOf }: KnownFacts,
  ports: BillingPorts,
): Promise<ExplainedLine> {
  const point = prices.pointOf(line.meteringPointId)
  const all = point === undefined ? [] : await intervalsOf(point)
  const read = all.filter(({ day }) => day.date >= line.fromDay && day.date < line.toDay)
  const isSold = line.lineType === 'energy' && point?.periods.some((period) => period.type === 'production') === true
  const priced: { readonly interval: ReadInterval; readonly price: Price; readonly amount: bigint }[] = []
  for (const interval of read) {
    const price = await priceOf(line, interval, isSold, prices)
    const amount = interval.microKwh * price.perKwh * BigInt(line.factor)
    priced.push({ interval, price, amount: isSold ? -amount : amount })
  }
  const { sources, indexOf } = await sourcesOf(read, ports)
  const energy = read.reduce((sum, { microKwh }) => sum + microKwh, 0n)
  return {
    line,
    calculation: calculationOf(line, isSold),
    prices:
      line.lineType === 'energy'
        ? 'spot market, and the terms of the contract'
        : `charge ${line.chargeCode} of ${line.chargeOwnerId}`,
    intervals: priced.map(({ interval, price, amount }) => toInterval(interval, price, amount, indexOf(interval))),
    sources,
    quantity: formatDecimal(isSold ? -energy : energy, 6),
    exactAmount: formatDecimal(
      priced.reduce((sum, { amount }) => sum + amount, 0n),
      AMOUNT_SCALE,
    ),
  }
}

interface Price {
  /** eleven decimals */
  readonly perKwh: bigint
  readonly spot?: bigint
}

async function priceOf(
  line: InvoiceLine,
  interval: ReadInterval,
  isSold: boolean,
  prices: KnownPrices,
): Promise<Price> {
  if (line.lineType !== 'energy') {
    const byDay = await prices.tariffOf(line.chargeCode ?? '', line.chargeOwnerId ?? '')
    return { perKwh: meanOf(byDay.get(interval.day.date), interval) }
  }
  const area = prices.priceAreaOf(line.meteringPointId, interval.day)
  const spot = meanOf(area === null ? undefined : (await prices.spotOf(area)).get(interval.day.date), interval)
  const terms = prices.terms * 100n
  return { spot, perKwh: isSold ? spot - terms : spot + terms }
}

// A quarter's price, or of an hour the mean of its four (datahub 4.5): a quarter of the sum is 25 hundredths of it.
function meanOf(quarters: readonly bigint[] = [], { slot, minutes }: ReadInterval): bigint {
  if (minutes === 15) return (quarters[slot] ?? 0n) * 100n
  return [0, 1, 2, 3].reduce((sum, quarter) => sum + (quarters[4 * slot + quarter] ?? 0n), 0n) * 25n
}

function toInterval(interval: ReadInterval, price: Price, amount: bigint, source: number): ExplainedInterval {
  return {
    from: formatInstant(interval.startMs),
    minutes: interval.minutes,
    kwh: formatDecimal(interval.microKwh, 6),
    quality: interval.quality,
    pricePerKwh: formatDecimal(price.perKwh, PRICE_SCALE),
    ...(price.spot === undefined ? {} : { spotPerKwh: formatDecimal(price.spot, PRICE_SCALE) }),
    amount: formatDecimal(amount, AMOUNT_SCALE),
    source,
  }
}

function calculationOf({ lineType, factor }: InvoiceLine, isSold: boolean): string {
  const times = factor === 1 ? '' : ` x ${factor}`
  if (lineType !== 'energy') return `sum of kWh x price${times}`
  return isSold
    ? 'sum of kWh x (spot - margin - supplement), paid to the customer'
    : 'sum of kWh x (spot + margin + supplement)'
}

/** Subscriptions by days of the month, fees by piece: from the line alone. */
function explainPieces(line: InvoiceLine, { zone }: BillingPorts): ExplainedLine {
  const monthDays = monthOf(line.fromDay.slice(0, 7), zone).days.length
  const days = marketDay(line.toDay, zone).dayNumber - marketDay(line.fromDay, zone).dayNumber
  const isFee = line.lineType === 'fee'
  const price = BigInt((line.unitPrice ?? '0').replace('.', ''))
  const times = line.factor === 1 ? '' : ` x ${line.factor}`
  return {
    line,
    calculation: isFee ? `price${times} on its day` : `price of the month${times} x ${days} of ${monthDays} days`,
    prices: line.chargeCode === null ? 'terms of the contract' : `charge ${line.chargeCode} of ${line.chargeOwnerId}`,
    intervals: [],
    sources: [],
    quantity: String(isFee ? line.factor : days),
    exactAmount: exactPieces(price * BigInt(line.factor), isFee ? 1n : BigInt(days), isFee ? 1n : BigInt(monthDays)),
  }
}

function exactPieces(price: bigint, days: bigint, monthDays: bigint): string {
  return formatDecimal(divideHalfAway(price * days * 10n ** 11n, monthDays), AMOUNT_SCALE)
}
