import { OWN_AREAS } from '../fixed-points.ts'
import type { OwnArea } from '../fixed-points.ts'
import type { FinalReadings } from '../final-readings.ts'
import { quotient } from '../integers.ts'
import { placeOf } from '../layout.ts'
import { dayOf } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import { ordinaryPoint, SUPPLIER_COUNT } from '../ordinary-point.ts'

/**
 * What an area's grid-loss point gets in each quarter of a day, milli-kWh: the residual of sums that are rounded group by
 * group (settlement 1.4, 1.5), and nothing where it is negative. Found by plain loops, apart from the settlement's models.
 */
export function lossDay(plan: MarketPlan, readings: FinalReadings, area: OwnArea, dayIndex: number): number[] {
  const { quarters } = dayOf(plan, dayIndex)
  const groups = new Map<string, Float64Array>()
  for (const { from, to } of plan.layout.areas) {
    for (let number = from; number < to; number += 1) {
      const group = groupOf(plan, number, area, dayIndex)
      if (group === undefined) continue
      const sums = groups.get(group.key) ?? new Float64Array(quarters)
      groups.set(group.key, sums)
      addDay(sums, readings, number, dayIndex, group.inwards)
    }
  }
  return Array.from({ length: quarters }, (_, quarter) => {
    let residual = 0
    for (const [key, sums] of groups) {
      const rounded = carryRounded(sums[quarter] ?? 0, quarter % 4)
      residual += key.startsWith('consumption') ? -rounded : rounded
    }
    return Math.max(residual, 0)
  })
}

interface Group {
  readonly key: string
  /** -1 for what flows out over the border. */
  readonly inwards: 1 | -1
}

function groupOf(plan: MarketPlan, number: number, area: OwnArea, dayIndex: number): Group | undefined {
  const place = placeOf(plan.layout, number)
  if (place.fixed !== undefined) {
    if (place.fixed.role !== 'exchange') return undefined
    const { fromArea, toArea } = place.fixed
    if (toArea === area) return { key: `exchange/${fromArea}`, inwards: 1 }
    return fromArea === area ? { key: `exchange/${toArea}`, inwards: -1 } : undefined
  }
  if (place.area.area !== area) return undefined
  const { isProduction, supplier, nonProfiled, event } = ordinaryPoint(
    plan.settings,
    number,
    place.rank,
    plan.days.length,
  )
  const happened = event !== undefined && dayIndex >= event.dayIndex ? event.kind : undefined
  // A balance responsible party follows from the supplier, so the supplier stands for both.
  const supplierNow = happened === 'supplier' ? (supplier + 1) % SUPPLIER_COUNT : supplier
  if (isProduction) return { key: `production/${supplierNow}`, inwards: 1 }
  return { key: `consumption/${supplierNow}/${(happened === 'method') !== nonProfiled}`, inwards: 1 }
}

/** Adds a point's day in quarters of a milli-kWh: an hour counts one fourth in each of its quarters (settlement 1.3). */
function addDay(sums: Float64Array, readings: FinalReadings, number: number, dayIndex: number, sign: 1 | -1): void {
  const day = readings.dayOf(number, dayIndex)
  if (day === undefined) return
  for (let q = 0; q < sums.length; q += 1) {
    const value = day.hourly ? (day.values[q >>> 2] ?? 0) : 4 * (day.values[q] ?? 0)
    sums[q] = (sums[q] ?? 0) + sign * value
  }
}

// settlement 1.4: r := q; repeat i times r := q - round3(r) + r; result round3(r).
function carryRounded(q: number, index: number): number {
  let r = q
  for (let i = 0; i < index; i += 1) r = q - 4 * wholeMilliKwh(r) + r
  return wholeMilliKwh(r)
}

function wholeMilliKwh(quartersOfMilliKwh: number): number {
  const whole = quotient(Math.abs(quartersOfMilliKwh) + 2, 4)
  return quartersOfMilliKwh < 0 ? -whole : whole
}

/** Loss days of all own areas, each made once. */
export function lossDays(
  plan: MarketPlan,
  readings: FinalReadings,
): (area: OwnArea, dayIndex: number) => readonly number[] {
  const made = new Map<number, readonly number[]>()
  return (area, dayIndex) => {
    const key = dayIndex * OWN_AREAS.length + OWN_AREAS.indexOf(area)
    const day = made.get(key) ?? lossDay(plan, readings, area, dayIndex)
    made.set(key, day)
    return day
  }
}
