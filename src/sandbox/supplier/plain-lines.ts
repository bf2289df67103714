import { divideHalfAway } from '../../kernel/index.ts'
import type { Range } from '../layout.ts'
import { dayOf } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import { clockQuarter } from '../market-days.ts'
import { exampleCharges } from './charges.ts'
import type { ChargePrice, ExampleCharge } from './charges.ts'
import { linksOf } from './charge-links.ts'
import { contractOf } from './contracts.ts'
import { spotPrice } from './spot-prices.ts'
import type { PriceArea } from './spot-prices.ts'
import type { QuarterEnergy } from './supplied-energy.ts'
import type { SuppliedPoint } from './supplied-points.ts'

/** A line as a bill of the point must have it, in øre before VAT: the one rounding is the last thing done to it. */
export interface PlainLine {
  readonly contractId: string
  readonly type: 'energy' | 'tariff' | 'tax' | 'subscription' | 'supplier_subscription' | 'fee'
  /** Code of the charge; undefined for the supplier's own lines. */
  readonly code: string | undefined
  readonly amountOre: bigint
}

/** Prices of a kWh in 10^-9 kroner for each quarter of a day. */
type QuarterPrices = (quarter: number) => bigint

// A quarter of a milli-kWh times 10^-9 kroner, in øre: 0.00025 * 10^-9 * 100.
const UNITS_AN_ORE = 40_000_000_000n

/** The lines of a supplied point for the days of a window, by loops over quarter-hours; no part of the billing room. */
export function plainLines(
  plan: MarketPlan,
  energy: QuarterEnergy,
  point: SuppliedPoint,
  window: Range,
): readonly PlainLine[] {
  const days: Range = { from: Math.max(point.days.from, window.from), to: Math.min(point.days.to, window.to) }
  if (days.from >= days.to) return []
  const { contractId, subscriptionDkkPerMonth } = contractOf(plan.settings.seed, point)
  const proRata = (price: bigint): bigint =>
    divideHalfAway(price * BigInt(days.to - days.from), BigInt(plan.days.length) * 10_000n)
  const known = onceADay(energy)
  return [
    { contractId, type: 'energy', code: undefined, amountOre: energyAmount(plan, known, point, days) },
    ...chargeLines(plan, known, point, days, proRata).map((line) => ({ contractId, ...line })),
    { contractId, type: 'supplier_subscription', code: undefined, amountOre: proRata(subscriptionDkkPerMonth) },
  ]
}

/** Every line of a point asks for the same days: each is made once. */
function onceADay(energy: QuarterEnergy): QuarterEnergy {
  const made = new Map<number, Float64Array>()
  return (point, dayIndex) => {
    const day = made.get(dayIndex) ?? energy(point, dayIndex)
    made.set(dayIndex, day)
    return day
  }
}

// datahub 4.1, 1: spot, margin and supplement of the same kWh are one price. What a point produces is bought from it: the
// supplier pays the spot price and keeps margin and supplement.
function energyAmount(plan: MarketPlan, energy: QuarterEnergy, point: SuppliedPoint, days: Range): bigint {
  const { seed } = plan.settings
  const { marginDkkPerKwh, supplementDkkPerKwh } = contractOf(seed, point)
  const onTop = (marginDkkPerKwh + supplementDkkPerKwh) * 1000n
  const priceArea: PriceArea = point.area === '802' ? 'DK2' : 'DK1'
  return amountOf(energy, point, days, (dayIndex) => (quarter) => {
    const spot = BigInt(spotPrice(seed, priceArea, dayOf(plan, dayIndex), quarter)) * 10_000n
    return point.isProduction ? onTop - spot : spot + onTop
  })
}

function chargeLines(
  plan: MarketPlan,
  energy: QuarterEnergy,
  point: SuppliedPoint,
  days: Range,
  proRata: (price: bigint) => bigint,
): Omit<PlainLine, 'contractId'>[] {
  const charges = exampleCharges(plan.settings.month)
  return linksOf(plan.settings.seed, point).flatMap(
    ({ code, factor, days: linked }): Omit<PlainLine, 'contractId'>[] => {
      const charge = charges.find((each) => each.code === code)
      if (charge === undefined) throw new Error(`no charge ${code}`)
      const { type, isTax } = charge
      const times = BigInt(factor)
      const [price = 0n] = charge.prices[0]?.prices ?? []
      if (type === 'subscription') return [{ type, code, amountOre: proRata(price * times) }]
      if (type === 'fee') {
        const isDue = linked.from >= days.from && linked.from < days.to
        return isDue ? [{ type, code, amountOre: divideHalfAway(price * times, 10_000n) }] : []
      }
      return spansOf(charge, days).map((span) => ({
        type: isTax ? 'tax' : type,
        code,
        amountOre: amountOf(energy, point, span, (dayIndex) => tariffPrices(plan, span.price, times, dayIndex)),
      }))
    },
  )
}

/** Where a tariff's price changes, its line ends and another begins (datahub 4.4). */
function spansOf({ prices }: ExampleCharge, days: Range): (Range & { readonly price: ChargePrice })[] {
  return prices
    .map((price, n) => ({
      from: Math.max(price.fromDay, days.from),
      to: Math.min(prices[n + 1]?.fromDay ?? days.to, days.to),
      price,
    }))
    .filter(({ from, to }) => from < to)
}

function tariffPrices(plan: MarketPlan, { prices }: ChargePrice, factor: bigint, dayIndex: number): QuarterPrices {
  const day = dayOf(plan, dayIndex)
  return (quarter) => {
    const hour = clockQuarter(day, quarter) >>> 2
    return (prices.length === 1 ? (prices[0] ?? 0n) : (prices[hour] ?? 0n)) * 1000n * factor
  }
}

function amountOf(
  energy: QuarterEnergy,
  point: SuppliedPoint,
  days: Range,
  pricesOf: (dayIndex: number) => QuarterPrices,
): bigint {
  let exact = 0n
  for (let dayIndex = days.from; dayIndex < days.to; dayIndex += 1) {
    const priceOf = pricesOf(dayIndex)
    energy(point, dayIndex).forEach((value, quarter) => {
      exact += BigInt(value) * priceOf(quarter)
    })
  }
  return divideHalfAway(exact, UNITS_AN_ORE)
}
