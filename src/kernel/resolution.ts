import type { MarketDay } from './market-day.ts'
import type { SlotClass } from './slots.ts'

/** How long one slot of a day is (ISO 8601 durations). */
export type Resolution = 'PT5M' | 'PT15M' | 'PT30M' | 'PT1H'

/** Every resolution, from the finest. */
export const RESOLUTIONS: readonly Resolution[] = ['PT5M', 'PT15M', 'PT30M', 'PT1H']

const MINUTES: Readonly<Record<Resolution, number>> = { PT5M: 5, PT15M: 15, PT30M: 30, PT1H: 60 }
const SLOT_CLASS: Readonly<Record<Resolution, SlotClass>> = {
  PT5M: 300,
  PT15M: 100,
  PT30M: 50,
  PT1H: 25,
}

/** Whether a text names a resolution that day rows are kept in. */
export function isResolution(text: string): text is Resolution {
  return Object.hasOwn(MINUTES, text)
}

/** Length of one slot in minutes. */
export function minutesOf(resolution: Resolution): number {
  return MINUTES[resolution]
}

/** The slot class of the day rows that keep the resolution. */
export function slotClassOf(resolution: Resolution): SlotClass {
  return SLOT_CLASS[resolution]
}

/** How many slots the day has: 23, 24 or 25 hours' worth. */
export function slotCount(day: MarketDay, resolution: Resolution): number {
  return (day.endMs - day.startMs) / lengthMs(resolution)
}

/**
 * The slot that begins at an instant, counted from 0 at the day's first instant and never by clock label, so that the
 * two hours 02:00 of the 25-hour day differ.
 * @param instantMs epoch milliseconds
 * @returns undefined when the instant lies outside the day or no slot begins at it
 */
export function slotOf(day: MarketDay, resolution: Resolution, instantMs: number): number | undefined {
  if (instantMs < day.startMs || instantMs >= day.endMs) return undefined
  const slot = (instantMs - day.startMs) / lengthMs(resolution)
  return Number.isInteger(slot) ? slot : undefined
}

/** First instant of a slot, epoch milliseconds; the slot count gives the day's end. @throws RangeError beyond it */
export function slotStartMs(day: MarketDay, resolution: Resolution, slot: number): number {
  if (!Number.isInteger(slot) || slot < 0 || slot > slotCount(day, resolution)) {
    throw new RangeError(`slot ${slot} of ${resolution} does not exist on ${day.date}`)
  }
  return day.startMs + slot * lengthMs(resolution)
}

function lengthMs(resolution: Resolution): number {
  return MINUTES[resolution] * 60_000
}
