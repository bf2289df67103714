import { addDays, marketDay, monthOf, type MarketZone } from '../../kernel/index.ts'
import { parquet, type Engine, type WrittenFile } from '../../platform/index.ts'

/** Days that a pricing looks at, YYYY-MM-DD, half open. */
export interface PricingWindow {
  readonly from: string
  readonly to: string
}

/**
 * The whole months of the open days, since whether a tariff has a profile is asked of a month; undefined when no day is open.
 */
export async function pricingWindow(
  openPeriod: WrittenFile,
  engine: Engine,
  zone: MarketZone,
): Promise<PricingWindow | undefined> {
  const [row] = await engine.rows<{ from_day: string | null; last_day: string | null }>(
    `select min(from_day) as from_day, max(to_day) - 1 as last_day from ${parquet([openPeriod.path])}`,
  )
  if (row === undefined || row.from_day === null || row.last_day === null) return undefined
  const month = monthOf(row.last_day.slice(0, 7), zone)
  const last = month.days.at(-1) ?? marketDay(row.last_day, zone)
  return { from: `${row.from_day.slice(0, 7)}-01`, to: addDays(last, 1).date }
}

/**
 * From when on charges and links are read: a day earlier, because what began before is cut to begin there, and a fee is due on the day
 * that its link begins.
 */
export function exportedFrom({ from }: PricingWindow, zone: MarketZone): string {
  return addDays(marketDay(from, zone), -1).date
}
