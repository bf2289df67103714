import { maskColumns, valuesRelation, type Engine } from '../../platform/index.ts'
import type { SettledClass } from '../models/columns.ts'
import { areaList } from '../models/area-list.ts'
import type { CaseInput } from './case-input.ts'
import { CHILD_TYPES, PARENT_TYPES } from './case-point.ts'

/** How far the readings of an area's points are there on a day. */
export type DayCoverage = {
  readonly gridArea: string
  /** YYYY-MM-DD */
  readonly marketDay: string
  /** points that are to be read, and what they should have */
  readonly points: bigint
  readonly slots: bigint
  /** reading days that are there, whole or in part */
  readonly readingDays: bigint
  readonly pointsMissing: bigint
  readonly slotsMissing: bigint
}

/** A day of a point on which slots are missing. */
export type PointGap = {
  readonly gridArea: string
  readonly meteringPointId: string
  readonly marketDay: string
  readonly slots: number
}

/**
 * The readings of a case by area and day, in that order: how many a day should have is counted, and held against the
 * rows and masks that are there, so nothing is unrolled and no value is read. Points that nobody has to read are left
 * out: loss points (settlement 1.2), exchange between two other areas, children without a tariff.
 */
export async function readingCoverage(
  input: CaseInput,
  gridAreas: readonly string[],
  engine: Engine,
): Promise<DayCoverage[]> {
  return await engine.rows<DayCoverage & Record<string, unknown>>(`with reader as (${readers(input, gridAreas)}),
span as (select grid_area, slot_class, from_day, to_day, count(*) as points from reader group by grid_area, slot_class, from_day, to_day),
expected as (select s.grid_area, s.slot_class, d.market_day, sum(s.points) as points, max(${daySlots('s')}) as day_slots
  from span as s join ${input.day} as d on d.market_day >= s.from_day and d.market_day < s.to_day group by s.grid_area, s.slot_class, d.market_day),
found as (select p.grid_area, p.slot_class, r.market_day, count(*) as reading_days, sum(r.missing) as missing, count(*) filter (where r.missing > 0) as short
  from reader as p join (${missingSlots(input)}) as r on r.series_id = p.series_id and r.slot_class = p.slot_class
    and r.market_day >= p.from_day and r.market_day < p.to_day group by p.grid_area, p.slot_class, r.market_day)
select e.grid_area as "gridArea", cast(e.market_day as varchar) as "marketDay",
  cast(sum(e.points) as bigint) as points, cast(sum(e.points * e.day_slots) as bigint) as slots,
  cast(sum(coalesce(f.reading_days, 0)) as bigint) as "readingDays",
  cast(sum(e.points - coalesce(f.reading_days - f.short, 0)) as bigint) as "pointsMissing",
  cast(sum((e.points - coalesce(f.reading_days, 0)) * e.day_slots + coalesce(f.missing, 0)) as bigint) as "slotsMissing"
from expected as e
left join found as f on f.grid_area = e.grid_area and f.slot_class = e.slot_class and f.market_day = e.market_day
group by e.grid_area, e.market_day order by e.grid_area, e.market_day`)
}

/** The first points of each of these areas and days that lack slots, most a day as given, by area, day and point. */
export async function firstPointGaps(
  input: CaseInput,
  gridAreas: readonly string[],
  { days, most }: { readonly days: readonly Pick<DayCoverage, 'gridArea' | 'marketDay'>[]; readonly most: number },
  engine: Engine,
): Promise<PointGap[]> {
  const asked = valuesRelation(
    [
      { name: 'grid_area', type: 'VARCHAR' },
      { name: 'market_day', type: 'DATE' },
    ],
    days.map(({ gridArea, marketDay }) => [gridArea, marketDay]),
  )
  return await engine.rows<PointGap & Record<string, unknown>>(`with reader as (${readers(input, gridAreas)}),
gap as (select p.grid_area, p.metering_point_id, d.market_day, coalesce(r.missing, ${daySlots('p')}) as slots
  from reader as p join ${input.day} as d on d.market_day >= p.from_day and d.market_day < p.to_day
  join ${asked} as a on a.grid_area = p.grid_area and a.market_day = d.market_day
  left join (${missingSlots(input)}) as r on r.series_id = p.series_id and r.slot_class = p.slot_class and r.market_day = d.market_day),
ranked as (select *, row_number() over (partition by grid_area, market_day order by metering_point_id) as place from gap where slots > 0)
select grid_area as "gridArea", metering_point_id as "meteringPointId", cast(market_day as varchar) as "marketDay", cast(slots as integer) as slots
from ranked where place <= ${most} order by grid_area, market_day, metering_point_id`)
}

/** The points of a case that somebody has to read, as a SELECT of case_point's columns. */
function readers({ point, charges }: CaseInput, gridAreas: readonly string[]): string {
  const areas = areaList(gridAreas)
  const ownExchange = `(type <> 'exchange' or from_grid_area in (${areas}) or to_grid_area in (${areas}))`
  // Of children only tariffs take the energy (settlement 2.2).
  const tariffChild =
    charges === undefined
      ? 'false'
      : `(type in (${CHILD_TYPES}) and metering_point_id in (select l.metering_point_id
          from ${charges.chargeLinkPeriod} as l join ${charges.charge} as c on c.charge_id = l.charge_id where c.charge_type = 'tariff'))`
  return `select * from ${point} where not is_loss and slot_class is not null and ((type in (${PARENT_TYPES}) and ${ownExchange}) or ${tariffChild})`
}

function daySlots(row: string): string {
  return `case ${row}.slot_class when 25 then d.slots_25 else d.slots_100 end`
}

function missingSlots({ readingDay25, readingDay100 }: CaseInput): string {
  const of = (slotClass: SettledClass, readings: string): string => {
    const missing = maskColumns(slotClass, ['missing']).map((word) => `bit_count(${word})`)
    return `select series_id, market_day, ${slotClass} as slot_class, cast(${missing.join(' + ')} as integer) as missing from ${readings}`
  }
  return `${of(25, readingDay25)} union all ${of(100, readingDay100)}`
}
