import { correctionOf, isIn } from './corrections.ts'
import type { Wave } from './corrections.ts'
import type { FinalReadings } from './final-readings.ts'
import type { Range } from './layout.ts'
import { dayOf } from './market.ts'
import type { MarketPlan } from './market.ts'

/** One transaction to be made: a point's days, all metered alike. */
export interface PlannedTransaction {
  readonly point: number
  /** Day indexes of the month. */
  readonly days: Range
  readonly hourly: boolean
}

/**
 * The transactions of one point in a wave and a window of days. First deliveries take the window's days together, cut
 * where the point starts, stops or changes its resolution; every later delivery speaks of one day.
 */
export function transactionsOf(
  plan: MarketPlan,
  readings: FinalReadings,
  point: number,
  window: Range,
  wave: Wave,
): PlannedTransaction[] {
  const found: PlannedTransaction[] = []
  for (let dayIndex = window.from; dayIndex < window.to; dayIndex += 1) {
    // Asked first because it is cheap, and most days have no later delivery.
    if (!isDelivered(plan, point, dayIndex, wave)) continue
    const hourly = readings.meteredHourly(point, dayIndex)
    if (hourly === undefined) continue
    const last = found.at(-1)
    if (wave === 1 && last?.days.to === dayIndex && last.hourly === hourly) {
      found[found.length - 1] = { point, days: { from: last.days.from, to: dayIndex + 1 }, hourly }
    } else {
      found.push({ point, days: { from: dayIndex, to: dayIndex + 1 }, hourly })
    }
  }
  return found
}

function isDelivered(plan: MarketPlan, point: number, dayIndex: number, wave: Wave): boolean {
  return wave === 1 || isIn(wave, correctionOf(plan.settings, point, dayOf(plan, dayIndex).day.dayNumber))
}
