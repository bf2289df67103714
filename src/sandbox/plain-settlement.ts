// For tests: the rules of merging and of balance settlement as plain loops over intervals, sharing nothing with the generator.
import type { NewPointPeriod } from '../metering-points/index.ts'
import type { DeliveredDocument } from './delivered-document.ts'

/** One slot of a merged day: micro-kWh, or null where it was withdrawn or never had a value. */
export interface MergedSlot {
  readonly registeredAtMs: number
  readonly micro: bigint | null
  readonly quality: 'missing' | 'estimated' | 'measured'
}

/** Merged days by `GSRN/days since 1970/slot class`. */
export type MergedDays = Map<string, (MergedSlot | undefined)[]>

/** Merges deliveries slot by slot: the highest registration time stands, whatever the order of arrival. */
export function mergeDeliveries(documents: Iterable<DeliveredDocument>): MergedDays {
  const merged: MergedDays = new Map()
  for (const { transactions, days } of documents) {
    for (const { meteringPointId, registeredAtMs, firstRow, rowCount, slotClass } of transactions) {
      const rows = days.find((block) => block.slotClass === slotClass)
      if (rows === undefined) throw new Error('no rows')
      for (let row = firstRow; row < firstRow + rowCount; row += 1) {
        const key = `${meteringPointId}/${rows.marketDay[row]}/${rows.slotClass}`
        const slots = merged.get(key) ?? []
        for (let k = 0; k < rows.slotClass; k += 1) {
          const known = slots[k]
          if (
            !isSet(rows.stated, rows.slotClass, row, k) ||
            (known !== undefined && known.registeredAtMs > registeredAtMs)
          )
            continue
          const quality = isSet(rows.estimated, rows.slotClass, row, k)
            ? 'estimated'
            : isSet(rows.measured, rows.slotClass, row, k)
              ? 'measured'
              : 'missing'
          slots[k] = {
            registeredAtMs,
            micro: quality === 'missing' ? null : (rows.values[row * rows.slotClass + k] ?? 0n),
            quality,
          }
        }
        merged.set(key, slots)
      }
    }
  }
  return merged
}

/** Whether a slot is in a row's mask of 52-bit words. */
export function isSet(mask: Float64Array, slotClass: number, row: number, slot: number): boolean {
  const words = slotClass === 25 ? 1 : 2
  const word = BigInt(mask[row * words + (slot - (slot % 52)) / 52] ?? 0)
  return (word >> BigInt(slot % 52)) % 2n === 1n
}

/** The settled quarters of one area's day, kWh times 1,000. */
export interface SettledQuarter {
  readonly consumption: bigint
  readonly production: bigint
  readonly netExchange: bigint
  readonly gridLoss: bigint
}

/** Settles one quarter of one area (settlement 1.3 to 1.5, rows 1 to 6). */
export function settleQuarter(
  area: string,
  dayNumber: number,
  date: string,
  quarter: number,
  points: Iterable<readonly NewPointPeriod[]>,
  merged: MergedDays,
): SettledQuarter {
  const sums: Record<'production' | 'consumption' | 'exchange', Map<string, bigint>> = {
    production: new Map(),
    consumption: new Map(),
    exchange: new Map(),
  }
  for (const statements of points) {
    const period = statements.findLast(({ validFrom }) => validFrom <= date)
    if (period === undefined || period.connectionState === 'closed_down' || period.lossRole !== undefined) continue
    const micro = quarterOf(period, dayNumber, quarter, merged)
    if (period.type === 'exchange') {
      if (period.toGridArea === area) add(sums.exchange, String(period.fromGridArea), micro)
      if (period.fromGridArea === area) add(sums.exchange, String(period.toGridArea), -micro)
    } else if (period.gridArea === area) {
      const map = period.type === 'production' ? sums.production : sums.consumption
      add(map, `${period.balanceResponsibleId}/${period.energySupplierId}/${period.settlementMethod}`, micro)
    }
  }
  const [production, consumption, netExchange] = [sums.production, sums.consumption, sums.exchange].map((map) =>
    [...map.values()].reduce((sum, value) => sum + carryRounded(value, quarter % 4), 0n),
  ) as [bigint, bigint, bigint]
  return { consumption, production, netExchange, gridLoss: netExchange + production - consumption }
}

function add(map: Map<string, bigint>, key: string, value: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + value)
}

function quarterOf(
  { meteringPointId, resolution }: NewPointPeriod,
  dayNumber: number,
  quarter: number,
  merged: MergedDays,
): bigint {
  if (resolution === 'PT15M') return merged.get(`${meteringPointId}/${dayNumber}/100`)?.[quarter]?.micro ?? 0n
  const hour = merged.get(`${meteringPointId}/${dayNumber}/25`)?.[(quarter - (quarter % 4)) / 4]?.micro ?? 0n
  if (hour % 4n !== 0n) throw new Error('a quarter of an hour of three decimals has six at most')
  return hour / 4n
}

// settlement 1.4: r := q; repeat i times r := q - round3(r) + r; result round3(r).
function carryRounded(q: bigint, index: number): bigint {
  let r = q
  for (let i = 0; i < index; i += 1) r = q - round3(r) * 1000n + r
  return round3(r)
}

function round3(micro: bigint): bigint {
  const magnitude = micro < 0n ? -micro : micro
  const rounded = (magnitude + 500n) / 1000n
  return micro < 0n ? -rounded : rounded
}
