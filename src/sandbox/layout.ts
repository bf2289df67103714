import { AREAS, fixedPointsOf } from './fixed-points.ts'
import type { Area, FixedPoint, OwnArea } from './fixed-points.ts'

/** Half-open range of point numbers or of day indexes. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The points of one area: first the fixed ones, then consumption and production. */
export interface AreaPoints extends Range {
  readonly area: Area
  readonly fixed: readonly FixedPoint[]
  /** The number of the first consumption or production point. */
  readonly ordinaryFrom: number
}

/** How the numbers 0 ... count-1 of all points are dealt out: area by area, without gap. */
export interface Layout {
  readonly count: number
  readonly areas: readonly AreaPoints[]
}

/** Where a point number lies. `rank` counts the consumption and production points of an area from 0. */
export type Place =
  | { readonly area: AreaPoints; readonly fixed: FixedPoint }
  | { readonly area: AreaPoints; readonly fixed?: never; readonly rank: number }

/** Deals the points out: area 801 has three fifths of consumption and production, 802 the rest. */
export function layoutOf(count: number): Layout {
  const fixedCount = AREAS.reduce((sum, area) => sum + fixedPointsOf(area).length, 0)
  const ordinary = count - fixedCount
  const of801 = Number((BigInt(ordinary) * 3n) / 5n)
  const ordinaryOf: Record<Area, number> = {
    '901': 0,
    '902': 0,
    '801': of801,
    '802': ordinary - of801,
  }
  const areas: AreaPoints[] = []
  for (const area of AREAS) {
    const from = areas.at(-1)?.to ?? 0
    const fixed = fixedPointsOf(area)
    const ordinaryFrom = from + fixed.length
    areas.push({ area, fixed, from, ordinaryFrom, to: ordinaryFrom + ordinaryOf[area] })
  }
  return { count, areas }
}

/** Finds a point by its number. @throws RangeError when the market has no such point */
export function placeOf(layout: Layout, point: number): Place {
  const area = layout.areas.find((each) => point >= each.from && point < each.to)
  if (area === undefined) throw new RangeError(`the market has points 0 to ${layout.count - 1}, not ${point}`)
  const fixed = area.fixed[point - area.from]
  return fixed === undefined ? { area, rank: point - area.ordinaryFrom } : { area, fixed }
}

/** The points of one area. */
export function pointsOf(layout: Layout, area: Area): AreaPoints {
  const found = layout.areas.find((each) => each.area === area)
  if (found === undefined) throw new RangeError(`no area ${area}`)
  return found
}

/** How many consumption and production points an own area has: the measure of all its flows. */
export function ordinaryCount(layout: Layout, area: OwnArea): number {
  const points = pointsOf(layout, area)
  return points.to - points.ordinaryFrom
}
