import { monthOf } from '../kernel/index.ts'
import { dayStarts, periodInstants } from './day-starts.ts'
import { chargeTypeCode, typeCode } from './market-names.ts'
import { mergedPeriods } from './merged-periods.ts'
import { columnsOf, csvLine, plainCell, quotedCell, slotColumns, type ReportColumn } from './report-columns.ts'
import type { ReportFile } from './open-report.ts'
import type { ReportInput } from './report-input.ts'
import type { ReportRole } from './report-role.ts'

const WITH_SUPPLIER: readonly ReportRole[] = ['datahub_administrator', 'system_operator']

const CHARGE: readonly ReportColumn[] = [
  { name: 'CHARGETYPE', text: chargeTypeCode('charge_type') },
  { name: 'CHARGEOWNER', text: 'owner_id' },
  { name: 'CHARGEID', text: quotedCell('code') },
]

/** Which charges the reported points have, with the periods in which nothing that the file says of them changes. */
export const CHARGE_LINKS: ReportFile = {
  prefix: 'CHARGELINK',
  columns: ({ viewer }) => columnsOf(LINK_COLUMNS, viewer.role),
  statements: ({ viewer, inputs, days }) => {
    const supplier = WITH_SUPPLIER.includes(viewer.role) ? ['energy_supplier_id'] : []
    const keys = ['metering_point_id', 'type', 'charge_type', 'owner_id', 'code', 'factor', ...supplier]
    const all = linked(inputs).map(
      ({ reportedLink }) => `select ${keys.join(', ')}, from_day, to_day from ${reportedLink} as k`,
    )
    return all.length === 0
      ? []
      : [
          `select ${csvLine(columnsOf(LINK_COLUMNS, viewer.role))} as line from (${mergedPeriods(`(${all.join('\nunion all ')})`, keys)}) as m
  ${periodInstants('m', days)} order by metering_point_id, charge_type, owner_id, code, from_day`,
        ]
  },
}

const LINK_COLUMNS: readonly ReportColumn[] = [
  { name: 'METERINGPOINTID', text: 'metering_point_id' },
  { name: 'TYPEOFMP', text: typeCode('type') },
  ...CHARGE,
  { name: 'CHARGEOCCURRENCES', text: plainCell('factor') },
  { name: 'PERIODSTART', text: 'period_from' },
  { name: 'PERIODEND', text: 'period_to' },
  { name: 'ENERGYSUPPLIERID', text: 'energy_supplier_id', roles: WITH_SUPPLIER },
]

const HOURS = 25

/**
 * Prices of the charges that CHARGELINK names, on the days on which it does. Tariffs by the hour have a column for each hour
 * of the day, all others the first column only; a price that nobody stated is an empty cell, and a day without any no row.
 */
export const CHARGE_PRICES: ReportFile = {
  prefix: 'CHARGEPRICE',
  columns: () => PRICE_COLUMNS,
  statements: ({ inputs, days }) => {
    const parts = linked(inputs).flatMap((links) => [tariffPrices(links), otherPrices(links)])
    // A subscription's price stands at the first of the month, which may lie before the report's first day.
    const months = [...new Set(days.map(({ date }) => date.slice(0, 7)))]
    const known =
      days[0] === undefined ? [] : months.flatMap((month) => monthOf(month, days[0]?.zone ?? 'Europe/Copenhagen').days)
    return parts.length === 0
      ? []
      : [
          `select ${csvLine(PRICE_COLUMNS)} as line from (select distinct * from (${parts.join('\nunion all ')}) as every) as d
  join ${dayStarts(known)} as s on s.market_day = d.market_day
  where coalesce(${hours((k) => `e_${k + 1}`)}) is not null
  order by charge_type, owner_id, code, d.market_day, ${hours((k) => `e_${k + 1} nulls last`)}`,
        ]
  },
}

const PRICE_COLUMNS: readonly ReportColumn[] = [
  ...CHARGE,
  { name: 'RESOLUTIONDURATION', text: 'resolution' },
  { name: 'TAXINDICATOR', text: "case when is_tax then '1' else '0' end" },
  { name: 'STARTDATETIME', text: 'starts_at' },
  ...slotColumns('ENERGYPRICE', HOURS, (k) => `e_${k + 1}`),
]

type Links = NonNullable<ReportInput['links']>

function linked(inputs: readonly ReportInput[]): Links[] {
  return inputs.flatMap(({ links }) => links ?? [])
}

function hours(text: (k: number) => string): string {
  return Array.from({ length: HOURS }, (_, k) => text(k)).join(', ')
}

const KEYS = 'c.charge_type, c.owner_id, c.code, i.resolution, i.is_tax'

// What a charge is never changes, but its periods may have gaps.
function described({ charge, chargePeriod }: Links): string {
  return `join ${charge} as c on c.charge_id = d.charge_id
    join (select distinct charge_id, resolution, is_tax from ${chargePeriod} as p) as i on i.charge_id = d.charge_id`
}

// settlement 2.2: the price of a slot is the one that begins with it, so of quarters the first of each hour counts.
function tariffPrices(links: Links): string {
  const prices = hours(
    (k) => `${k === 0 ? 'd.p_1' : `case when i.resolution <> 'P1D' then d.p_${4 * k + 1} end`} as e_${k + 1}`,
  )
  return `select ${KEYS}, d.market_day, ${prices} from ${links.priceDay} as d ${described(links)}
    where exists (select 1 from ${links.reportedLink} as k where k.charge_id = d.charge_id and k.from_day <= d.market_day and d.market_day < k.to_day)`
}

// Subscriptions have a price for each month, fees one for each day.
function otherPrices(links: Links): string {
  const none = hours((k) => `${k === 0 ? 'd.price' : 'cast(null as DECIMAL(18,6))'} as e_${k + 1}`)
  return `select ${KEYS}, d.month as market_day, ${none} from ${links.monthPrice} as d ${described(links)}
    where exists (select 1 from ${links.reportedLink} as k where k.charge_id = d.charge_id
      and (c.charge_type = 'subscription' or (k.from_day <= d.month and d.month < k.to_day)))`
}
