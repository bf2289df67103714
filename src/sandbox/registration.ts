import type { CorrectionKind, Wave } from './corrections.ts'
import { hashOf, PURPOSE } from './hash.ts'
import { dayOf } from './market.ts'
import type { MarketPlan } from './market.ts'

const HOUR_MS = 3_600_000

// Meters are read in the morning after; corrections follow within two weeks, as BRS-021 has it.
const DELAY_MS: Readonly<Record<Wave, number>> = {
  1: 5 * HOUR_MS,
  2: 125 * HOUR_MS,
  3: 221 * HOUR_MS,
}

/** The last day of the transaction in which a day is first delivered. */
export function lastDayOfWindow({ days, settings }: MarketPlan, dayIndex: number): number {
  const inWindow = dayIndex % settings.daysPerTransaction
  return Math.min(dayIndex - inWindow + settings.daysPerTransaction, days.length) - 1
}

/**
 * When the values of a delivery were registered, epoch milliseconds. Later waves are registered later, so the order in
 * which documents are imported does not matter; only a late duplicate repeats the time of its first delivery.
 */
export function registeredAtMs(
  plan: MarketPlan,
  point: number,
  dayIndex: number,
  wave: Wave,
  kind: CorrectionKind,
): number {
  const last = dayOf(plan, lastDayOfWindow(plan, dayIndex))
  const minute = hashOf(plan.settings.seed, PURPOSE.registration, point, last.day.dayNumber) % 60
  const asWave = kind === 'late_duplicate' && wave === 3 ? 1 : wave
  return last.day.endMs + DELAY_MS[asWave] + minute * 60_000
}

/** When a document was made, epoch milliseconds: an hour after the last registration in it. */
export function createdAtMs(plan: MarketPlan, lastDayIndex: number, wave: Wave): number {
  return dayOf(plan, lastDayOfWindow(plan, lastDayIndex)).day.endMs + DELAY_MS[wave] + HOUR_MS
}
