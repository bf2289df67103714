import { between, scaled } from './integers.ts'
import { LOAD_KINDS, WEEKEND_DAY, WORKING_DAY } from './load-tables.ts'
import type { HourShape, LoadKind } from './load-tables.ts'
import { clockQuarter } from './market-days.ts'
import type { DayOfMonth } from './market-days.ts'
import { coldOf, sunAt, windAt } from './weather.ts'

/** The weights of a day's slots for one kind of point, out of 1,000 for a quarter and 4,000 for an hour. */
export interface DayShape {
  readonly quarters: Int32Array
  readonly hours: Int32Array
}

/** People differ: some rise and dine a quarter or two earlier than others. */
export const VARIANTS = 4

/** The shapes of one day in one area: `[kind][variant]`. */
export type DayShapes = readonly (readonly DayShape[])[]

/**
 * Makes the shapes of a day.
 * @param area 0 or 1, the number of the own area: areas have their own weather
 */
export function dayShapes(seed: number, area: number, day: DayOfMonth): DayShapes {
  return LOAD_KINDS.map((kind) =>
    Array.from({ length: VARIANTS }, (_, variant) => shapeOf(seed, area, day, kind, variant)),
  )
}

function shapeOf(seed: number, area: number, day: DayOfMonth, kind: LoadKind, variant: number): DayShape {
  const quarters = Int32Array.from({ length: day.quarters }, (_, k) =>
    weightAt(seed, area, day, kind, variant, clockQuarter(day, k)),
  )
  const hours = Int32Array.from({ length: day.day.hours }, (_, h) =>
    quarters.subarray(4 * h, 4 * h + 4).reduce((sum, weight) => sum + weight, 0),
  )
  return { quarters, hours }
}

function weightAt(
  seed: number,
  area: number,
  day: DayOfMonth,
  kind: LoadKind,
  variant: number,
  quarter: number,
): number {
  if (kind === 'solar') return sunAt(seed, area, day, quarter)
  if (kind === 'wind') return windAt(seed, area, day, quarter)
  const shape = (day.isWeekend ? WEEKEND_DAY : WORKING_DAY)[kind]
  const weight = atQuarter(shape, quarter + variant)
  return kind === 'heat_pump' ? scaled(weight, coldOf(seed, area, day)) : weight
}

function atQuarter(shape: HourShape, quarter: number): number {
  const hour = ((quarter - (quarter % 4)) / 4) % 24
  return between(shape[hour] ?? 0, shape[(hour + 1) % 24] ?? 0, quarter % 4, 4)
}
