import { finding, formatInstant, isLocalMidnight, marketDayOf, parseInstant } from '../../kernel/index.ts'
import type { Finding, MarketZone, Where } from '../../kernel/index.ts'
import { MISFIT } from '../json/scanner.ts'
import type { Scalar } from '../json/scanner.ts'
import { quoted } from '../quoted.ts'

/** The half-open interval of a transaction, epoch milliseconds; NaN for an end that is absent or unreadable. */
export interface Interval {
  readonly fromMs: number
  readonly toMs: number
}

const MS_PER_HOUR = 3_600_000
const SHORTEST_MS = 4 * MS_PER_HOUR
// Before and after, no meter sends intervals; the calendar of the market is certain only in between.
const EARLIEST_MS = Date.UTC(1990, 0, 1)
const LATEST_MS = Date.UTC(2100, 0, 1)

/** Reads both ends of an interval and reports what forbids it (settlement 5.3, E50). @param at the place of `timeInterval` */
export function readInterval(
  ends: { readonly start: Scalar; readonly end: Scalar },
  zone: MarketZone,
  at: () => Where,
): { readonly interval: Interval; readonly findings: Finding[] } {
  const findings: Finding[] = []
  const fromMs = readEnd(ends.start, 'start', at, findings)
  const toMs = readEnd(ends.end, 'end', at, findings)
  const fault = faultOf(fromMs, toMs, zone, at)
  if (fault !== undefined) findings.push(fault)
  return { interval: { fromMs, toMs }, findings }
}

/** What is special about the days that an interval begins on: said where a position lies beyond its end. */
export function dayLengthNote(interval: Interval, zone: MarketZone): string {
  const day = marketDayOf(interval.fromMs, zone)
  return day.hours === 24 ? '' : `: ${day.date} has ${day.hours} hours`
}

function readEnd(value: Scalar, name: 'start' | 'end', at: () => Where, findings: Finding[]): number {
  if (value === undefined || value === '') {
    findings.push(finding('E50', `the interval has no ${name}`, within(at(), name)))
    return Number.NaN
  }
  const instantMs = value === MISFIT ? undefined : parseInstant(value)
  if (instantMs !== undefined) return instantMs
  const shown = value === MISFIT ? 'is not a text' : `${quoted(value)} is not an instant such as 2026-03-01T23:00Z`
  findings.push(finding('FIELD_INVALID', `the ${name} of the interval ${shown}`, within(at(), name)))
  return Number.NaN
}

function faultOf(fromMs: number, toMs: number, zone: MarketZone, at: () => Where): Finding | undefined {
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return undefined
  const shown = (): string => `${formatInstant(fromMs)} to ${formatInstant(toMs)}`
  if (fromMs >= toMs) return finding('E50', `the interval ${shown()} does not end after it starts`, at())
  if (fromMs < EARLIEST_MS || toMs > LATEST_MS)
    return finding('E17', `the interval ${shown()} lies outside 1990 to 2099`, at())
  if (toMs - fromMs < SHORTEST_MS) return finding('E50', `the interval ${shown()} is shorter than four hours`, at())
  return dayLengthFault(fromMs, toMs, zone, at)
}

// Whole times of 24 hours that begin or end at a local midnight but not both: somebody took every day for 24 hours long.
function dayLengthFault(fromMs: number, toMs: number, zone: MarketZone, at: () => Where): Finding | undefined {
  if ((toMs - fromMs) % (24 * MS_PER_HOUR) !== 0) return undefined
  const [fromMidnight, toMidnight] = [isLocalMidnight(fromMs, zone), isLocalMidnight(toMs, zone)]
  if (fromMidnight === toMidnight) return undefined
  const hours = (toMs - fromMs) / MS_PER_HOUR
  const end = fromMidnight
    ? 'starts at a local midnight but does not end'
    : 'ends at a local midnight but does not start'
  const message = `the interval of ${hours} hours ${end} at one: it holds a day of 23 or 25 hours`
  return finding('DAY_LENGTH', message, { ...at(), day: marketDayOf(fromMs, zone).date })
}

function within(where: Where, name: string): Where {
  return { ...where, path: `${where.path ?? ''}.${name}`, field: name }
}
