import { marketDay, monthOf, nextDay, slotCount } from '../../kernel/index.ts'
import type { MarketDay, MarketZone } from '../../kernel/index.ts'
import type { Column, Engine, WrittenFile } from '../../platform/index.ts'

/** The market days from `from` up to and without `to`, both YYYY-MM-DD. */
export function marketDays(from: string, to: string, zone: MarketZone): MarketDay[] {
  const days: MarketDay[] = []
  const end = marketDay(to, zone).dayNumber
  for (let day = marketDay(from, zone); day.dayNumber < end; day = nextDay(day)) days.push(day)
  return days
}

/** The months YYYY-MM that some days lie in, in order. */
export function monthsOf(days: readonly MarketDay[]): string[] {
  return [...new Set(days.map((day) => day.date.slice(0, 7)))]
}

/**
 * Writes relation calendar: local days are the kernel's business, never SQL's. Grain: one row for each market day. Columns:
 * market_day, month (its first day) DATE; month_days, slots INTEGER (quarters that the day has: 92, 96 or 100); start_ms
 * BIGINT. Nothing is NULL.
 */
export async function writeCalendar(
  days: readonly MarketDay[],
  zone: MarketZone,
  engine: Engine,
  path: string,
): Promise<WrittenFile> {
  const months = new Map(monthsOf(days).map((month) => [month, monthOf(month, zone).days]))
  const monthDays = (day: MarketDay): readonly MarketDay[] => months.get(day.date.slice(0, 7)) ?? []
  const integers = (name: string, type: 'DATE' | 'INTEGER', value: (day: MarketDay) => number): Column => ({
    name,
    type,
    data: Int32Array.from(days, value),
  })
  return await engine.writeParquet(path, days.length, [
    integers('market_day', 'DATE', (day) => day.dayNumber),
    integers('month', 'DATE', (day) => monthDays(day)[0]?.dayNumber ?? 0),
    integers('month_days', 'INTEGER', (day) => monthDays(day).length),
    integers('slots', 'INTEGER', (day) => slotCount(day, 'PT15M')),
    { name: 'start_ms', type: 'BIGINT', data: BigInt64Array.from(days, (day) => BigInt(day.startMs)) },
  ])
}
