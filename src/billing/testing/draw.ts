import { slotCount } from '../../kernel/index.ts'
import type { MarketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { marketDays } from '../models/calendar.ts'

/** Draws the parts of a random market from a seed: the same seed draws the same. */
export interface Draw {
  readonly days: readonly MarketDay[]
  readonly dates: readonly string[]
  readonly first: string
  readonly last: string
  /** whether anything may lack */
  readonly hasFaults: boolean
  /** a whole number from 0, below a bound */
  readonly below: (bound: number) => number
  readonly either: <T>(...values: readonly T[]) => T
  /** once in so many times */
  readonly rarely: (times: number) => boolean
  /** once in so many times, where anything may lack */
  readonly lacks: (times: number) => boolean
  /** any of the days */
  readonly day: () => string
}

/** Twenty days of a spring or an autumn, the one of 23 or 25 hours among them. */
export function drawFrom(o: { readonly seed: number; readonly autumn: boolean; readonly hasFaults: boolean }): Draw {
  const below = generator(o.seed)
  const first = o.autumn ? '2026-10-20' : '2026-03-22'
  const days = marketDays(first, o.autumn ? '2026-11-08' : '2026-04-10', dk.zone)
  const dates = days.map(({ date }) => date)
  const either = <T>(...values: readonly T[]): T => values[below(values.length)] as T
  const rarely = (times: number): boolean => below(times) === 0
  const lacks = (times: number): boolean => o.hasFaults && rarely(times)
  const last = dates.at(-1) ?? first
  return { days, dates, first, last, hasFaults: o.hasFaults, below, either, rarely, lacks, day: () => either(...dates) }
}

/** A value for each slot of a day; where `mayLack`, some have none. */
export function perSlot(
  draw: Draw,
  count: number,
  value: (slot: number) => bigint,
  mayLack: boolean,
): (bigint | undefined)[] {
  return Array.from({ length: count }, (_, slot) => (mayLack && draw.rarely(30) ? undefined : value(slot)))
}

/** How many quarters a day has. */
export function quartersIn(draw: Draw, date: string): number {
  const day = draw.days.find((each) => each.date === date)
  return day === undefined ? 96 : slotCount(day, 'PT15M')
}

// mulberry32
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.trunc((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
