import { firstSlots, marketDayOf, maskOf, andNot, slotClassOf, slotCount, slotOf } from '../../kernel/index.ts'
import type { MarketDay, MarketZone, Quality } from '../../kernel/index.ts'
import type { Engine } from '../../platform/index.ts'
import { bigintColumn, dateColumn, integerColumn } from '../models/calculation-days.ts'
import type { SettledClass } from '../models/columns.ts'
import type { CalculationPoint } from './calculation-points.ts'
import { decimalColumn } from './input-columns.ts'
import type { ReadingInput } from './inputs.ts'

/** A day of one point's readings. */
export type ReadingDay = {
  readonly seriesId: number
  readonly day: MarketDay
  readonly values: Map<number, bigint>
  readonly slots: Record<Quality, number[]>
}

/**
 * Readings as day rows of one slot class: each reading stands in the slot that begins at its instant, by the resolution that
 * its point has then; readings outside the point's periods or between two slots are ignored (settlement 1.3).
 */
export function readingDays(
  readings: readonly ReadingInput[],
  points: readonly CalculationPoint[],
  seriesIds: ReadonlyMap<string, number>,
  slotClass: SettledClass,
  zone: MarketZone,
): ReadingDay[] {
  const periods = Map.groupBy(points, (point) => point.meteringPointId)
  const days = new Map<string, ReadingDay>()
  for (const { meteringPointId, observedMs, microKwh, quality } of readings) {
    const period = periods.get(meteringPointId)?.find((each) => each.fromMs <= observedMs && observedMs < each.toMs)
    const seriesId = seriesIds.get(meteringPointId)
    if (period === undefined || seriesId === undefined || slotClassOf(period.resolution) !== slotClass) continue
    const day = marketDayOf(observedMs, zone)
    const slot = slotOf(day, period.resolution, observedMs)
    if (slot === undefined) continue
    const key = `${seriesId} ${day.dayNumber}`
    const row: ReadingDay = days.get(key) ?? {
      seriesId,
      day,
      values: new Map(),
      slots: { missing: [], estimated: [], measured: [], calculated: [] },
    }
    days.set(key, row)
    if (microKwh !== null) row.values.set(slot, microKwh)
    row.slots[quality].push(slot)
  }
  return [...days.values()].toSorted((a, b) => a.day.dayNumber - b.day.dayNumber || a.seriesId - b.seriesId)
}

/** Writes day rows with the columns of table reading_day_N that a calculation reads. */
export async function writeReadingDays(
  rows: readonly ReadingDay[],
  slotClass: SettledClass,
  engine: Engine,
  path: string,
): Promise<void> {
  const words = slotClass === 25 ? [0] : [0, 1]
  const masks = rows.map((row) => masksOf(row, slotClass))
  await engine.writeParquet(path, rows.length, [
    integerColumn('series_id', rows, (row) => row.seriesId),
    dateColumn('market_day', rows, (row) => row.day.dayNumber),
    ...(['missing', 'estimated', 'calculated', 'measured'] as const).flatMap((mask) =>
      words.map((word) => bigintColumn(`${mask}_${word}`, masks, (each) => each[mask][word] ?? 0)),
    ),
    ...Array.from({ length: slotClass }, (_, slot) =>
      decimalColumn(`q_${slot + 1}`, rows, (row) => row.values.get(slot)),
    ),
  ])
}

function masksOf({ day, slots }: ReadingDay, slotClass: SettledClass): Record<Quality, readonly number[]> {
  const stated = maskOf([...slots.estimated, ...slots.calculated, ...slots.measured], slotClass)
  const all = firstSlots(slotCount(day, slotClass === 25 ? 'PT1H' : 'PT15M'), slotClass)
  return {
    missing: andNot(all, stated),
    estimated: maskOf(slots.estimated, slotClass),
    calculated: maskOf(slots.calculated, slotClass),
    measured: maskOf(slots.measured, slotClass),
  }
}
