import { formatDecimal } from '../kernel/index.ts'
import { OWN_AREAS } from './fixed-points.ts'
import type { OwnArea } from './fixed-points.ts'
import type { FinalReadings } from './final-readings.ts'
import type { MarketPlan } from './market.ts'

/** What balance settlement must find for one area, kWh with three decimals: all as metered, before the loss is dealt out. */
export interface AreaTruth {
  readonly consumption: string
  readonly production: string
  /** Imports positive. */
  readonly netExchange: string
  /** netExchange + production - consumption (settlement 1.5, row 6). */
  readonly gridLoss: string
}

/** The truth of every own area. */
export type MarketTruth = Readonly<Record<OwnArea, AreaTruth>>

/** The truth of the whole month, or of one hour of one day. It adds up the readings of all points of the days asked for. */
export function truthOf(
  plan: MarketPlan,
  readings: FinalReadings,
  at?: { readonly dayIndex: number; readonly hour: number },
): MarketTruth {
  const [first, second] = OWN_AREAS.map((area) => areaTruth(plan, readings, area, at))
  if (first === undefined || second === undefined) throw new Error('the market has two own areas')
  return { '801': first, '802': second }
}

function areaTruth(
  plan: MarketPlan,
  readings: FinalReadings,
  area: OwnArea,
  at: { readonly dayIndex: number; readonly hour: number } | undefined,
): AreaTruth {
  const totals = { consumption: 0n, production: 0n, netExchange: 0n }
  for (const { index, quarters } of plan.days) {
    if (at !== undefined && at.dayIndex !== index) continue
    const [from, to] = at === undefined ? [0, quarters] : [4 * at.hour, 4 * at.hour + 4]
    const balance = readings.exchange(index).balances[area]
    totals.consumption += sumOf(balance.consumption, from, to)
    totals.production += sumOf(balance.production, from, to)
    totals.netExchange += sumOf(balance.netExchange, from, to)
  }
  return {
    consumption: inKwh(totals.consumption),
    production: inKwh(totals.production),
    netExchange: inKwh(totals.netExchange),
    gridLoss: inKwh(totals.netExchange + totals.production - totals.consumption),
  }
}

function sumOf(quarters: Float64Array, from: number, to: number): bigint {
  return quarters.subarray(from, to).reduce((sum, value) => sum + BigInt(value), 0n)
}

/** Whole hours have no remainder: an hourly reading stands in all four quarters. */
function inKwh(quartersOfMilliKwh: bigint): string {
  if (quartersOfMilliKwh % 4n !== 0n) throw new Error(`${quartersOfMilliKwh} quarters of a milli-kWh are not whole`)
  return formatDecimal(quartersOfMilliKwh / 4n, 3, 3)
}
