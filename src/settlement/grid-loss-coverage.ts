import { finding, formatInstant } from '../kernel/index.ts'
import type { Finding, Period } from '../kernel/index.ts'
import type { Engine } from '../platform/index.ts'
import type { EnergyCalculationInput } from './calculate-energy.ts'

/** A period in which an area's grid loss has somebody to go to. */
export type LossPointPeriod = Period & {
  readonly gridArea: string
  /** consumption takes the positive loss, production the negative one */
  readonly type: 'consumption' | 'production'
}

/**
 * settlement 1.2 (3): each calculated area needs a grid-loss point of each type that covers the whole period.
 * @returns one finding for each area and type with a gap, saying when the first one begins
 */
export function gridLossGaps(
  gridAreas: readonly string[],
  period: Period,
  points: readonly LossPointPeriod[],
): Finding[] {
  return gridAreas.flatMap((gridArea) =>
    (['consumption', 'production'] as const).flatMap((type) => {
      const own = points.filter((point) => point.gridArea === gridArea && point.type === type)
      const gapMs = firstGap(period, own)
      if (gapMs === undefined) return []
      const message = `grid area ${gridArea} has no ${type} grid-loss point from ${formatInstant(gapMs)}`
      return [finding('GRID_LOSS_POINT_MISSING', message, { field: 'grid-areas' })]
    }),
  )
}

/** The gaps of a calculation's input; the same as gridLossGaps over its relations. */
export async function findGridLossGaps(
  { arguments: given, relations }: EnergyCalculationInput,
  engine: Engine,
): Promise<Finding[]> {
  const rows = await engine.rows<{ grid_area: string; type: LossPointPeriod['type']; from_ms: bigint; to_ms: bigint }>(
    `select p.grid_area, p.type, p.from_ms, p.to_ms from ${relations.pointPeriod} as p
where p.type in ('consumption', 'production') and p.metering_point_id in (select metering_point_id from ${relations.gridLossPoint})`,
  )
  const points = rows.map((row) => ({
    gridArea: row.grid_area,
    type: row.type,
    fromMs: Number(row.from_ms),
    toMs: Number(row.to_ms),
  }))
  return gridLossGaps(given.gridAreas, given.period, points)
}

function firstGap(period: Period, points: readonly Period[]): number | undefined {
  let coveredTo = period.fromMs
  for (const point of points.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (point.fromMs > coveredTo) break
    coveredTo = Math.max(coveredTo, point.toMs)
  }
  return coveredTo < period.toMs ? coveredTo : undefined
}
