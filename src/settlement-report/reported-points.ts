import {
  isChildType,
  isParentType,
  isWholesaleType,
  METERING_POINT_TYPES,
  type MeteringPointType,
} from '../market/index.ts'
import { dateLiteral, textLiteral } from '../platform/index.ts'
import { isWholesale } from '../settlement/index.ts'
import { runRelation, type AreaRun } from './area-runs.ts'
import { mergedPeriods } from './merged-periods.ts'
import type { ReportType } from './report-arguments.ts'
import type { Viewer } from './report-role.ts'
import { chargeIsSeen, pointIsSeen, SIGHT } from './visible-rows.ts'

/** Snapshots of master data that were made for one calculation, as relations of SQL. */
export interface MasterRelations {
  /** see exportPeriods of metering-points; of the calculation's whole period, because a loss point of any day is one (settlement 1.2) */
  readonly pointPeriod: string
  /** see exportSeries of measurements */
  readonly series: string
  /** see exportCharges of charges; undefined where nothing asks for charges */
  readonly charges: ChargeRelations | undefined
}

/** The snapshot of charges. */
export interface ChargeRelations {
  readonly charge: string
  readonly chargePeriod: string
  readonly linkPeriod: string
  readonly priceDay: string
  readonly monthPrice: string
}

/** Which points of a calculation are reported. */
export interface PointSelection {
  /** which children count; of measurements every one */
  readonly type: ReportType | 'measurements'
  readonly viewer: Viewer
  readonly runs: readonly AreaRun[]
  /** market days, half open: the whole report */
  readonly from: string
  readonly to: string
}

/**
 * Model reported_point: the points that a viewer sees, as the calculation knew them (settlement 1.2). Grain: one row for each
 * point and period in which nothing about it changes. Columns: series_id INTEGER (NULL: nothing was ever read), metering_point_id,
 * type, settlement_method, resolution, grid_area, from_grid_area, to_grid_area, energy_supplier_id (of a child that of its
 * parent), is_loss_point BOOLEAN, from_day and to_day DATE, half open, cut to the days that are taken from the calculation.
 */
export function reportedPointSql(relations: MasterRelations, selection: PointSelection): string {
  const { viewer, runs, from, to } = selection
  const charged = SIGHT[viewer.role].points === 'charged'
  return `with point as (select * replace (greatest(from_day, ${dateLiteral(from)}) as from_day, least(coalesce(to_day, ${dateLiteral(to)}), ${dateLiteral(to)}) as to_day)
  from ${relations.pointPeriod} as p),
loss_point as (select distinct metering_point_id from ${relations.pointPeriod} as p where loss_role is not null),
supplied as (${suppliedPoints(selection.type)}),
taken as (select * from ${runRelation(runs)} as run),
scoped as (select s.* replace (greatest(s.from_day, t.from_day) as from_day, least(s.to_day, t.to_day) as to_day)
  from supplied as s join taken as t on t.grid_area = s.grid_area and t.from_day < s.to_day and s.from_day < t.to_day
  where s.from_day < s.to_day and ${pointIsSeen(viewer, 's.energy_supplier_id')})${
    charged
      ? `,
carrying as (${carryingPoints(relations.charges, viewer)})`
      : ''
  }
select e.series_id, s.*, l.metering_point_id is not null as is_loss_point
from ${charged ? carriedPart() : 'scoped'} as s
left join loss_point as l on l.metering_point_id = s.metering_point_id
left join ${relations.series} as e on e.metering_point_id = s.metering_point_id and e.stream = '' and e.unit = 'kWh'
order by s.metering_point_id, s.from_day`
}

const ATTRIBUTES = [
  'metering_point_id',
  'type',
  'settlement_method',
  'resolution',
  'grid_area',
  'from_grid_area',
  'to_grid_area',
]

// settlement 1.2 (2): children count in wholesale calculations only, with the supplier of each period of their parent.
function suppliedPoints(type: PointSelection['type']): string {
  const { alone, children } = typesOf(type)
  const own = `select ${ATTRIBUTES.join(', ')}, energy_supplier_id, from_day, to_day from point where type in (${listed(alone)})`
  if (children.length === 0) return own
  return `${own}
  union all select ${ATTRIBUTES.map((name) => `c.${name}`).join(', ')}, p.energy_supplier_id, greatest(c.from_day, p.from_day), least(c.to_day, p.to_day)
  from point as c join point as p on p.metering_point_id = c.parent_id and p.parent_id is null and p.from_day < c.to_day and c.from_day < p.to_day
  where c.type in (${listed(children)})`
}

function typesOf(type: PointSelection['type']): Record<'alone' | 'children', readonly MeteringPointType[]> {
  if (type === 'measurements') {
    const isAlone = (each: MeteringPointType): boolean => !isChildType(each)
    return { alone: METERING_POINT_TYPES.filter(isAlone), children: METERING_POINT_TYPES.filter(isChildType) }
  }
  const isCounted = (each: MeteringPointType): boolean => isChildType(each) && isWholesaleType(each)
  return {
    alone: METERING_POINT_TYPES.filter(isParentType),
    children: isWholesale(type) ? METERING_POINT_TYPES.filter(isCounted) : [],
  }
}

function listed(types: readonly MeteringPointType[]): string {
  return types.map(textLiteral).join(', ')
}

// When a point carries any charge that the viewer sees.
function carryingPoints(charges: ChargeRelations | undefined, viewer: Viewer): string {
  if (charges === undefined) throw new Error('points that carry charges cannot be told without charges')
  return mergedPeriods(`(${seenLinks(charges, viewer)})`, ['metering_point_id'])
}

function carriedPart(): string {
  return `(select s.* replace (greatest(s.from_day, c.from_day) as from_day, least(s.to_day, c.to_day) as to_day)
  from scoped as s join carrying as c on c.metering_point_id = s.metering_point_id and c.from_day < s.to_day and s.from_day < c.to_day)`
}

// What a charge is never changes (charges, invariants), but its periods may have gaps; each is one row here.
function seenLinks({ charge, chargePeriod, linkPeriod }: ChargeRelations, viewer: Viewer): string {
  return `select k.metering_point_id, k.charge_id, k.factor, c.code, c.owner_id, c.charge_type, k.from_day, k.to_day
  from ${linkPeriod} as k join ${charge} as c on c.charge_id = k.charge_id
  join (select distinct charge_id, is_tax from ${chargePeriod} as p) as i on i.charge_id = k.charge_id
  where ${chargeIsSeen(viewer, { owner: 'c.owner_id', isTax: 'i.is_tax' })}`
}

/**
 * Model reported_link: the charges of reported points that the viewer sees. Grain: one row for each point period, link and
 * day on which either begins anew. Columns: metering_point_id, type, energy_supplier_id, charge_id, code, owner_id, charge_type,
 * factor, from_day, to_day.
 */
export function reportedLinkSql(reportedPoint: string, charges: ChargeRelations, viewer: Viewer): string {
  return `select p.metering_point_id, p.type, p.energy_supplier_id, k.charge_id, k.code, k.owner_id, k.charge_type, k.factor,
    greatest(p.from_day, k.from_day) as from_day, least(p.to_day, k.to_day) as to_day
  from ${reportedPoint} as p join (${seenLinks(charges, viewer)}) as k
    on k.metering_point_id = p.metering_point_id and k.from_day < p.to_day and p.from_day < k.to_day
  where p.type <> 'exchange'
  order by p.metering_point_id, k.charge_id, from_day`
}
