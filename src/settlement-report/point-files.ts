import { decimal, quantity, roundHalfAway, slots } from '../platform/index.ts'
import type { MarketDay } from '../kernel/index.ts'
import { dayGroups, isInGroup } from './day-groups.ts'
import { dayStarts, periodInstants } from './day-starts.ts'
import { methodCode, typeCode } from './market-names.ts'
import { mergedPeriods } from './merged-periods.ts'
import { columnsOf, csvLine, slotColumns, type ReportColumn } from './report-columns.ts'
import type { ReportFile } from './open-report.ts'
import type { ReportInput } from './report-input.ts'
import type { ReportRole } from './report-role.ts'

// A supplier is not told that it is itself, a grid company not who else supplies its points.
const WITH_SUPPLIER: readonly ReportRole[] = ['datahub_administrator', 'system_operator']

/**
 * The days of the reported points of one resolution: a column for each slot, counted from the day's first instant; an empty
 * cell is a slot that nobody gave a value, or that the day does not have. A point has a row on each of its days. Loss points
 * have the loss that they were given (settlement 7.2, basis data), not their readings.
 */
export function timeSeriesFile(resolution: SeriesResolution): ReportFile {
  const columns: readonly ReportColumn[] = [
    { name: 'ENERGYSUPPLIERID', text: 'energy_supplier_id', roles: WITH_SUPPLIER },
    { name: 'METERINGPOINTID', text: 'metering_point_id' },
    { name: 'TYPEOFMP', text: typeCode('type') },
    { name: 'STARTDATETIME', text: 'starts_at' },
    ...slotColumns('ENERGYQUANTITY', SLOT_CLASS[resolution], quantity),
  ]
  return {
    prefix: resolution === 'PT1H' ? 'TSSD60' : 'TSSD15',
    columns: ({ viewer }) => columnsOf(columns, viewer.role),
    statements: ({ days, viewer, inputs }) =>
      dayGroups(
        days,
        inputs.reduce((rows, { rowsPerDay }) => rows + rowsPerDay.points, 0),
      ).map((group) => {
        const parts = inputs.flatMap((input) => seriesParts(input, group, resolution))
        return `select ${csvLine(columnsOf(columns, viewer.role))} as line from (${parts.join('\nunion all ')}) as d
  order by market_day, metering_point_id`
      }),
  }
}

type SeriesResolution = 'PT1H' | 'PT15M'
const SLOT_CLASS = { PT1H: 25, PT15M: 100 } as const

function seriesParts(
  { reportedPoint, readingDay, results, calculation }: ReportInput,
  group: readonly MarketDay[],
  resolution: SeriesResolution,
): string[] {
  const slotClass = SLOT_CLASS[resolution]
  const active = `select p.energy_supplier_id, p.metering_point_id, p.type, p.series_id, s.market_day, s.starts_at
    from ${reportedPoint} as p join ${dayStarts(group)} as s on p.from_day <= s.market_day and s.market_day < p.to_day`
  const shown = 'a.energy_supplier_id, a.metering_point_id, a.type, a.market_day, a.starts_at'
  // Readings have three decimals at most (settlement 1.3), so nothing is lost.
  const read = slots(slotClass, (k) => `${roundHalfAway(`r.${quantity(k)}`, 6, 3)} as ${quantity(k)}`)
  const readings = `select ${shown}, ${read} from (${active} where not p.is_loss_point and p.resolution = '${resolution}') as a
    left join (select * from ${readingDay[slotClass]} as y where ${isInGroup('y.market_day', group)}) as r
      on r.series_id = a.series_id and r.market_day = a.market_day`
  if (results.energy_result_day === undefined) return [readings]
  const given = slots(slotClass, (k) => `${decimal(`e.${quantity(k)}`, 38, 3)} as ${quantity(k)}`)
  const losses = `select ${shown}, ${given} from (${active} where p.is_loss_point) as a
    join ${results.energy_result_day} as e on e.metering_point_id = a.metering_point_id and e.market_day = a.market_day
      and e.energy_supplier_id is not distinct from a.energy_supplier_id
    where e.calculation_version = ${calculation.version} and ${isInGroup('e.market_day', group)}
      and e.aggregation_level = 'metering_point' and e.resolution = '${resolution}'`
  return [readings, losses]
}

/** The reported points with the periods in which nothing that the file says of them changes. */
export const METERING_POINTS: ReportFile = {
  prefix: 'MDMP',
  columns: ({ viewer }) => columnsOf(POINT_COLUMNS, viewer.role),
  statements: ({ viewer, inputs, days }) => {
    const columns = columnsOf(POINT_COLUMNS, viewer.role)
    const keys = [
      'metering_point_id',
      'grid_area',
      'to_grid_area',
      'from_grid_area',
      'type',
      'settlement_method',
      ...(WITH_SUPPLIER.includes(viewer.role) ? ['energy_supplier_id'] : []),
    ]
    const all = inputs.map(
      ({ reportedPoint }) => `select ${keys.join(', ')}, from_day, to_day from ${reportedPoint} as p`,
    )
    return [
      `select ${csvLine(columns)} as line from (${mergedPeriods(`(${all.join('\nunion all ')})`, keys)}) as m
  ${periodInstants('m', days)} order by metering_point_id, from_day`,
    ]
  },
}

const POINT_COLUMNS: readonly ReportColumn[] = [
  { name: 'METERINGPOINTID', text: 'metering_point_id' },
  { name: 'VALIDFROM', text: 'period_from' },
  { name: 'VALIDTO', text: 'period_to' },
  { name: 'GRIDAREAID', text: 'grid_area' },
  { name: 'TOGRIDAREAID', text: 'to_grid_area' },
  { name: 'FROMGRIDAREAID', text: 'from_grid_area' },
  { name: 'TYPEOFMP', text: typeCode('type') },
  { name: 'SETTLEMENTMETHOD', text: methodCode('settlement_method') },
  { name: 'ENERGYSUPPLIERID', text: 'energy_supplier_id', roles: WITH_SUPPLIER },
]
