import { dayShapes } from './day-shapes.ts'
import type { DayShape, DayShapes } from './day-shapes.ts'
import { firstState, hashOf, nextState, PURPOSE } from './hash.ts'
import type { DayOfMonth } from './market-days.ts'
import type { MarketSettings } from './options.ts'
import type { OrdinaryPoint } from './ordinary-point.ts'
import type { SlotRun } from './quality-runs.ts'

/** milli-kWh of the slots of one day: safe integers, not negative. Room for the 100 quarters of the longest day. */
export type DayValues = Float64Array

/** An empty day to fill. */
export function newDayValues(): DayValues {
  return new Float64Array(100)
}

/**
 * Fills the readings of a consumption or production point's day, as they finally stand.
 * @param shape of its kind and variant on that day
 * @param missing slots that keep 0 because nobody ever gives their value
 * @returns how many slots the day has
 */
export function fillOrdinary(
  out: DayValues,
  settings: MarketSettings,
  point: number,
  day: DayOfMonth,
  { size }: OrdinaryPoint,
  weights: Int32Array,
  missing: SlotRun,
): number {
  let state = firstState(hashOf(settings.seed, PURPOSE.values, point, day.day.dayNumber) | 0)
  const slots = weights.length
  for (let k = 0; k < slots; k += 1) {
    state = nextState(state)
    // Three quarters up to five quarters of the shape. Below 2^32: 120,000 * 4,000, and its 1,024th * 1,279.
    const noise = 768 + (state & 511)
    const shaped = (size * (weights[k] ?? 0)) >>> 10
    out[k] = (shaped * noise) >>> 10
  }
  out.fill(0, missing.from, missing.to)
  return slots
}

/** The weights that a point's readings follow on a day. */
export function weightsOf(shapes: DayShapes, point: OrdinaryPoint, hourly: boolean): Int32Array {
  const shape: DayShape | undefined = shapes[point.kind]?.[point.variant]
  if (shape === undefined) throw new RangeError(`no shape of kind ${point.kind}, variant ${point.variant}`)
  return hourly ? shape.hours : shape.quarters
}

/** A reader of day shapes that makes each day's once. */
export function shapesOf(seed: number, days: readonly DayOfMonth[]): (area: number, dayIndex: number) => DayShapes {
  const made = new Map<number, DayShapes>()
  return (area, dayIndex) => {
    const key = area * days.length + dayIndex
    const known = made.get(key)
    if (known !== undefined) return known
    const day = days[dayIndex]
    if (day === undefined) throw new RangeError(`the month has days 0 to ${days.length - 1}, not ${dayIndex}`)
    const shapes = dayShapes(seed, area, day)
    made.set(key, shapes)
    return shapes
  }
}
