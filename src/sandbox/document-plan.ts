import { WAVES } from './corrections.ts'
import type { Wave } from './corrections.ts'
import { AREAS } from './fixed-points.ts'
import type { Area } from './fixed-points.ts'
import type { FinalReadings } from './final-readings.ts'
import { pointsOf } from './layout.ts'
import type { Range } from './layout.ts'
import { dayOf } from './market.ts'
import type { MarketPlan } from './market.ts'
import { transactionsOf } from './transactions.ts'
import type { PlannedTransaction } from './transactions.ts'

/** A document to be made: everything that a rectangle of points and days has in one wave. It can be made on its own. */
export interface PlannedDocument {
  /** File name without a directory; sorted by name, documents arrive in their order. */
  readonly name: string
  /** Number of the document within its area, wave and days, from 1. */
  readonly part: number
  readonly area: Area
  readonly wave: Wave
  readonly days: Range
  readonly points: Range
  readonly transactions: number
}

/** What a document may hold at most: the hub's limit of transactions, and some 12 MB of JSON. */
export const DOCUMENT_LIMITS = { transactions: 2000, positions: 200_000 } as const

// Corrections are few, so a week of them goes into one document.
const CORRECTION_DAYS = 7

const WAVE_NAMES: Readonly<Record<Wave, string>> = { 1: '1-first', 2: '2-correction', 3: '3-late' }

/** The documents of the market in the order of their arrival, bundled by sender and day. */
export function* planDocuments(plan: MarketPlan, readings: FinalReadings): Generator<PlannedDocument> {
  for (const wave of WAVES) {
    for (const days of windowsOf(plan, wave)) {
      for (const area of AREAS) yield* planBundle(plan, readings, area, wave, days)
    }
  }
}

function windowsOf({ days, settings }: MarketPlan, wave: Wave): Range[] {
  const length = wave === 1 ? settings.daysPerTransaction : CORRECTION_DAYS
  const windows: Range[] = []
  for (let from = 0; from < days.length; from += length)
    windows.push({ from, to: Math.min(from + length, days.length) })
  return windows
}

function* planBundle(
  plan: MarketPlan,
  readings: FinalReadings,
  area: Area,
  wave: Wave,
  days: Range,
): Generator<PlannedDocument> {
  const { from, to } = pointsOf(plan.layout, area)
  let [start, transactions, positions, part] = [from, 0, 0, 1]
  const cut = (end: number): PlannedDocument => ({
    name: nameOf(plan, area, wave, days, part),
    part,
    area,
    wave,
    days,
    points: { from: start, to: end },
    transactions,
  })
  for (let point = from; point < to; point += 1) {
    const own = transactionsOf(plan, readings, point, days, wave)
    if (own.length === 0) continue
    const ownPositions = own.reduce((sum, each) => sum + mostPositions(each), 0)
    if (
      transactions + own.length > DOCUMENT_LIMITS.transactions ||
      positions + ownPositions > DOCUMENT_LIMITS.positions
    ) {
      yield cut(point)
      ;[start, transactions, positions, part] = [point, 0, 0, part + 1]
    }
    transactions += own.length
    positions += ownPositions
  }
  if (transactions > 0) yield cut(to)
}

function mostPositions({ days, hourly }: PlannedTransaction): number {
  return (days.to - days.from) * (hourly ? 25 : 100)
}

function nameOf(plan: MarketPlan, area: Area, wave: Wave, days: Range, part: number): string {
  return `${WAVE_NAMES[wave]}-${dayOf(plan, days.from).day.date}-${area}-${String(part).padStart(5, '0')}.json`
}
