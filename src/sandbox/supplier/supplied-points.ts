import { OWN_AREAS } from '../fixed-points.ts'
import type { OwnArea } from '../fixed-points.ts'
import { gsrnOf } from '../identities.ts'
import { placeOf, pointsOf } from '../layout.ts'
import type { Range } from '../layout.ts'
import { LOAD_KINDS } from '../load-tables.ts'
import type { LoadKind } from '../load-tables.ts'
import type { MarketPlan } from '../market.ts'
import { ordinaryPoint, SUPPLIER_COUNT } from '../ordinary-point.ts'
import type { OrdinaryPoint } from '../ordinary-point.ts'

/** The supplier whose side of the market is made: it takes the grid loss of both areas, so a calculated series comes to it. */
export const OUR_SUPPLIER = 0

/** A point while our supplier has it, within the month; one supply period. */
export interface SuppliedPoint {
  /** Number of the point in the market. */
  readonly number: number
  readonly meteringPointId: string
  readonly area: OwnArea
  readonly kind: LoadKind | 'grid_loss'
  readonly isProduction: boolean
  /** Day indexes of the month, half open; what began before the month begins with it. */
  readonly days: Range
}

/** The supply periods of our supplier, in the order of point numbers: loss points first within each area. */
export function* suppliedPoints(plan: MarketPlan): Generator<SuppliedPoint> {
  for (const area of OWN_AREAS) {
    const { from, to } = pointsOf(plan.layout, area)
    for (let number = from; number < to; number += 1) {
      const found = suppliedPoint(plan, area, number)
      if (found !== undefined) yield found
    }
  }
}

function suppliedPoint(plan: MarketPlan, area: OwnArea, number: number): SuppliedPoint | undefined {
  const place = placeOf(plan.layout, number)
  const month: Range = { from: 0, to: plan.days.length }
  const common = { number, meteringPointId: gsrnOf(number), area }
  if (place.fixed !== undefined) {
    if (place.fixed.role !== 'grid_loss') return undefined
    return { ...common, kind: 'grid_loss', isProduction: false, days: month }
  }
  const point = ordinaryPoint(plan.settings, number, place.rank, plan.days.length)
  const days = suppliedDays(point, month)
  if (days === undefined) return undefined
  return {
    ...common,
    kind: LOAD_KINDS[point.kind] ?? 'household',
    isProduction: point.isProduction,
    days,
  }
}

function suppliedDays({ supplier, event }: OrdinaryPoint, month: Range): Range | undefined {
  const after = event?.kind === 'supplier' ? (supplier + 1) % SUPPLIER_COUNT : supplier
  const atEvent = event?.dayIndex ?? 0
  if (supplier === OUR_SUPPLIER) {
    if (event?.kind === 'start') return { from: atEvent, to: month.to }
    return event?.kind === 'stop' || after !== OUR_SUPPLIER ? { from: 0, to: atEvent } : month
  }
  return after === OUR_SUPPLIER ? { from: atEvent, to: month.to } : undefined
}
