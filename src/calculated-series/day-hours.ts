import { addDays, marketDay, type MarketZone, type Quality, type SlotClass, WORD_BITS } from '../kernel/index.ts'
import { maskColumn, quantity, type ColumnSet } from '../platform/index.ts'
import type { HourCandidate } from './rules/capacity-settlement.ts'

/** The hours of a day of a point, one for each quality that occurs in them. */
export interface DayHours {
  readonly familyId: string
  readonly meteringPointId: string
  /** market day by number */
  readonly day: number
  readonly hours: readonly HourCandidate[]
}

const VALUE_QUALITIES = ['estimated', 'calculated', 'measured'] as const satisfies readonly Quality[]
const HOUR_MS = 3_600_000

/** The rows of slotDaySql, slots added up to hours of UTC: a market day begins on a whole one. */
export function* dayHours(set: ColumnSet, slotClass: SlotClass, zone: MarketZone): Generator<DayHours> {
  const [families, points, days] = [set.text('family_id'), set.text('metering_point_id'), set.int32('market_day')]
  const values = Array.from({ length: slotClass }, (_, k) => set.int64(quantity(k)))
  const words = VALUE_QUALITIES.map((quality) => ({
    quality,
    masks: Array.from({ length: Math.ceil(slotClass / WORD_BITS) }, (_, w) => set.int64(maskColumn(quality, w))),
  }))
  const epoch = marketDay('1970-01-01', zone)
  const slotsAnHour = Math.floor(slotClass / 25)
  for (let row = 0; row < set.rowCount; row += 1) {
    const day = days[row] ?? 0
    const { startMs } = addDays(epoch, day)
    const hours: HourCandidate[] = []
    for (const { quality, masks } of words) {
      const sums = new Map<number, bigint>()
      masks.forEach((mask, w) => {
        let bits = Number(mask[row] ?? 0n)
        for (let slot = w * WORD_BITS; bits > 0; slot += 1, bits = Math.floor(bits / 2)) {
          if (bits % 2 === 0) continue
          const hour = Math.floor(slot / slotsAnHour)
          sums.set(hour, (sums.get(hour) ?? 0n) + (values[slot]?.[row] ?? 0n))
        }
      })
      for (const [hour, microKwh] of sums) hours.push({ startMs: startMs + hour * HOUR_MS, quality, microKwh })
    }
    yield { familyId: families[row] ?? '', meteringPointId: points[row] ?? '', day, hours }
  }
}
