import { daysOf, slotCount, SLOT_CLASSES, type MarketZone, type Period } from '../../kernel/index.ts'
import type { ReadingSnapshot } from '../../measurements/index.ts'
import { maskColumns, parquet, sum, textLiteral, valuesRelation } from '../../platform/index.ts'

/** Files that missing days are found in. */
export interface MissingDaySource {
  /** path of the snapshot of periods */
  readonly points: string
  /** path of the numbers of series */
  readonly series: string
  readonly snapshot: ReadingSnapshot
  readonly period: Period
  readonly zone: MarketZone
}

const VALUE_MASKS = ['estimated', 'calculated', 'measured'] as const
const COUNTED_RESOLUTIONS = ['PT1H', 'PT15M'] as const

/**
 * SELECT of the days on which a point has not as many readings as it should (settlement 4): (metering_point_id, grid_area,
 * market_day, expected, actual). expected: the hours or quarters of the day, by the point's resolution; actual: readings
 * that are not missing, in whatever resolution they came. Left out: points that are calculated, by their metering method
 * or because the loss is calculated for them; points of internal use; points that are read once a month.
 */
export function missingDaySql({ points, series, snapshot, period, zone }: MissingDaySource): string {
  const days = daysOf(period, zone).map(({ day }) => day)
  const calendar = valuesRelation(
    [
      { name: 'market_day', type: 'DATE' },
      { name: 'resolution', type: 'VARCHAR' },
      { name: 'slots', type: 'INTEGER' },
    ],
    days.flatMap((day) => COUNTED_RESOLUTIONS.map((resolution) => [day.date, resolution, slotCount(day, resolution)])),
  )
  const present = SLOT_CLASSES.map((slotClass) => {
    const count = maskColumns(slotClass, VALUE_MASKS).map((column) => `bit_count(${column})`)
    return `select series_id, market_day, ${count.join(' + ')} as present from (${snapshot.relation(slotClass)})`
  })
  return `select p.metering_point_id, p.grid_area, c.market_day, c.slots as expected, cast(coalesce(r.actual, 0) as INTEGER) as actual
    from ${parquet([points])} p
    join ${calendar} c on c.resolution = p.resolution and c.market_day >= p.from_day and (p.to_day is null or c.market_day < p.to_day)
    left join (
      select s.metering_point_id, d.market_day, ${sum('d.present')} as actual
      from (${present.join(' union all ')}) d join ${parquet([series])} s on s.series_id = d.series_id and s.stream = ''
      group by s.metering_point_id, d.market_day
    ) r on r.metering_point_id = p.metering_point_id and r.market_day = c.market_day
    where p.loss_role is null and coalesce(p.metering_method, '') <> ${textLiteral('calculated')}
      and p.type <> ${textLiteral('internal_use')} and coalesce(r.actual, 0) <> c.slots
    order by market_day, metering_point_id`
}
