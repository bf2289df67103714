import { hashOf, pick, PURPOSE } from './hash.ts'
import type { MarketSettings } from './options.ts'
import type { SlotRun } from './quality-runs.ts'

/**
 * How a day is delivered. In the order of arrival:
 * whole_day: wrong values, then the right ones; single_positions: a few wrong values, then those alone;
 * withdrawal: right values, a few of them withdrawn, then delivered again; late_duplicate: wrong values, the right ones,
 * and then the first delivery again under its old registration time, which must change nothing.
 */
export type CorrectionKind = 'none' | 'whole_day' | 'single_positions' | 'withdrawal' | 'late_duplicate'

/** First deliveries, what corrects them, and what comes after that. */
export const WAVES = [1, 2, 3] as const
/** One of the three waves in which documents arrive. */
export type Wave = (typeof WAVES)[number]

/** What one delivery says of its day. */
export interface DeliveryContent {
  /** The slots that it speaks of. */
  readonly stated: SlotRun
  /** `final` are the values that stand in the end. */
  readonly values: 'final' | 'withdrawn' | 'wrong'
  /** The slots whose value is wrong, within `stated`, when values are wrong. */
  readonly wrong: SlotRun
  /** Whether all its values are called estimated, whatever they finally are. */
  readonly allEstimated: boolean
}

/** The way in which a point's day is delivered. */
export function correctionOf(settings: MarketSettings, point: number, dayNumber: number): CorrectionKind {
  const hash = hashOf(settings.seed, PURPOSE.correction, point, dayNumber)
  if (hash % 1000 >= settings.correctedDaysPermille) return 'none'
  const drawn = (hash >>> 12) % 100
  if (drawn < 68) return 'whole_day'
  if (drawn < 84) return 'single_positions'
  return drawn < 92 ? 'withdrawal' : 'late_duplicate'
}

/** Whether a day delivered in this way has a delivery in a wave. */
export function isIn(wave: Wave, kind: CorrectionKind): boolean {
  if (wave === 1) return true
  return wave === 2 ? kind !== 'none' : kind === 'withdrawal' || kind === 'late_duplicate'
}

/**
 * What a wave's delivery says.
 * @param slots how many slots the day has
 */
export function contentOf(
  settings: MarketSettings,
  point: number,
  dayNumber: number,
  kind: CorrectionKind,
  wave: Wave,
  slots: number,
): DeliveryContent {
  const hash = hashOf(settings.seed, PURPOSE.faults, point, dayNumber)
  const all: SlotRun = { from: 0, to: slots }
  const some = fewSlots(hash, slots)
  const final = (stated: SlotRun): DeliveryContent => ({
    stated,
    values: 'final',
    wrong: all,
    allEstimated: false,
  })
  const wrong = (slotsWrong: SlotRun, allEstimated: boolean): DeliveryContent => ({
    stated: all,
    values: 'wrong',
    wrong: slotsWrong,
    allEstimated,
  })
  if (kind === 'whole_day') return wave === 1 ? wrong(all, hash >>> 31 === 1) : final(all)
  if (kind === 'single_positions') return wave === 1 ? wrong(some, false) : final(some)
  if (kind === 'late_duplicate') return wave === 2 ? final(all) : wrong(all, false)
  if (kind === 'withdrawal' && wave === 2)
    return { stated: some, values: 'withdrawn', wrong: some, allEstimated: false }
  return final(kind === 'withdrawal' && wave === 3 ? some : all)
}

function fewSlots(hash: number, slots: number): SlotRun {
  const from = hash % slots
  return { from, to: Math.min(from + pick(hash >>> 8, 1, 5), slots) }
}
