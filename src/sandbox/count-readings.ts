import { contentOf, correctionOf } from './corrections.ts'
import type { PlannedDocument } from './document-plan.ts'
import type { FinalReadings } from './final-readings.ts'
import { dayOf } from './market.ts'
import type { MarketPlan } from './market.ts'
import { transactionsOf } from './transactions.ts'

/** How many readings a planned document states, without making one of them. */
export function countReadings(plan: MarketPlan, readings: FinalReadings, planned: PlannedDocument): number {
  const { points, days, wave } = planned
  let count = 0
  for (let number = points.from; number < points.to; number += 1) {
    for (const { days: stated, hourly } of transactionsOf(plan, readings, number, days, wave)) {
      for (let dayIndex = stated.from; dayIndex < stated.to; dayIndex += 1) {
        const { day, quarters } = dayOf(plan, dayIndex)
        const kind = correctionOf(plan.settings, number, day.dayNumber)
        const slots = hourly ? day.hours : quarters
        const content = contentOf(plan.settings, number, day.dayNumber, kind, wave, slots)
        count += content.stated.to - content.stated.from
      }
    }
  }
  return count
}
