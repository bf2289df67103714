import { divideHalfAway, monthOf, nextDay, slotCount } from '../../kernel/index.ts'
import type { MarketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { marketDays } from '../models/calendar.ts'
import type { LineType } from '../models/priced-line.ts'
import type { PlainFault, PlainLine, PlainMarket, PlainPointPeriod, PlainSupplyPeriod } from './plain-market.ts'

const MS_A_QUARTER = 900_000

/** What a pricing found. */
export interface PlainPricing {
  readonly lines: readonly PlainLine[]
  readonly faults: readonly PlainFault[]
}

/**
 * Prices a market slot by slot, slowly and plainly, to hold the models against.
 * @param to the first day that is not priced
 */
export function priceReference(market: PlainMarket, to: string): PlainPricing {
  const found = market.supplyPeriods.map((period) => {
    const from = max(period.from, market.billedTo.get(period.id) ?? period.from)
    const days = marketDays(from, min(period.to ?? to, to), dk.zone)
    return pricePeriod({ market, period, days, lines: [], faults: new Map() })
  })
  return { lines: found.flatMap(({ lines }) => lines), faults: found.flatMap(({ faults }) => faults) }
}

/** A supply period that is being priced: its open days, and what was found so far. */
interface Work {
  readonly market: PlainMarket
  readonly period: PlainSupplyPeriod
  readonly days: readonly MarketDay[]
  readonly lines: PlainLine[]
  readonly faults: Map<string, PlainFault>
}

type Link = PlainMarket['links'][number]

function pricePeriod(work: Work): PlainPricing {
  for (const days of Map.groupBy(work.days, monthOfDay).values()) {
    for (const day of days) findReadingFaults(work, day)
    priceEnergy(work, days)
    for (const link of work.market.links.filter((each) => each.point === work.period.point)) priceLink(work, link, days)
  }
  const faults = [...work.faults.values()]
  const isWhole = (line: PlainLine): boolean =>
    !faults.some((fault) => fault.type === null || (fault.type === line.type && fault.chargeId === line.chargeId))
  return { lines: work.lines.filter(isWhole), faults }
}

function findReadingFaults(work: Work, day: MarketDay): void {
  if (pointOn(work, day) === undefined) addFault(work, day, 'POINT_UNPRICEABLE', null, null, everySlot(day))
  else
    addFault(
      work,
      day,
      'READINGS_MISSING',
      null,
      null,
      quartersOf(work, day).map((quarter) => quarter === undefined),
    )
}

// Energy that has a price of its own: bought by the customer, or sold by him with the opposite sign.
function priceEnergy(work: Work, month: readonly MarketDay[]): void {
  const { market, period } = work
  const days = month.filter((day) => ['consumption', 'production'].includes(pointOn(work, day)?.type ?? ''))
  let [numerator, quantity] = [0n, 0n]
  for (const day of days) {
    const point = pointOn(work, day)
    const sign = point?.type === 'production' ? -1n : 1n
    const area = market.gridAreas.find((each) => each.area === point?.area && inForce(each, day))
    const spot = area?.priceArea == null ? undefined : slotsOf(market.spot.get(area.priceArea)?.get(day.date), day)
    if (spot === undefined) addFault(work, day, 'PRICE_AREA_MISSING', 'energy', null, everySlot(day))
    else
      addFault(
        work,
        day,
        'PRICE_MISSING',
        'energy',
        null,
        spot.map((price) => price === undefined),
      )
    quartersOf(work, day).forEach((quarter = 0n, q) => {
      numerator += quarter * (sign * (spot?.[q] ?? 0n) + 1000n * (period.margin + period.supplement))
      quantity += sign * quarter
    })
  }
  const own = { chargeId: null, factor: 1, vat: true }
  addLine(work, days, { ...own, type: 'energy', quantity: quantity / 4n, unitPrice: null }, numerator, 4n * 10n ** 15n)
  if (period.subscription === 0n) return
  const pieces = { quantity: BigInt(days.length) * 1_000_000n, unitPrice: period.subscription }
  const amount = period.subscription * BigInt(days.length)
  addLine(work, days, { ...own, ...pieces, type: 'supplier_subscription' }, amount, 1_000_000n * lengthOfMonth(days))
}

function priceLink(work: Work, link: Link, month: readonly MarketDay[]): void {
  const linked = month.filter((day) => inForce(link, day))
  const charge = work.market.charges.find((each) => each.id === link.chargeId)
  const stateOf = (day: MarketDay): string => {
    const info = charge?.periods.find((each) => inForce(each, day))
    if (charge === undefined || info === undefined) return 'unknown'
    const price = charge.type === 'tariff' ? tariffState(work.market, charge.id, day) : ''
    return JSON.stringify([charge.type, info.vat, info.isTax, price])
  }
  for (const days of runsOf(linked, stateOf)) {
    const [first] = days
    const info = first && charge?.periods.find((each) => inForce(each, first))
    if (charge === undefined || info === undefined) {
      for (const day of days) addFault(work, day, 'CHARGE_UNKNOWN', null, link.chargeId, everySlot(day))
    } else if (charge.type === 'tariff') priceTariff(work, link, info, days)
    else if (charge.type === 'subscription') priceSubscription(work, link, info.vat, days)
    else if (first?.date === link.from) priceFee(work, link, info.vat, first)
  }
}

function priceTariff(work: Work, link: Link, info: { vat: boolean; isTax: boolean }, days: readonly MarketDay[]): void {
  const type: LineType = info.isTax ? 'tax' : 'tariff'
  let [numerator, quantity] = [0n, 0n]
  let unitPrice: bigint | null = null
  for (const day of days) {
    const prices = slotsOf(work.market.tariffPrices.get(link.chargeId)?.get(day.date), day)
    addFault(
      work,
      day,
      'PRICE_MISSING',
      type,
      link.chargeId,
      prices.map((price) => price === undefined),
    )
    if (tariffState(work.market, link.chargeId, day) !== 'profile') unitPrice = prices[0] ?? null
    quartersOf(work, day).forEach((quarter = 0n, q) => {
      numerator += quarter * (prices[q] ?? 0n) * BigInt(link.factor)
      quantity += quarter
    })
  }
  const line = { type, chargeId: link.chargeId, factor: link.factor, vat: info.vat, quantity: quantity / 4n, unitPrice }
  addLine(work, days, line, numerator, 4n * 10n ** 12n)
}

function priceSubscription(work: Work, link: Link, vat: boolean, days: readonly MarketDay[]): void {
  const [first] = days
  const price = work.market.monthPrices.find(
    (each) => each.chargeId === link.chargeId && each.day === `${first?.date.slice(0, 7)}-01`,
  )
  if (price === undefined) {
    for (const day of days) addFault(work, day, 'PRICE_MISSING', 'subscription', link.chargeId, everySlot(day))
    return
  }
  const quantity = BigInt(days.length) * 1_000_000n
  const line = {
    type: 'subscription' as const,
    chargeId: link.chargeId,
    factor: link.factor,
    vat,
    quantity,
    unitPrice: price.price,
  }
  addLine(work, days, line, price.price * BigInt(link.factor * days.length), 1_000_000n * lengthOfMonth(days))
}

function priceFee(work: Work, link: Link, vat: boolean, day: MarketDay): void {
  const stated = work.market.monthPrices.filter((each) => each.chargeId === link.chargeId && each.day <= day.date)
  const price = stated.toSorted((a, b) => (a.day < b.day ? -1 : 1)).at(-1)?.price
  if (price === undefined) return addFault(work, day, 'PRICE_MISSING', 'fee', link.chargeId, everySlot(day))
  const quantity = BigInt(link.factor) * 1_000_000n
  const line = { type: 'fee' as const, chargeId: link.chargeId, factor: link.factor, vat, quantity, unitPrice: price }
  addLine(work, [day], line, price * BigInt(link.factor), 1_000_000n)
}

type LineParts = Omit<PlainLine, 'supplyPeriod' | 'from' | 'to' | 'amountOre'>

// Nothing is rounded before the line is: half away from zero, to the øre.
function addLine(
  work: Work,
  days: readonly MarketDay[],
  parts: LineParts,
  numerator: bigint,
  denominator: bigint,
): void {
  const [first, last] = [days.at(0), days.at(-1)]
  if (first === undefined || last === undefined) return
  const amountOre = divideHalfAway(numerator * 100n, denominator)
  work.lines.push({ ...parts, supplyPeriod: work.period.id, from: first.date, to: nextDay(last).date, amountOre })
}

function addFault(
  work: Work,
  day: MarketDay,
  code: string,
  type: LineType | null,
  chargeId: number | null,
  lacking: readonly boolean[],
): void {
  const slots = lacking.filter(Boolean).length
  if (slots === 0) return
  const key = `${code} ${type} ${chargeId}`
  const firstMs = day.startMs + MS_A_QUARTER * lacking.indexOf(true)
  const before = work.faults.get(key) ?? { supplyPeriod: work.period.id, type, chargeId, code, firstMs, slots: 0 }
  work.faults.set(key, { ...before, firstMs: Math.min(before.firstMs, firstMs), slots: before.slots + slots })
}

/** Four times the micro-kWh of each quarter of a day: an hour gives each of its quarters what a quarter gives four times. */
function quartersOf(work: Work, day: MarketDay): (bigint | undefined)[] {
  const point = pointOn(work, day)
  const found = work.market.readings.get(work.period.point)?.get(day.date)
  const slots = point !== undefined && found?.resolution === point.resolution ? found.slots : []
  return everySlot(day).map((_, q) => {
    if (point?.resolution === 'PT1H') return slots[Math.floor(q / 4)]
    const value = slots[q]
    return value === undefined ? undefined : 4n * value
  })
}

function pointOn({ market, period }: Work, day: MarketDay): PlainPointPeriod | undefined {
  return market.pointPeriods.find((each) => each.point === period.point && inForce(each, day))
}

/** The price of a tariff's day as text; `profile` in a month in which some day has different prices. */
function tariffState(market: PlainMarket, chargeId: number, day: MarketDay): string {
  const days = market.tariffPrices.get(chargeId)
  const isProfile = monthOf(monthOfDay(day), dk.zone).days.some(({ date }) => new Set(days?.get(date) ?? []).size > 1)
  return isProfile ? 'profile' : String(days?.get(day.date)?.[0])
}

function runsOf(days: readonly MarketDay[], stateOf: (day: MarketDay) => string): MarketDay[][] {
  const runs: MarketDay[][] = []
  let before: string | undefined
  for (const day of days) {
    const state = stateOf(day)
    if (state === before) runs.at(-1)?.push(day)
    else runs.push([day])
    before = state
  }
  return runs
}

const inForce = (each: { readonly from: string; readonly to: string | null }, { date }: MarketDay): boolean =>
  each.from <= date && (each.to === null || date < each.to)
const everySlot = (day: MarketDay): true[] => Array.from({ length: slotCount(day, 'PT15M') }, () => true)
const slotsOf = <T>(values: readonly T[] | undefined, day: MarketDay): (T | undefined)[] =>
  everySlot(day).map((_, q) => values?.[q])
const monthOfDay = (day: MarketDay): string => day.date.slice(0, 7)
const lengthOfMonth = ([day]: readonly MarketDay[]): bigint =>
  BigInt(day === undefined ? 1 : monthOf(monthOfDay(day), dk.zone).days.length)
const max = (a: string, b: string): string => (a > b ? a : b)
const min = (a: string, b: string): string => (a < b ? a : b)
