import { slotClassOf } from '../kernel/index.ts'
import type { DayRows } from '../kernel/index.ts'
import { newDayRows } from '../measurements/index.ts'
import { fillRow, openBlock } from './day-row.ts'
import type { FinalReadings } from './final-readings.ts'
import type { Range } from './layout.ts'
import { dayOf } from './market.ts'
import type { MarketPlan } from './market.ts'

/** Final readings of some points: row r of `rows` belongs to point number `points[r]`. */
export interface ReadingDays {
  readonly rows: DayRows
  readonly points: Int32Array
}

/**
 * The days of a range of points as they stand when every correction has arrived; ordered by day, then by point.
 * @param points point numbers, 0 up to the market's count
 * @param days day indexes of the month
 * @returns a block for hours and one for quarters; either may be empty
 */
export function readingDays(
  plan: MarketPlan,
  readings: FinalReadings,
  points: Range,
  days: Range,
): { readonly hours: ReadingDays; readonly quarters: ReadingDays } {
  return {
    hours: blockOf(plan, readings, points, days, true),
    quarters: blockOf(plan, readings, points, days, false),
  }
}

function blockOf(plan: MarketPlan, readings: FinalReadings, points: Range, days: Range, hourly: boolean): ReadingDays {
  const numbers: number[] = []
  const dayIndexes: number[] = []
  for (let dayIndex = days.from; dayIndex < days.to; dayIndex += 1) {
    for (let point = points.from; point < points.to; point += 1) {
      if (readings.meteredHourly(point, dayIndex) !== hourly) continue
      numbers.push(point)
      dayIndexes.push(dayIndex)
    }
  }
  const block = openBlock(newDayRows(slotClassOf(hourly ? 'PT1H' : 'PT15M'), numbers.length))
  numbers.forEach((point, row) => {
    const dayIndex = dayIndexes[row] ?? 0
    const final = readings.dayOf(point, dayIndex)
    if (final === undefined) throw new Error(`point ${point} has no readings on day ${dayIndex}`)
    const all = { from: 0, to: final.slots }
    fillRow(
      block,
      row,
      dayOf(plan, dayIndex).day.dayNumber,
      final,
      { stated: all, values: 'final', wrong: all, allEstimated: false },
      0,
    )
  })
  return { rows: block.rows, points: Int32Array.from(numbers) }
}
