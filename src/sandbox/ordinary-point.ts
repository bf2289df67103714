import { VARIANTS } from './day-shapes.ts'
import { hashOf, pick, PURPOSE } from './hash.ts'
import { KIND_SHARES, LOAD_KINDS, SIZES } from './load-tables.ts'
import type { LoadKind } from './load-tables.ts'
import type { MarketSettings } from './options.ts'

/** What happens to some points at a midnight within the month. */
export type EventKind = 'start' | 'stop' | 'supplier' | 'method' | 'resolution'

/** One event of a point: `dayIndex` is the first day of the new state. */
export interface PointEvent {
  readonly kind: EventKind
  readonly dayIndex: number
}

/** A consumption or production point, as its number alone determines it. */
export interface OrdinaryPoint {
  /** Position in LOAD_KINDS. */
  readonly kind: number
  readonly isProduction: boolean
  /** milli-kWh in a quarter-hour at a shape of 1,000. */
  readonly size: number
  readonly variant: number
  /** Before its event, if any. */
  readonly hourly: boolean
  /** Before its event, if any; meaningless for production. */
  readonly nonProfiled: boolean
  /** Number of the supplier before its event: 0, 1 or 2. */
  readonly supplier: number
  readonly event: PointEvent | undefined
}

/** How many suppliers share the market. */
export const SUPPLIER_COUNT = 3

// Out of 1,000 points.
const EVENT_SHARES: readonly (readonly [EventKind, number])[] = [
  ['start', 20],
  ['stop', 15],
  ['supplier', 25],
  ['method', 10],
  ['resolution', 10],
]

const KIND_OF_HUNDRED: readonly number[] = LOAD_KINDS.flatMap((kind, number) =>
  Array.from({ length: KIND_SHARES[kind] }, () => number),
)

/**
 * A point from its number.
 * @param rank its number within its area: kinds take turns in every hundred, so that small markets have all of them
 * @param days length of the month: no event falls on its first day
 */
export function ordinaryPoint(settings: MarketSettings, point: number, rank: number, days: number): OrdinaryPoint {
  const hash = hashOf(settings.seed, PURPOSE.point, point, 0)
  const traits = hashOf(settings.seed, PURPOSE.point, point, 1)
  // 37 has no factor in common with 100, so a hundred successive ranks meet every kind in its share.
  const kind = KIND_OF_HUNDRED[(rank * 37) % 100] ?? 0
  const name = LOAD_KINDS[kind] ?? 'household'
  const hourly = pick(traits, 0, 100) < settings.hourlyPercent
  const isProduction = name === 'solar' || name === 'wind'
  return {
    kind,
    isProduction,
    size: pick(hash, ...SIZES[name]),
    variant: (traits >>> 8) % VARIANTS,
    hourly,
    nonProfiled: isNonProfiled(name, traits >>> 12),
    supplier: (traits >>> 20) % SUPPLIER_COUNT,
    event: eventOf(hashOf(settings.seed, PURPOSE.event, point, 0), isProduction, hourly, days),
  }
}

/** Whether a point is measured on a day: it may start or stop within the month. */
export function isActive({ event }: OrdinaryPoint, dayIndex: number): boolean {
  if (event?.kind === 'start') return dayIndex >= event.dayIndex
  return event?.kind !== 'stop' || dayIndex < event.dayIndex
}

/** Whether a point is metered by the hour on a day: some hourly meters are replaced by quarter-hour ones. */
export function isHourly({ hourly, event }: OrdinaryPoint, dayIndex: number): boolean {
  return hourly && !(event?.kind === 'resolution' && dayIndex >= event.dayIndex)
}

function isNonProfiled(kind: LoadKind, hash: number): boolean {
  return kind === 'industry' || (kind === 'shop' && hash % 2 === 0)
}

function eventOf(hash: number, isProduction: boolean, hourly: boolean, days: number): PointEvent | undefined {
  let left = hash % 1000
  for (const [kind, share] of EVENT_SHARES) {
    if (left < share) {
      const isPossible = kind === 'method' ? !isProduction : kind !== 'resolution' || hourly
      return isPossible ? { kind, dayIndex: pick(hash >>> 10, 1, days) } : undefined
    }
    left -= share
  }
  return undefined
}
