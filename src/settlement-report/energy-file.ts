import type { MarketDay } from '../kernel/index.ts'
import { quantity, slots, textLiteral } from '../platform/index.ts'
import { runRelation } from './area-runs.ts'
import { dayGroups, isInGroup } from './day-groups.ts'
import { dayStarts, SLOT_INSTANT } from './day-starts.ts'
import { PROCESS } from './market-names.ts'
import { columnsOf, csvLine, plainCell, unnested, type ReportColumn } from './report-columns.ts'
import type { OpenReport, ReportFile } from './open-report.ts'
import type { ReportInput } from './report-input.ts'
import { SIGHT } from './visible-rows.ts'

// settlement 1.7, "Public views": the series that are shown, with type and method of point; total consumption has no method.
const SERIES = [
  ['production', 'E18', null],
  ['non_profiled_consumption', 'E17', 'E02'],
  ['flex_consumption', 'E17', 'D01'],
  ['net_exchange_per_ga', 'E20', null],
  ['total_consumption', 'E17', null],
] as const

const SHOWN = SERIES.map(([name]) => textLiteral(name)).join(', ')
const code = (at: 1 | 2): string =>
  `case time_series_type ${SERIES.map((series) => `when '${series[0]}' then ${series[at] === null ? 'null' : textLiteral(series[at])}`).join(' ')} end`

/** Energy results, a row for each slot. Totals of grid areas have no supplier; a supplier's rows are one, whoever balances it. */
export const ENERGY_RESULTS: ReportFile = {
  prefix: 'RESULTENERGY',
  columns: (report) => columnsOf(energyColumns(report), report.viewer.role),
  statements: (report) =>
    dayGroups(
      report.days,
      report.inputs.reduce((rows, { rowsPerDay }) => rows + SLOTS * rowsPerDay.energy_result_day, 0),
    ).flatMap((group) => {
      const parts = report.inputs.flatMap((input) => seenRows(report, input, group))
      return parts.length === 0
        ? []
        : `select ${csvLine(columnsOf(energyColumns(report), report.viewer.role))} as line from (
  select *, ${SLOT_INSTANT} as starts_at from (
    select grid_area, energy_supplier_id, time_series_type, resolution, market_day, start_ms, ${unnested(SLOTS, { kwh: quantity })}
    from (${parts.join('\nunion all ')}) as day_row) as slot_row
  where kwh is not null) as shown
order by market_day, grid_area, energy_supplier_id nulls first, time_series_type, slot`
    }),
}

const SLOTS = 100

function energyColumns({ type }: OpenReport): ReportColumn[] {
  return [
    { name: 'METERINGGRIDAREAID', text: 'grid_area' },
    { name: 'ENERGYBUSINESSPROCESS', text: textLiteral(PROCESS[type].process) },
    { name: 'PROCESSVARIANT', text: textLiteral(PROCESS[type].variant ?? '') },
    { name: 'ENERGYSUPPLIERID', text: 'energy_supplier_id', roles: ['datahub_administrator', 'energy_supplier'] },
    { name: 'STARTDATETIME', text: 'starts_at' },
    { name: 'RESOLUTIONDURATION', text: 'resolution' },
    { name: 'TYPEOFMP', text: code(1) },
    { name: 'SETTLEMENTMETHOD', text: code(2) },
    { name: 'ENERGYQUANTITY', text: plainCell('kwh') },
  ]
}

function seenRows(
  { viewer }: OpenReport,
  { calculation, results }: ReportInput,
  group: readonly MarketDay[],
): string[] {
  if (results.energy_result_day === undefined) return []
  const key = 'r.grid_area, r.time_series_type, r.resolution, r.market_day, s.start_ms'
  const from = `from ${results.energy_result_day} as r join ${dayStarts(group)} as s on s.market_day = r.market_day
    join ${runRelation(calculation.runs)} as t on t.grid_area = r.grid_area and t.from_day <= r.market_day and r.market_day < t.to_day
    where r.calculation_version = ${calculation.version} and ${isInGroup('r.market_day', group)} and r.time_series_type in (${SHOWN})`
  const supplier = (which: string): string => `select ${key}, r.energy_supplier_id,
      ${slots(SLOTS, (k) => `cast(sum(r.${quantity(k)}) as DECIMAL(18,3)) as ${quantity(k)}`)}
    ${from} and r.aggregation_level = 'supplier' and ${which} group by ${key}, r.energy_supplier_id`
  return SIGHT[viewer.role].energy.map((sight) => {
    if (sight === 'own') return supplier(`r.energy_supplier_id = ${textLiteral(viewer.actorId)}`)
    if (sight === 'every supplier') return supplier('r.energy_supplier_id is not null')
    return `select ${key}, cast(null as VARCHAR) as energy_supplier_id, ${slots(SLOTS, (k) => `r.${quantity(k)}`)}
    ${from} and r.aggregation_level = 'grid_area'`
  })
}
