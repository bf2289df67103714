import { bitOr, greatest0, parquet, roundHalfAway, textLiteral } from '../src/platform/index.ts'
import { resultLines } from '../src/settlement/index.ts'
import { QUALITY_BITS } from './interval-files.ts'

/** What the interval form of balance fixing reads. */
export interface IntervalRelations {
  /** Points and series as the product exports them. */
  readonly points: string
  readonly series: string
  readonly intervals: readonly string[]
}

/**
 * How the large sum is grouped. `numbered`: points get the number of their group first, as ours do, and rows are grouped by
 * it; `keys`: rows are grouped by area, supplier, balance responsible party and kind themselves, as the rules are written.
 */
export type IntervalForm = 'numbered' | 'keys'

const QUARTER_MS = 900_000
const KEYS = 'grid_area, neighbour_grid_area, energy_supplier_id, balance_responsible_id, metering_point_id'
const GROUP_KEYS = ['kind', 'grid_area', 'to_grid_area', 'energy_supplier_id', 'balance_responsible_id']
const NO_TEXT = 'cast(null as VARCHAR)'

/**
 * Balance fixing in quarters (settlement 1.2 to 1.7) over one row for each interval: the same sums, roundings, residual,
 * allocation and levels, one row for each series and quarter. It is spared one thing that ours does: days that nobody
 * delivered are not looked for.
 */
export function intervalSql(relations: IntervalRelations, gridAreas: readonly string[], form: IntervalForm): string {
  const areas = gridAreas.map(textLiteral).join(', ')
  const lines = resultLines('balance_fixing').map(
    (line) => `(${[line.contribution, line.timeSeriesType, line.level].map(textLiteral).join(', ')})`,
  )
  return `with ${pointCtes(relations, areas)},
${sumCtes(relations, form)},
${contributionCtes(areas)},
result_line(contribution, time_series_type, aggregation_level) as (values ${lines.join(', ')}),
summed as (select time_series_type, aggregation_level, ${keysByLevel()}, start_ms, sum(kwh) as kwh, ${bitOr('qualities')} as qualities
  from contribution as c join result_line as m on m.contribution = c.contribution group by all),
total as (select 'total_consumption' as time_series_type, 'grid_area' as aggregation_level, ${KEYS.split(', ')
    .map((key) => `p.${key}`)
    .join(', ')},
  p.start_ms, p.kwh + x.kwh as kwh, p.qualities | x.qualities as qualities
  from summed as p join summed as x on x.grid_area = p.grid_area and x.start_ms = p.start_ms
  where p.time_series_type = 'production' and p.aggregation_level = 'grid_area' and x.time_series_type = 'net_exchange_per_ga')
select time_series_type, aggregation_level, ${KEYS}, start_ms, cast(kwh as DECIMAL(18,3)) as kwh, qualities
from (select * from summed union all select * from total) as result
order by time_series_type, aggregation_level, ${KEYS.split(', ')
    .map((key) => `${key} nulls first`)
    .join(', ')}, start_ms`
}

function pointCtes({ points, series }: IntervalRelations, areas: string): string {
  return `point as (select s.series_id, p.* from ${parquet([points])} as p
  left join ${parquet([series])} as s on s.metering_point_id = p.metering_point_id and s.stream = '' and s.unit = 'kWh'),
keyed as (select series_id, from_ms, to_ms, resolution = 'PT1H' as hourly,
  case type when 'consumption' then settlement_method else type end as kind,
  case type when 'exchange' then from_grid_area else grid_area end as grid_area,
  case type when 'exchange' then to_grid_area end as to_grid_area,
  case when type <> 'exchange' then energy_supplier_id end as energy_supplier_id,
  case when type <> 'exchange' then balance_responsible_id end as balance_responsible_id
  from point where loss_role is null and series_id is not null
    and ((type = 'exchange' and (from_grid_area in (${areas}) or to_grid_area in (${areas})))
      or (type in ('production', 'consumption') and grid_area in (${areas})))),
settlement_group as materialized (select cast(row_number() over () as INTEGER) as group_id, *
  from (select distinct ${GROUP_KEYS.join(', ')} from keyed) as distinct_key),
member as materialized (select k.series_id, k.from_ms, k.to_ms, k.hourly, g.group_id from keyed as k
  join settlement_group as g on ${sameGroup('k')})`
}

function sumCtes({ intervals }: IntervalRelations, form: IntervalForm): string {
  const sums = `sum(i.quantity) as kwh, ${bitOr('i.quality')} as qualities from ${parquet(intervals)} as i`
  const active = 'm.series_id = i.series_id and i.start_ms >= m.from_ms and i.start_ms < m.to_ms'
  const intervalSum =
    form === 'numbered'
      ? `select m.group_id, m.hourly, i.start_ms, ${sums} join member as m on ${active} group by all`
      : `select g.group_id, s.hourly, s.start_ms, s.kwh, s.qualities from (
    select ${GROUP_KEYS.map((key) => `m.${key}`).join(', ')}, m.hourly, i.start_ms, ${sums} join keyed as m on ${active} group by all) as s
  join settlement_group as g on ${sameGroup('s')}`
  return `interval_sum as materialized (${intervalSum}),
quarter_sum as (select group_id, start_ms, cast(sum(kwh) as DECIMAL(28,8)) as kwh, ${bitOr('qualities')} as qualities from (
    select group_id, start_ms, cast(coalesce(kwh, 0) as DECIMAL(28,8)) as kwh, qualities from interval_sum where not hourly
    union all select group_id, start_ms + quarter * ${QUARTER_MS}, cast(cast(coalesce(kwh, 0) as DECIMAL(28,6)) * 0.25 as DECIMAL(28,8)), qualities
      from interval_sum cross join (values (0), (1), (2), (3)) as of_hour(quarter) where hourly) as part
  group by group_id, start_ms)`
}

function contributionCtes(areas: string): string {
  return `exchange_side as (
  select group_id, to_grid_area as area, grid_area as neighbour, 1 as direction from settlement_group where kind = 'exchange' and to_grid_area in (${areas})
  union all select group_id, grid_area, to_grid_area, -1 from settlement_group where kind = 'exchange' and grid_area in (${areas})),
raw as (select g.kind as contribution, g.grid_area, ${NO_TEXT} as neighbour_grid_area, g.energy_supplier_id, g.balance_responsible_id,
    s.start_ms, s.kwh, s.qualities from quarter_sum as s join settlement_group as g on g.group_id = s.group_id where g.kind <> 'exchange'
  union all select 'exchange', x.area, x.neighbour, ${NO_TEXT}, ${NO_TEXT}, s.start_ms, cast(sum(s.kwh * x.direction) as DECIMAL(28,8)), ${bitOr('s.qualities')}
  from quarter_sum as s join exchange_side as x on x.group_id = s.group_id group by x.area, x.neighbour, s.start_ms),
base as materialized (select * exclude (kwh), ${carried('(quarter + 1)')} - ${carried('quarter')} as kwh
  from (select *, cast((start_ms // ${QUARTER_MS}) % 4 as INTEGER) as quarter from raw) as placed),
loss as (select grid_area, start_ms, sum(case when contribution in ('exchange', 'production') then kwh else -kwh end) as kwh from base group by grid_area, start_ms),
contribution as (select contribution, grid_area, neighbour_grid_area, energy_supplier_id, balance_responsible_id, ${NO_TEXT} as metering_point_id, start_ms, kwh, qualities from base
  union all select 'grid_loss', grid_area, ${NO_TEXT}, ${NO_TEXT}, ${NO_TEXT}, ${NO_TEXT}, start_ms, kwh, ${QUALITY_BITS.calculated} from loss
  union all select case p.type when 'consumption' then 'positive_grid_loss' else 'negative_grid_loss' end, l.grid_area, ${NO_TEXT}, p.energy_supplier_id,
    p.balance_responsible_id, p.metering_point_id, l.start_ms, ${greatest0("case p.type when 'consumption' then l.kwh else -l.kwh end")}, ${QUALITY_BITS.calculated}
  from loss as l join point as p on p.grid_area = l.grid_area and p.loss_role is not null and l.start_ms >= p.from_ms and l.start_ms < p.to_ms)`
}

function keysByLevel(): string {
  const levels = {
    grid_area: undefined,
    neighbour_grid_area: "'neighbour'",
    energy_supplier_id: "'supplier', 'metering_point'",
    balance_responsible_id: "'supplier', 'balance_responsible', 'metering_point'",
    metering_point_id: "'metering_point'",
  }
  return Object.entries(levels)
    .map(([key, of]) =>
      of === undefined ? `c.${key}` : `case when m.aggregation_level in (${of}) then c.${key} end as ${key}`,
    )
    .join(', ')
}

function carried(times: string): string {
  return roundHalfAway(`kwh * ${times}`, 8, 3)
}

function sameGroup(alias: string): string {
  return GROUP_KEYS.map((key) => `g.${key} is not distinct from ${alias}.${key}`).join(' and ')
}
