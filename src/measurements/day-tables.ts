import {
  addDays,
  marketDay,
  slotCount,
  type MarketDay,
  type MarketZone,
  type Resolution,
  type SlotClass,
} from '../kernel/index.ts'

/** Slot classes with the resolution that each holds. */
export const RESOLUTION_OF: Readonly<Record<SlotClass, Resolution>> = {
  25: 'PT1H',
  50: 'PT30M',
  100: 'PT15M',
  300: 'PT5M',
}

/** Name of the lake table of complete days as they stand. */
export function readingTable(slotClass: SlotClass): string {
  return `reading_day_${slotClass}`
}

/** Name of the lake table of what was delivered. */
export function deliveryTable(slotClass: SlotClass): string {
  return `delivery_day_${slotClass}`
}

/** The market day with a number (days since 1970-01-01). */
export function dayByNumber(dayNumber: number, zone: MarketZone): MarketDay {
  return addDays(marketDay('1970-01-01', zone), dayNumber)
}

/** How many slots the day with a number has in a slot class. */
export function slotsOfDay(slotClass: SlotClass, zone: MarketZone): (dayNumber: number) => number {
  return (dayNumber) => slotCount(dayByNumber(dayNumber, zone), RESOLUTION_OF[slotClass])
}

/** The lake's partition of a day: its month, YYYY-MM. */
export function monthOfDay(dayNumber: number, zone: MarketZone): string {
  return dayByNumber(dayNumber, zone).date.slice(0, 7)
}

/** Whether any of the days (by number) lies between two, both included. */
export function anyDayWithin(days: ReadonlySet<number>, first: number, last: number): boolean {
  for (let day = first; day <= last; day += 1) if (days.has(day)) return true
  return false
}
