import { isParentType, isWholesaleType } from '../../market/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import { isWholesale } from '../calculation-type.ts'
import type { PointPeriodInput } from './inputs.ts'

/** A point period as the calculation sees it: clamped to the calculation's period, so it always ends. */
export type CalculationPoint = PointPeriodInput & { readonly toMs: number }

/**
 * The point periods of a calculation (settlement 1.2): those of its areas, an exchange point on either side, clamped to
 * its period. Parents only; for wholesale types also children, who take the supplier of their parent in each of its
 * periods and have no balance responsible party.
 */
export function calculationPoints(
  points: readonly PointPeriodInput[],
  given: CalculationArguments,
): CalculationPoint[] {
  const areas = new Set(given.gridAreas)
  const inScope = points.flatMap((point) =>
    touches(point, areas) ? clamped(point, given.period.fromMs, given.period.toMs) : [],
  )
  const parents = inScope.filter((point) => isParentType(point.type))
  if (!isWholesale(given.type)) return parents
  const children = inScope.filter((point) => !isParentType(point.type) && isWholesaleType(point.type))
  return [...parents, ...children.flatMap((child) => withSupplier(child, parents))]
}

function touches(point: PointPeriodInput, areas: ReadonlySet<string>): boolean {
  return [point.gridArea, point.fromGridArea, point.toGridArea].some((area) => area !== null && areas.has(area))
}

function clamped(point: PointPeriodInput, fromMs: number, toMs: number): CalculationPoint[] {
  const cut = { ...point, fromMs: Math.max(point.fromMs, fromMs), toMs: Math.min(point.toMs ?? toMs, toMs) }
  return cut.fromMs < cut.toMs ? [cut] : []
}

function withSupplier(child: CalculationPoint, parents: readonly CalculationPoint[]): CalculationPoint[] {
  return parents
    .filter((parent) => parent.meteringPointId === child.parentId)
    .flatMap((parent) =>
      clamped(
        { ...child, energySupplierId: parent.energySupplierId, balanceResponsibleId: null },
        parent.fromMs,
        parent.toMs,
      ),
    )
}
