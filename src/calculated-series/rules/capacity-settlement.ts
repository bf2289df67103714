import { divideHalfAway, QUALITIES, type Quality } from '../../kernel/index.ts'
import type { CalculatedDay } from '../model.ts'
import { commonDays, daysIn, type DaySpan } from './day-span.ts'
import { yearsBefore } from './settlement-year.ts'

/**
 * What a point used in one hour of UTC, of the readings of one quality. The market's calculation groups hours by quality
 * too, so an hour of mixed qualities is two candidates (settlement 4); kept, because it decides which hours are the largest.
 */
export interface HourCandidate {
  /** first instant of the hour, epoch milliseconds */
  readonly startMs: number
  readonly quality: Quality
  readonly microKwh: bigint
}

/** What capacity settlement says of a child in a month. */
export interface CapacitySettlement {
  /** the days whose hours were looked at */
  readonly window: DaySpan
  /** the largest hours, the largest first: ten, or as many as there are */
  readonly peaks: readonly HourCandidate[]
  /** each day of the month that lies in the window and in which the child is coupled */
  readonly days: readonly CalculatedDay[]
}

const MOST_PEAKS = 10

/** The days whose hours count for a month: at most the year before its end, and only those of one customer. */
export function selectionWindow(month: DaySpan, customer: DaySpan): DaySpan | undefined {
  return commonDays({ fromDay: yearsBefore(month.toDay, 1), toDay: month.toDay }, customer)
}

/** Adds a candidate to the largest, which stay in order and never become more than ten. */
export function keepLargest(peaks: HourCandidate[], candidate: HourCandidate): void {
  const last = peaks.at(-1)
  if (peaks.length === MOST_PEAKS && last !== undefined && bySize(last, candidate) <= 0) return
  const place = peaks.findIndex((peak) => bySize(candidate, peak) < 0)
  peaks.splice(place < 0 ? peaks.length : place, 0, candidate)
  if (peaks.length > MOST_PEAKS) peaks.pop()
}

// The largest first; of equal ones the earliest, so that the same readings always have the same ten.
function bySize(a: HourCandidate, b: HourCandidate): number {
  if (a.microKwh !== b.microKwh) return a.microKwh > b.microKwh ? -1 : 1
  return a.startMs - b.startMs || QUALITIES.indexOf(a.quality) - QUALITIES.indexOf(b.quality)
}

/**
 * The mean of the ten largest hours on each day of the month, rounded half away from zero to three decimals (settlement 4,
 * D19). Nothing when no hour has a reading.
 * @param peaks the largest hours of the window, by keepLargest
 * @param coupled when the child is coupled to the parent
 */
export function capacitySettlement(
  month: DaySpan,
  window: DaySpan,
  peaks: readonly HourCandidate[],
  coupled: readonly DaySpan[],
): CapacitySettlement {
  if (peaks.length === 0) return { window, peaks, days: [] }
  const total = peaks.reduce((sum, { microKwh }) => sum + microKwh, 0n)
  const milliKwh = divideHalfAway(total, BigInt(peaks.length) * 1000n)
  const inMonth = commonDays(month, window)
  const days = coupled
    .flatMap((span) => (inMonth === undefined ? [] : (commonDays(inMonth, span) ?? [])))
    .flatMap((span) => daysIn(span))
    .map((day): CalculatedDay => ({ day, milliKwh, settlementType: null }))
  return { window, peaks, days }
}
