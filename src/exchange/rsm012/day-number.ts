import { addDays, marketDay } from '../../kernel/index.ts'
import type { MarketDay, MarketZone } from '../../kernel/index.ts'

/** The market day with a number of days since 1970-01-01, as day rows have it. */
export function dayOfNumber(dayNumber: number, zone: MarketZone): MarketDay {
  const epoch = epochs.get(zone) ?? marketDay('1970-01-01', zone)
  epochs.set(zone, epoch)
  return addDays(epoch, dayNumber)
}

// Asked for every row of a document.
const epochs = new Map<MarketZone, MarketDay>()
