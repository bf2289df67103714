import { divideHalfAway, formatDecimal } from '../../kernel/index.ts'
import type { FinalReadings } from '../final-readings.ts'
import { dayOf } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import { clockQuarter } from '../market-days.ts'
import { exampleCharges } from './charges.ts'
import type { ExampleCharge } from './charges.ts'
import { linksOf } from './charge-links.ts'
import { suppliedPeriods } from './market-tables.ts'
import { quarterEnergy } from './supplied-energy.ts'
import { suppliedPoints } from './supplied-points.ts'

/** What the hub's wholesale fixing of the month must find for our supplier: kroner without VAT, six decimals. */
export interface WholesaleTruth {
  readonly total: string
  /** By code, over both grid areas. */
  readonly charges: readonly { readonly chargeCode: string; readonly amount: string }[]
}

// Energy comes in quarters of a milli-kWh.
const UNITS_A_MILLI_KWH = 4n

/**
 * Settles the charges of our supplier's points by plain loops (settlement 2.2, 2.3): energy is added up by charge, grid area, type,
 * method and slot, then priced and rounded; pieces are added up by day. No part of the settlement room.
 */
export function wholesaleTruth(plan: MarketPlan, readings: FinalReadings): WholesaleTruth {
  const slots = slotsOf(plan, readings)
  const amounts = new Map<string, bigint>()
  for (const { code, quantity, microPrice, scale } of slots.values()) {
    const amount = divideHalfAway(quantity * microPrice, scale)
    amounts.set(code, (amounts.get(code) ?? 0n) + amount)
  }
  const total = [...amounts.values()].reduce((sum, amount) => sum + amount, 0n)
  const charges = [...amounts].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    total: formatDecimal(total, 6, 6),
    charges: charges.map(([chargeCode, amount]) => ({ chargeCode, amount: formatDecimal(amount, 6, 6) })),
  }
}

/** What one amount is made from; `scale` units of quantity are one kWh or piece. */
interface Slot {
  readonly code: string
  readonly microPrice: bigint
  readonly scale: bigint
  quantity: bigint
}

function slotsOf(plan: MarketPlan, readings: FinalReadings): ReadonlyMap<string, Slot> {
  const energy = quarterEnergy(plan, readings)
  const charges = new Map(exampleCharges(plan.settings.month).map((charge) => [charge.code, charge]))
  const statements = Map.groupBy(suppliedPeriods(plan), ({ meteringPointId }): string => meteringPointId)
  const slots = new Map<string, Slot>()
  const add = (key: string, slot: Slot): void => {
    const known = slots.get(key)
    if (known === undefined) slots.set(key, slot)
    else known.quantity += slot.quantity
  }
  for (const point of suppliedPoints(plan)) {
    for (const { code, factor, days } of linksOf(plan.settings.seed, point)) {
      const charge = charges.get(code)
      if (charge === undefined) throw new Error(`no charge ${code}`)
      for (let dayIndex = days.from; dayIndex < days.to; dayIndex += 1) {
        const { date } = dayOf(plan, dayIndex).day
        const known = statements.get(point.meteringPointId)?.findLast(({ validFrom }) => validFrom <= date)
        const key = [code, point.area, known?.type, known?.settlementMethod, dayIndex].join('/')
        if (charge.type !== 'tariff') add(key, unitSlot(plan, charge, factor))
        else
          for (const [slot, one] of tariffSlots(plan, charge, energy(point, dayIndex), dayIndex))
            add(`${key}/${slot}`, one)
      }
    }
  }
  return slots
}

function unitSlot(plan: MarketPlan, { code, type, prices }: ExampleCharge, factor: number): Slot {
  const [price = 0n] = prices[0]?.prices ?? []
  const microPrice = type === 'subscription' ? divideHalfAway(price, BigInt(plan.days.length)) : price
  return { code, microPrice, scale: 1n, quantity: BigInt(factor) }
}

function* tariffSlots(
  plan: MarketPlan,
  { code, resolution, prices }: ExampleCharge,
  quarters: Float64Array,
  dayIndex: number,
): Generator<readonly [slot: number, Slot]> {
  const inForce = prices.findLast(({ fromDay }) => fromDay <= dayIndex)?.prices ?? []
  const size = resolution === 'PT1H' ? 4 : quarters.length
  for (let from = 0; from < quarters.length; from += size) {
    const hour = clockQuarter(dayOf(plan, dayIndex), from) >>> 2
    const microPrice = (inForce.length === 1 ? inForce[0] : inForce[hour]) ?? 0n
    const units = quarters.slice(from, from + size).reduce((sum, value) => sum + value, 0)
    yield [from, { code, microPrice, scale: 1000n * UNITS_A_MILLI_KWH, quantity: BigInt(units) }]
  }
}
