import type { MarketDay } from '../kernel/index.ts'
import { quantity, textLiteral } from '../platform/index.ts'
import { runRelation } from './area-runs.ts'
import { dayGroups, isInGroup } from './day-groups.ts'
import { dayStarts, SLOT_INSTANT } from './day-starts.ts'
import { chargeTypeCode, methodCode, PROCESS, typeCode, unitCode } from './market-names.ts'
import { csvLine, plainCell, quotedCell, unnested, type ReportColumn } from './report-columns.ts'
import type { OpenReport, ReportFile } from './open-report.ts'
import type { ReportInput, ReportTable } from './report-input.ts'
import { chargeIsSeen, payerIsSeen, totalIsSeen } from './visible-rows.ts'

const HOURS = 25

/** Amounts by charge and slot; price and amount are empty where the slot has no price (settlement 2.3). */
export const WHOLESALE_AMOUNTS: ReportFile = {
  prefix: 'RESULTWHOLESALE',
  columns: wholesaleColumns,
  statements: (report) =>
    dayGroups(
      report.days,
      report.inputs.reduce((rows, { rowsPerDay }) => rows + HOURS * rowsPerDay.amount_per_charge_day, 0),
    ).flatMap((group) => {
      const parts = report.inputs.flatMap((input) => seenAmounts(report, input, group))
      return parts.length === 0
        ? []
        : `select ${csvLine(wholesaleColumns(report))} as line from (
  select *, ${SLOT_INSTANT} as starts_at from (
    select * exclude (${Array.from({ length: HOURS }, (_, k) => `q_${k + 1}, p_${k + 1}, a_${k + 1}`).join(', ')}),
      ${unnested(HOURS, { quantity, price: (k) => `p_${k + 1}`, amount: (k) => `a_${k + 1}` })}
    from (${parts.join('\nunion all ')}) as day_row) as slot_row
  where quantity is not null) as shown
order by market_day, grid_area, energy_supplier_id, charge_type, charge_code, charge_owner_id, metering_point_type, settlement_method nulls first, slot`
    }),
}

function wholesaleColumns(report: OpenReport): ReportColumn[] {
  return [
    ...leading(report),
    { name: 'STARTDATETIME', text: 'starts_at' },
    { name: 'RESOLUTIONDURATION', text: 'resolution' },
    { name: 'TYPEOFMP', text: typeCode('metering_point_type') },
    { name: 'SETTLEMENTMETHOD', text: methodCode('settlement_method') },
    { name: 'MEASUREUNIT', text: unitCode('quantity_unit') },
    { name: 'ENERGYCURRENCY', text: textLiteral(report.currency) },
    { name: 'ENERGYQUANTITY', text: plainCell('quantity') },
    { name: 'PRICE', text: plainCell('price') },
    { name: 'AMOUNT', text: plainCell('amount') },
    ...CHARGE,
  ]
}

function leading({ type }: OpenReport): ReportColumn[] {
  return [
    { name: 'ENERGYBUSINESSPROCESS', text: textLiteral(PROCESS[type].process) },
    { name: 'PROCESSVARIANT', text: textLiteral(PROCESS[type].variant ?? '') },
    { name: 'METERINGGRIDAREAID', text: 'grid_area' },
    { name: 'ENERGYSUPPLIERID', text: 'energy_supplier_id' },
  ]
}

const CHARGE: readonly ReportColumn[] = [
  { name: 'CHARGETYPE', text: chargeTypeCode('charge_type') },
  { name: 'CHARGEID', text: quotedCell('charge_code') },
  { name: 'CHARGEOWNER', text: 'charge_owner_id' },
]

// settlement 2.3: amounts of surplus production group 6 are not shown.
function seenAmounts({ viewer }: OpenReport, input: ReportInput, group: readonly MarketDay[]): string[] {
  return takenRows(input, 'amount_per_charge_day', group).map(
    (rows) => `${rows} and ${payerIsSeen(viewer, 'r.energy_supplier_id')}
      and ${chargeIsSeen(viewer, { owner: 'r.charge_owner_id', isTax: 'r.is_tax' })} and r.metering_point_type <> 'surplus_production_group_6'`,
  )
}

function takenRows({ calculation, results }: ReportInput, table: ReportTable, group: readonly MarketDay[]): string[] {
  const relation = results[table]
  if (relation === undefined) return []
  return [
    `select r.*, s.start_ms from ${relation} as r join ${dayStarts(group)} as s on s.market_day = r.market_day
    join ${runRelation(calculation.runs)} as t on t.grid_area = r.grid_area and t.from_day <= r.market_day and r.market_day < t.to_day
    where r.calculation_version = ${calculation.version} and ${isInGroup('r.market_day', group)}`,
  ]
}

/**
 * Monthly amounts by charge, and total monthly amounts, whose charge is empty. Both stand at the first of the month, so a
 * report that begins later has none.
 */
export const MONTHLY_AMOUNTS: ReportFile = {
  prefix: 'RESULTMONTHLY',
  columns: monthlyColumns,
  statements: (report) => {
    const parts = report.inputs.flatMap((input) => seenMonths(report, input))
    return parts.length === 0
      ? []
      : [
          `select ${csvLine(monthlyColumns(report))} as line from (${parts.join('\nunion all ')}) as m
  join ${dayStarts(report.days)} as s on s.market_day = m.market_day
  order by m.grid_area, m.energy_supplier_id, m.charge_code nulls last, m.charge_type, m.charge_owner_id nulls first, m.market_day`,
        ]
  },
}

function monthlyColumns(report: OpenReport): ReportColumn[] {
  return [
    ...leading(report),
    { name: 'STARTDATETIME', text: 'starts_at' },
    { name: 'RESOLUTIONDURATION', text: textLiteral('P1M') },
    { name: 'MEASUREUNIT', text: unitCode('quantity_unit') },
    { name: 'ENERGYCURRENCY', text: textLiteral(report.currency) },
    { name: 'AMOUNT', text: plainCell('amount') },
    ...CHARGE,
  ]
}

function seenMonths({ viewer, days }: OpenReport, input: ReportInput): string[] {
  const shared = 'grid_area, energy_supplier_id, market_day, amount'
  const payer = payerIsSeen(viewer, 'r.energy_supplier_id')
  const byCharge = takenRows(input, 'monthly_amount_per_charge', days).map(
    (rows) => `select ${shared}, charge_code, charge_type, charge_owner_id, quantity_unit from (${rows} and ${payer}
      and ${chargeIsSeen(viewer, { owner: 'r.charge_owner_id', isTax: 'r.is_tax' })}) as c`,
  )
  const totals = takenRows(input, 'total_monthly_amount', days).map(
    (rows) => `select ${shared}, cast(null as VARCHAR) as charge_code, cast(null as VARCHAR) as charge_type,
      charge_owner_id, cast(null as VARCHAR) as quantity_unit from (${rows} and ${payer} and ${totalIsSeen(viewer, 'r.charge_owner_id')}) as t`,
  )
  return [...byCharge, ...totals]
}
