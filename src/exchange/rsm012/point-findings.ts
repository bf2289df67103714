import { finding, marketDayOf, warning } from '../../kernel/index.ts'
import type { EnergyLimits, Finding, MarketZone } from '../../kernel/index.ts'
import type { FindingBudget } from './finding-budget.ts'
import type { PointColumns } from './point-columns.ts'
import { fieldOf, isErrorKind, toFinding } from './point-faults.ts'
import type { PointFault } from './point-faults.ts'

/** What the findings of a transaction's positions say besides their faults. */
export interface PointFindingContext {
  /** path of the transaction */
  readonly path: string
  readonly meteringPointId: string
  readonly limits: EnergyLimits
  readonly zone: MarketZone
  /** where a position begins (from 0), and how many there are; undefined when the interval is not known */
  readonly grid: PositionGrid | undefined
}

/** The positions of an interval. */
export interface PositionGrid {
  readonly count: number
  readonly startMs: (position: number) => number
  /** what is special about the length of the interval's days; empty when nothing is */
  readonly dayLength: string
}

/** The faults of the columns as findings, in the order of the positions, at least one when there is one. */
export function pointFindings(columns: PointColumns, context: PointFindingContext, budget: FindingBudget): Finding[] {
  const faults = columns.faults.toSorted((a, b) => a.point - b.point)
  if (faults.length === 0) return []
  const listed = faults.slice(0, budget.take(faults.length))
  const findings = listed.map((fault) => pointFinding(fault, columns, context))
  const unlisted = faults.slice(listed.length)
  const more = unlisted.length + columns.unlistedFaults
  if (more === 0) return findings
  // What is not listed may be the only error, so the finding that counts it is an error when one could be among them.
  const report = columns.unlistedFaults > 0 || unlisted.some((fault) => isErrorKind(fault.kind)) ? finding : warning
  const where = { path: `${context.path}.Period.Point`, point: context.meteringPointId }
  findings.push(report('FIELD_INVALID', `${more} further faults of positions are not listed`, where))
  return findings
}

function pointFinding(fault: PointFault, columns: PointColumns, context: PointFindingContext): Finding {
  const field = fieldOf(fault.kind)
  const path = `${context.path}.Period.Point[${fault.point}]${field === '' ? '' : `.${field}`}`
  const { grid, limits, zone } = context
  const position = columns.position[fault.point] ?? 0
  const known = grid !== undefined && position >= 1 && position <= grid.count
  const day = known ? marketDayOf(grid.startMs(position - 1), zone).date : undefined
  const where = { path, field: field === '' ? undefined : field, point: context.meteringPointId || undefined, day }
  return toFinding(fault, where, { ...limits, positions: grid?.count ?? Number.NaN, dayLength: grid?.dayLength ?? '' })
}
