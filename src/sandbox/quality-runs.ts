import { hashOf, pick, PURPOSE } from './hash.ts'
import type { MarketSettings } from './options.ts'

/** A run of slots, half-open; empty when both ends are equal. */
export interface SlotRun {
  readonly from: number
  readonly to: number
}

/** The qualities of a day as it finally stands: what is in neither run is measured. The runs are disjoint. */
export interface QualityRuns {
  readonly estimated: SlotRun
  /** Slots that nobody ever gives a value for. */
  readonly missing: SlotRun
}

const NO_RUN: SlotRun = { from: 0, to: 0 }
const ALL_MEASURED: QualityRuns = { estimated: NO_RUN, missing: NO_RUN }

/**
 * The qualities of a point's day.
 * @param slots how many slots the day has
 * @param mayMiss whether the point may keep intervals without a value; an exchange point may not, it closes the balance
 */
export function qualityRuns(
  settings: MarketSettings,
  point: number,
  dayNumber: number,
  slots: number,
  mayMiss: boolean,
): QualityRuns {
  const hash = hashOf(settings.seed, PURPOSE.quality, point, dayNumber)
  const drawn = hash % 1000
  if (drawn < settings.estimatedDaysPermille) return { estimated: runIn(hash >>> 10, slots), missing: NO_RUN }
  // The upper end of the draw, so that both shares can be set on their own; where they overlap the estimate comes first.
  if (mayMiss && drawn >= 1000 - settings.missingDaysPermille)
    return { estimated: NO_RUN, missing: runIn(hash >>> 10, slots) }
  return ALL_MEASURED
}

/** A run of one slot up to the whole day. */
function runIn(hash: number, slots: number): SlotRun {
  const from = hash % slots
  return { from, to: pick(hash >>> 7, from + 1, slots + 1) }
}
