import { parquet, valuesRelation, type Engine } from '../../platform/index.ts'
import type { ErrorCode } from '../../kernel/index.ts'
import type { CaseInput } from './case-input.ts'
import { CHILD_TYPES, chargeablePeriods, PARENT_TYPES } from './case-point.ts'
import { uncoveredDays } from './uncovered-days.ts'

/** What can be wrong with a point on some days, each with its code. */
export type PointFaultCode = Extract<
  ErrorCode,
  | 'BALANCE_RESPONSIBLE_MISSING'
  | 'METHOD_UNSETTLED'
  | 'GRID_AREA_UNKNOWN'
  | 'CHILD_WITHOUT_PARENT'
  | 'LINK_WITHOUT_POINT'
>

/** Faults of one kind in one area. */
export type PointFaults = {
  readonly code: PointFaultCode
  readonly gridArea: string
  readonly points: bigint
  /** days of points, added up */
  readonly days: bigint
}

/** One of them. */
export type PointFault = {
  readonly code: PointFaultCode
  readonly gridArea: string
  readonly meteringPointId: string
  /** first market day of the fault */
  readonly marketDay: string
  readonly days: bigint
  /** the unknown area, the parent, the charge; null: nothing more to say */
  readonly detail: string | null
}

/**
 * Points of a case that contradict what settlement needs of them, counted by kind and area, and the first of each.
 * @param most how many of each kind and area are named, by day and point
 */
export async function pointFaults(
  input: CaseInput,
  { path, most }: { readonly path: string; readonly most: number },
  engine: Engine,
): Promise<{ readonly counts: PointFaults[]; readonly first: PointFault[] }> {
  const branches = [missingParties(input), unsettledMethods(input), unknownExchangeAreas(input)]
  if (input.charges !== undefined) branches.push(orphans(input.point), linksWithoutPoint(input))
  await engine.copyTo(`${branches.join('\nunion all ')} order by code, grid_area, first_day, metering_point_id`, path)
  const fault = parquet([path])
  return {
    counts: await engine.rows<PointFaults & Record<string, unknown>>(
      `select code, grid_area as "gridArea", count(distinct metering_point_id) as points, cast(sum(days) as bigint) as days
       from ${fault} group by code, grid_area order by code, grid_area`,
    ),
    first: await engine.rows<PointFault & Record<string, unknown>>(
      `select code, grid_area as "gridArea", metering_point_id as "meteringPointId", cast(first_day as varchar) as "marketDay", days, detail
       from (select *, row_number() over (partition by code, grid_area order by first_day, metering_point_id, detail) as place from ${fault}) as ranked
       where place <= ${most} order by code, grid_area, place`,
    ),
  }
}

function branch(code: PointFaultCode, detail: string, from: string): string {
  return `select '${code}' as code, grid_area, metering_point_id, from_day as first_day, cast(to_day - from_day as bigint) as days, ${detail} as detail from ${from}`
}

const NOTHING = 'cast(null as varchar)'

function missingParties({ point }: CaseInput): string {
  const where = `where type in ('consumption', 'production') and balance_responsible_id is null`
  return branch('BALANCE_RESPONSIBLE_MISSING', NOTHING, `${point} ${where}`)
}

// settlement 1.5: consumption is flex or non-profiled; what is neither stands in no result.
function unsettledMethods({ point }: CaseInput): string {
  const where = `where type = 'consumption' and not is_loss and coalesce(settlement_method, '') not in ('flex', 'non_profiled')`
  return branch('METHOD_UNSETTLED', 'settlement_method', `${point} ${where}`)
}

function unknownExchangeAreas({ point, areas }: CaseInput): string {
  const known = valuesRelation(
    [
      { name: 'code', type: 'VARCHAR' },
      { name: 'from_day', type: 'DATE' },
      { name: 'to_day', type: 'DATE' },
    ],
    areas.map(({ code, validFrom, validTo }) => [code, validFrom, validTo]),
  )
  const side = (column: string): string => `select grid_area, metering_point_id, from_day, to_day, ${column} as other
    from ${point} where type = 'exchange'`
  const sides = `(${side('from_grid_area')} union ${side('to_grid_area')})`
  const where = `where not exists (select 1 from ${known} as a
    where a.code = s.other and a.from_day < s.to_day and (a.to_day is null or s.from_day < a.to_day))`
  return branch('GRID_AREA_UNKNOWN', 'other', `${sides} as s ${where}`)
}

// settlement 1.2 (2): a child counts on the days of its parent's periods only.
function orphans(point: string): string {
  const item = `select metering_point_id, grid_area, parent_id, from_day, to_day from ${point} where type in (${CHILD_TYPES})`
  const cover = `select metering_point_id as point_id, from_day, to_day from ${point} where type in (${PARENT_TYPES})`
  return `select 'CHILD_WITHOUT_PARENT' as code, grid_area, metering_point_id, first_day, days, parent_id as detail
    from (${uncoveredDays(item, cover, ['metering_point_id', 'from_day'], 'parent_id')}) as orphan`
}

// settlement 2.1: links of points that are not in the calculation are passed over; those that lie in its areas are named.
function linksWithoutPoint({ point, charges }: CaseInput): string {
  if (charges === undefined) throw new Error('links belong to wholesale types')
  const item = `select l.metering_point_id, a.grid_area, l.charge_id, l.from_day, l.to_day
    from ${charges.chargeLinkPeriod} as l join ${charges.areaPoint} as a on a.metering_point_id = l.metering_point_id`
  const cover = `select metering_point_id as point_id, from_day, to_day from ${chargeablePeriods(point)} as chargeable`
  const keys = ['metering_point_id', 'charge_id', 'from_day']
  return `select 'LINK_WITHOUT_POINT' as code, u.grid_area, u.metering_point_id, u.first_day, u.days, c.charge_type || ' ' || c.code || ' of ' || c.owner_id as detail
    from (${uncoveredDays(item, cover, keys, 'metering_point_id')}) as u join ${charges.charge} as c on c.charge_id = u.charge_id`
}
