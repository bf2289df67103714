import { exchangeDay } from './exchange-day.ts'
import type { ExchangeDay } from './exchange-day.ts'
import { placeOf } from './layout.ts'
import type { Place } from './layout.ts'
import { dayOf, ownAreaNumber } from './market.ts'
import type { MarketPlan } from './market.ts'
import type { DayOfMonth } from './market-days.ts'
import { isActive, isHourly, ordinaryPoint } from './ordinary-point.ts'
import type { OrdinaryPoint } from './ordinary-point.ts'
import { fillOrdinary, newDayValues, weightsOf } from './ordinary-values.ts'
import type { DayValues } from './ordinary-values.ts'
import { qualityRuns } from './quality-runs.ts'
import type { QualityRuns } from './quality-runs.ts'

/** One point's day as it stands when every correction has arrived. */
export interface FinalDay {
  readonly hourly: boolean
  readonly slots: number
  /** milli-kWh by slot; the array is used again for the next day that is asked for. */
  readonly values: DayValues
  readonly qualities: QualityRuns
}

/** Answers for any point and day on its own. */
export interface FinalReadings {
  /** Whether and how a point is metered on a day, without making its values; undefined when it has no readings. */
  meteredHourly(point: number, dayIndex: number): boolean | undefined
  /** A point's day; undefined for loss points, which nobody meters, and for points that are not active. */
  dayOf(point: number, dayIndex: number): FinalDay | undefined
  /** The exchange and the balance of a day; the first question of a day adds up all its points. */
  exchange(dayIndex: number): ExchangeDay
}

/** Makes a reader of final readings; it keeps the exchange of every day it was asked for, which is small, and nothing else. */
export function finalReadings(plan: MarketPlan): FinalReadings {
  const exchanges = new Map<number, ExchangeDay>()
  const scratch = newDayValues()
  const exchange = (dayIndex: number): ExchangeDay => {
    const known = exchanges.get(dayIndex)
    if (known !== undefined) return known
    const made = exchangeDay(plan, dayIndex)
    exchanges.set(dayIndex, made)
    return made
  }
  return {
    exchange,
    meteredHourly(number, dayIndex) {
      const place = placeOf(plan.layout, number)
      if (place.fixed !== undefined) return place.fixed.role === 'exchange' ? place.fixed.hourly : undefined
      const point = pointAt(plan, number, place.rank)
      return isActive(point, dayIndex) ? isHourly(point, dayIndex) : undefined
    },
    dayOf(number, dayIndex) {
      const place = placeOf(plan.layout, number)
      const day = dayOf(plan, dayIndex)
      return place.fixed === undefined
        ? ordinaryDay(plan, place, number, day, scratch)
        : fixedDay(plan, place, number, day, exchange)
    },
  }
}

function fixedDay(
  plan: MarketPlan,
  { fixed }: Place,
  number: number,
  day: DayOfMonth,
  exchange: (dayIndex: number) => ExchangeDay,
): FinalDay | undefined {
  if (fixed?.role !== 'exchange') return undefined
  const values = exchange(day.index).readings.get(number)
  if (values === undefined) throw new Error(`exchange point ${number} has no readings on ${day.day.date}`)
  const slots = fixed.hourly ? day.day.hours : day.quarters
  return {
    hourly: fixed.hourly,
    slots,
    values,
    qualities: qualityRuns(plan.settings, number, day.day.dayNumber, slots, false),
  }
}

function ordinaryDay(
  plan: MarketPlan,
  place: Place & { readonly rank: number },
  number: number,
  day: DayOfMonth,
  scratch: DayValues,
): FinalDay | undefined {
  const point = pointAt(plan, number, place.rank)
  if (!isActive(point, day.index)) return undefined
  const hourly = isHourly(point, day.index)
  const weights = weightsOf(plan.shapes(ownAreaNumber(place.area.area), day.index), point, hourly)
  const qualities = qualityRuns(plan.settings, number, day.day.dayNumber, weights.length, true)
  const slots = fillOrdinary(scratch, plan.settings, number, day, point, weights, qualities.missing)
  return { hourly, slots, values: scratch, qualities }
}

function pointAt(plan: MarketPlan, number: number, rank: number): OrdinaryPoint {
  return ordinaryPoint(plan.settings, number, rank, plan.days.length)
}
