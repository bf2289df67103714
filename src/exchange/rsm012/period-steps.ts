import { addDays, isLocalMidnight, marketDayOf } from '../../kernel/index.ts'
import type { MarketDay, MarketZone } from '../../kernel/index.ts'
import type { Interval } from './interval.ts'

/** A resolution longer than the slots of a day. */
export type PeriodResolution = 'P1D' | 'P1M' | 'P1Y'

/** The positions of an interval in such a resolution. */
export interface PeriodSteps {
  readonly count: number
  /** where the step begins, epoch milliseconds, counted from 0; `count` gives the interval's end */
  readonly startMs: (step: number) => number
}

/** Whether a text is one of them. */
export function isPeriodResolution(text: string): text is PeriodResolution {
  return text === 'P1D' || text === 'P1M' || text === 'P1Y'
}

/**
 * Divides an interval: days from midnight to midnight, months of the calendar (the first may begin within its month, the
 * last ends with it: settlement 5.3), years from the day of the start. The last 365 days of a yearly amount are one year
 * too, whether or not 29 February is among them (settlement 5.1, BRS-024).
 * @returns undefined when the interval is not aligned to the resolution
 */
export function periodSteps(
  resolution: PeriodResolution,
  interval: Interval,
  zone: MarketZone,
): PeriodSteps | undefined {
  const { fromMs, toMs } = interval
  if (!isLocalMidnight(fromMs, zone) || !isLocalMidnight(toMs, zone)) return undefined
  const first = marketDayOf(fromMs, zone)
  const startMs = (step: number): number => (step === 0 ? fromMs : dayOfStep(first, resolution, step).startMs)
  const last = marketDayOf(toMs, zone)
  if (resolution === 'P1Y' && last.dayNumber - first.dayNumber === 365) {
    return { count: 1, startMs: (step) => (step === 0 ? fromMs : toMs) }
  }
  const count = stepsBetween(first, last, resolution)
  return count > 0 && startMs(count) === toMs ? { count, startMs } : undefined
}

function stepsBetween(first: MarketDay, end: MarketDay, resolution: PeriodResolution): number {
  if (resolution === 'P1D') return end.dayNumber - first.dayNumber
  const [from, to] = [partsOf(first), partsOf(end)]
  return resolution === 'P1Y' ? to.year - from.year : 12 * (to.year - from.year) + to.month - from.month
}

function dayOfStep(first: MarketDay, resolution: PeriodResolution, step: number): MarketDay {
  if (resolution === 'P1D') return addDays(first, step)
  const { year, month, day } = partsOf(first)
  const utcMs = resolution === 'P1M' ? Date.UTC(year, month - 1 + step, 1) : Date.UTC(year + step, month - 1, day)
  return addDays(first, utcMs / MS_PER_UTC_DAY - first.dayNumber)
}

function partsOf(marketDay: MarketDay): { readonly year: number; readonly month: number; readonly day: number } {
  const [year = 0, month = 1, day = 1] = marketDay.date.split('-').map(Number)
  return { year, month, day }
}

const MS_PER_UTC_DAY = 86_400_000
