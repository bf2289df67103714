import { clockShift, type MarketDay } from '../kernel/index.ts'
import { decimal, inMask, quantity, roundHalfAway, textLiteral, valuesRelation } from '../platform/index.ts'
import { dayGroups, isInGroup } from './day-groups.ts'
import { typeCode } from './market-names.ts'
import { columnsOf, csvLine, headerOf, plainCell, unnested, type ReportColumn } from './report-columns.ts'
import type { Viewer } from './report-role.ts'
import type { FileSource } from './write-csv-archive.ts'

/** What measurements are written from. */
export interface MeasurementsInput {
  readonly viewer: Viewer
  /** in order */
  readonly days: readonly MarketDay[]
  /** see reportedPointSql */
  readonly reportedPoint: string
  /** at most, of one day */
  readonly pointsPerDay: number
  readonly readingDay: Readonly<Record<25 | 100, string>>
}

/**
 * The readings of the points that a viewer sees, a row for each slot of a day that was delivered, with the local clock: the hour
 * that comes twice in autumn stands there twice, the earlier first. A slot without a value has 0.000 and says so by its quality
 * (settlement 4, "Measurements report").
 */
export function measurementsFile(input: MeasurementsInput): FileSource {
  const columns = columnsOf(COLUMNS, input.viewer.role)
  return {
    prefix: 'MEASUREMENTS',
    header: headerOf(columns),
    statements: dayGroups(input.days, 100 * input.pointsPerDay).map(
      (group) => `select ${csvLine(columns)} as line from (
  select *, ${LOCAL_TIME} as local_time from (
    select *, start_ms + slot * slot_ms as instant_ms from (
      ${([25, 100] as const).map((slotClass) => slotRows(input, group, slotClass)).join('\n union all ')}) as slot_row
    where quality is not null) as stated) as shown
order by market_day, metering_point_id, slot`,
    ),
  }
}

const COLUMNS: readonly ReportColumn[] = [
  { name: 'METERINGPOINTID', text: 'metering_point_id' },
  { name: 'TYPEOFMP', text: typeCode('type') },
  { name: 'METERINGGRIDAREAID', text: 'grid_area' },
  { name: 'ENERGYSUPPLIERID', text: 'energy_supplier_id', roles: ['datahub_administrator', 'system_operator'] },
  { name: 'STARTDATETIME', text: 'local_time' },
  { name: 'RESOLUTIONDURATION', text: 'resolution' },
  { name: 'MEASUREUNIT', text: textLiteral('KWH') },
  { name: 'ENERGYQUANTITY', text: plainCell('kwh') },
  { name: 'QUANTITYQUALITY', text: 'quality' },
]

const SERIES = { 25: { resolution: 'PT1H', slotMs: 3_600_000 }, 100: { resolution: 'PT15M', slotMs: 900_000 } } as const
const LOCAL_TIME = `strftime(make_timestamp((instant_ms + case when instant_ms < shift_at_ms then offset_ms else later_offset_ms end) * 1000), '%d-%m-%Y %H:%M')`

function slotRows(
  { reportedPoint, readingDay }: MeasurementsInput,
  group: readonly MarketDay[],
  slotClass: 25 | 100,
): string {
  const { resolution, slotMs } = SERIES[slotClass]
  const kwh = (k: number): string => `coalesce(${roundHalfAway(`r.${quantity(k)}`, 6, 3)}, ${decimal('0', 38, 3)})`
  return `select p.metering_point_id, p.type, p.grid_area, p.energy_supplier_id, p.resolution, s.*, ${slotMs} as slot_ms,
        ${unnested(slotClass, { kwh, quality: qualityCode })}
      from ${reportedPoint} as p join ${clocks(group)} as s on p.from_day <= s.market_day and s.market_day < p.to_day
      join (select * from ${readingDay[slotClass]} as y where ${isInGroup('y.market_day', group)}) as r
        on r.series_id = p.series_id and r.market_day = s.market_day
      where p.resolution = '${resolution}'`
}

// The codes of measured data (settlement 3.2); NULL for a slot that the day does not have.
function qualityCode(k: number): string {
  const cases = [
    ['missing', 'A02'],
    ['estimated', 'A03'],
    ['measured', 'A04'],
    ['calculated', 'A06'],
  ] as const
  return `case ${cases.map(([mask, code]) => `when ${inMask(mask, k, 'r.')} then '${code}'`).join(' ')} end`
}

function clocks(days: readonly MarketDay[]): string {
  return valuesRelation(
    [
      { name: 'market_day', type: 'DATE' },
      { name: 'start_ms', type: 'BIGINT' },
      { name: 'offset_ms', type: 'BIGINT' },
      { name: 'shift_at_ms', type: 'BIGINT' },
      { name: 'later_offset_ms', type: 'BIGINT' },
    ],
    days.map((day) => {
      const { offsetMs, shiftAtMs, laterOffsetMs } = clockShift(day)
      return [day.date, day.startMs, offsetMs, shiftAtMs, laterOffsetMs]
    }),
  )
}
