import { OWN_AREAS } from './fixed-points.ts'
import type { Area } from './fixed-points.ts'
import { layoutOf } from './layout.ts'
import type { Layout } from './layout.ts'
import { daysOfMonth } from './market-days.ts'
import type { DayOfMonth } from './market-days.ts'
import { settingsOf } from './options.ts'
import type { MarketOptions, MarketSettings } from './options.ts'
import { shapesOf } from './ordinary-values.ts'
import type { DayShapes } from './day-shapes.ts'

/** What every part of the generator works from: nothing in it grows with the number of points. */
export interface MarketPlan {
  readonly settings: MarketSettings
  readonly layout: Layout
  readonly days: readonly DayOfMonth[]
  /** The load shapes of an own area (0 or 1) on a day. */
  readonly shapes: (area: number, dayIndex: number) => DayShapes
}

/** Prepares a market. @throws GridbookError CONFIG_INVALID when an option is out of its range */
export function planMarket(options: MarketOptions): MarketPlan {
  const settings = settingsOf(options)
  const days = daysOfMonth(settings.month)
  return {
    settings,
    layout: layoutOf(settings.meteringPoints),
    days,
    shapes: shapesOf(settings.seed, days),
  }
}

/** A day of the month. @throws RangeError when the month has no such day */
export function dayOf({ days, settings }: MarketPlan, dayIndex: number): DayOfMonth {
  const day = days[dayIndex]
  if (day === undefined) throw new RangeError(`${settings.month} has days 0 to ${days.length - 1}, not ${dayIndex}`)
  return day
}

/** Number of an own area, 0 or 1; -1 for a neighbour. */
export function ownAreaNumber(area: Area): number {
  return OWN_AREAS.findIndex((own) => own === area)
}
