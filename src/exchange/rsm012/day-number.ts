import { addDays, marketDay } from '../../kernel/index.ts'
import type { MarketDay, MarketZone } from '../../kernel/index.ts'

/** The market day with a number of days since 1970-01-01, as day rows have it. */
export function dayOfNumber(dayNumber: number, zone: MarketZone): MarketDay {
  return addDays(marketDay('1970-01-01', zone), dayNumber)
}
