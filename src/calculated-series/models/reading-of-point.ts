import { slotClassOf, type Resolution, type SlotClass } from '../../kernel/index.ts'
import type { ReadingSnapshot } from '../../measurements/index.ts'
import { dateLiteral, decimal, maskColumns, parquet, quantity, slots, textLiteral } from '../../platform/index.ts'

/** Files and days that readings are taken from. */
export interface ReadingSource {
  /** path of familyPointSql's rows */
  readonly family: string
  /** path of the numbers of series */
  readonly series: string
  readonly snapshot: ReadingSnapshot
  /** market days `YYYY-MM-DD`, half-open */
  readonly from: string
  readonly to: string
}

/** Resolutions in which points of a family are read. */
export const READ_RESOLUTIONS: readonly Resolution[] = ['PT1H', 'PT15M']

const VALUE_MASKS = ['estimated', 'calculated', 'measured'] as const

/**
 * SELECT of the energy of each day of the points of the families: (family_id, metering_point_id, market_day, energy), sorted
 * so. energy DECIMAL(18,6) kWh is the sum of the slots that have a value; a day without any has no row.
 * The day on which a point ends, or leaves the family, is in it too: the final net consumption counts it.
 */
export function energyDaySql(source: ReadingSource): string {
  const readings = READ_RESOLUTIONS.map((resolution) => {
    const slotClass = slotClassOf(resolution)
    const energy = slots(slotClass, (k) => `coalesce(${quantity(k)}, CAST(0 AS DECIMAL(18,6)))`, ' + ')
    return `select series_id, market_day, ${textLiteral(resolution)} as resolution, ${decimal(energy, 18, 6)} as energy
      from (${ownReadings(source, slotClass)})`
  })
  return `select family_id, metering_point_id, market_day, energy
    from (${ofPeriods(source, { readings: readings.join(' union all '), columns: ['energy'], withEndDay: true })})
    order by family_id, metering_point_id, market_day`
}

/**
 * SELECT of the days of the points of one resolution with every slot: (family_id, metering_point_id, market_day, the three
 * masks of values, q_1 ...), sorted so; without end days.
 * @param only SQL condition on the rows `f` of the families, such as which types
 */
export function slotDaySql(source: ReadingSource, resolution: Resolution, only: string): string {
  const slotClass = slotClassOf(resolution)
  const columns = [...maskColumns(slotClass, VALUE_MASKS), ...Array.from({ length: slotClass }, (_, k) => quantity(k))]
  const readings = `select *, ${textLiteral(resolution)} as resolution from (${ownReadings(source, slotClass)})`
  return `select family_id, metering_point_id, market_day, ${columns.join(', ')}
    from (${ofPeriods(source, { readings, columns, only, withEndDay: false })})
    order by family_id, metering_point_id, market_day`
}

/** Reading days of a slot class that any point of a family has, where any slot has a value. */
function ownReadings({ family, series, snapshot, from, to }: ReadingSource, slotClass: SlotClass): string {
  const anyValue = maskColumns(slotClass, VALUE_MASKS)
    .map((column) => `${column} <> 0`)
    .join(' or ')
  return `select * from (${snapshot.relation(slotClass)}) r
    where r.market_day >= ${dateLiteral(from)} and r.market_day < ${dateLiteral(to)} and (${anyValue})
      and r.series_id in (select s.series_id from ${parquet([series])} s where s.metering_point_id in (select metering_point_id from ${parquet([family])}))`
}

interface PeriodReadings {
  /** SELECT of reading days with their resolution */
  readonly readings: string
  /** the columns of a reading that are taken */
  readonly columns: readonly string[]
  /** SQL condition on the rows `f` of the families */
  readonly only?: string
  /** takes the day on which a period ends too, where the point has no period that begins there */
  readonly withEndDay: boolean
}

/** The readings of each point of a family in the resolution of its period: one row for a family, point and day. */
function ofPeriods(
  { family, series }: ReadingSource,
  { readings, columns, only = 'true', withEndDay }: PeriodReadings,
): string {
  const nextFrom = 'lead(p.from_day) over (partition by p.family_id, p.metering_point_id order by p.from_day)'
  const endsHere = withEndDay ? `${nextFrom} = p.to_day` : 'true'
  return `select f.family_id, f.metering_point_id, r.market_day, ${columns.map((column) => `r.${column}`).join(', ')}
    from (select p.*, case when ${endsHere} then p.to_day - 1 else p.to_day end as last_day from ${parquet([family])} p) f
    join ${parquet([series])} s on s.metering_point_id = f.metering_point_id and s.stream = '' and s.unit = 'kWh'
    join (${readings}) r on r.series_id = s.series_id and r.resolution = f.resolution
      and r.market_day >= f.from_day and (f.last_day is null or r.market_day <= f.last_day)
    where ${only}`
}
